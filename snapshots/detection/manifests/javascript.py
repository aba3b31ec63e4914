"""Manifests of JavaScript."""

from __future__ import annotations

from collections.abc import Iterator

from snapshots.detection.manifests.dependency import Dependency
from snapshots.detection.manifests.manifest import Manifest, table

# What each has is for development, or is not.
_SECTIONS = {
    "dependencies": False,
    "devDependencies": True,
    "peerDependencies": False,
    "optionalDependencies": False,
}


def package_json(manifest: Manifest) -> Iterator[Dependency]:
    document = manifest.json()
    for section, development in _SECTIONS.items():
        for key, stated in table(document.get(section)).items():
            name, version = _aliased(key, stated)
            line = manifest.line_of(section, key)
            yield manifest.states("npm", name, version, line=line, development=development)


def _aliased(key: str, stated: object) -> tuple[str, object]:
    """Name and version, of the other package where it is installed under this name."""
    if isinstance(stated, str) and stated.startswith("npm:"):
        name, at, version = stated.removeprefix("npm:").rpartition("@")
        return (name, version) if name else (f"{at}{version}", None)
    return key, stated

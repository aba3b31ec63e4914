"""Manifests of PHP."""

from __future__ import annotations

from collections.abc import Iterator

from snapshots.detection.manifests.dependency import Dependency
from snapshots.detection.manifests.manifest import Manifest, table

_SECTIONS = {"require": False, "require-dev": True}


def composer_json(manifest: Manifest) -> Iterator[Dependency]:
    """The packages; without PHP itself and its extensions, whose names have no vendor."""
    document = manifest.json()
    for section, development in _SECTIONS.items():
        for name, version in table(document.get(section)).items():
            if "/" in name:
                line = manifest.line_of(section, name)
                yield manifest.states("composer", name, version, line=line, development=development)

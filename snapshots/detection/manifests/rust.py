"""Manifests of Rust."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from snapshots.detection.manifests.dependency import Dependency
from snapshots.detection.manifests.manifest import Manifest, table

# With their old spellings. What only the build script uses is not in the program.
_SECTIONS = {
    "dependencies": False,
    "dev-dependencies": True,
    "dev_dependencies": True,
    "build-dependencies": True,
    "build_dependencies": True,
}


def cargo_toml(manifest: Manifest) -> Iterator[Dependency]:
    """What the package depends on; those of a workspace only bound versions for its members."""
    document = manifest.toml()
    yield from _sections(manifest, document)
    for target in table(document.get("target")).values():
        yield from _sections(manifest, table(target))


def _sections(manifest: Manifest, tables: dict[str, Any]) -> Iterator[Dependency]:
    for section, development in _SECTIONS.items():
        for key, stated in table(tables.get(section)).items():
            renamed = table(stated).get("package")
            yield manifest.states(
                "cargo",
                renamed if isinstance(renamed, str) else key,
                stated if isinstance(stated, str) else table(stated).get("version"),
                line=manifest.line_of(section, key),
                development=development,
            )

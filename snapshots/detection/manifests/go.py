"""Manifests of Go."""

from __future__ import annotations

import re
from collections.abc import Iterator

from snapshots.detection.manifests.dependency import Dependency
from snapshots.detection.manifests.manifest import Manifest

_BLOCK = re.compile(r"([a-z]+)\s*\(")
_REQUIREMENT = re.compile(r'"?([^\s"]+)"?\s+"?(v[^\s"]+)"?')


def go_mod(manifest: Manifest) -> Iterator[Dependency]:
    """The modules that it requires for itself.

    Those marked ``// indirect`` are needed by other modules, as what stands in a lock file.
    """
    block = ""
    for line, text in enumerate(manifest.text.split("\n"), 1):
        statement, _, comment = text.partition("//")
        statement = statement.strip()
        if opening := _BLOCK.fullmatch(statement):
            block = opening[1]
        elif statement == ")":
            block = ""
        elif (found := _required(statement, block)) and "indirect" not in comment.split(";")[0]:
            yield manifest.states("golang", found[1], found[2], line=line)


def _required(statement: str, block: str) -> re.Match[str] | None:
    if block == "require":
        return _REQUIREMENT.fullmatch(statement)
    word, _, rest = statement.partition(" ")
    return _REQUIREMENT.fullmatch(rest.strip()) if word == "require" and not block else None

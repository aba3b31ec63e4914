"""Manifests of Ruby, which are programs: read line by line, never run."""

from __future__ import annotations

import re
from collections.abc import Iterator

from snapshots.detection.manifests.dependency import Dependency
from snapshots.detection.manifests.manifest import Manifest, names_development

_GEM = re.compile(r"""gem[\s(]+["']([^"'\s]+)["']""")
_VERSION = re.compile(r"""\s*,\s*["']([^"']*)["']""")
_OF_GROUPS = re.compile(r"\bgroups?(?::|\s=>)\s*(\[[^][]*\]|[:\"'][\w:]+)")
_NAMES = re.compile(r"""[:"'](\w+)""")

# What an `end` belongs to.
_BLOCK = re.compile(r"(?:if|unless|case|begin|while|until|for|def|class|module)\b")
_DO = re.compile(r"\bdo(?:\s*\|[^|]*\|)?$")


def gemfile(manifest: Manifest) -> Iterator[Dependency]:
    blocks: list[bool] = []
    for line, statement in manifest.statements(",", "\\"):
        inside = any(blocks[-1:])
        if _DO.search(statement):
            blocks.append(inside or (statement.startswith("group") and _for_development(statement)))
        elif _BLOCK.match(statement):
            blocks.append(inside)
        elif statement == "end":
            del blocks[-1:]
        elif gem := _GEM.match(statement):
            groups = _OF_GROUPS.search(statement)
            yield manifest.states(
                "rubygems",
                gem[1],
                ", ".join(_versions(statement, gem.end())),
                line=line,
                development=inside or (groups is not None and _for_development(groups[1])),
            )


def _versions(statement: str, place: int) -> Iterator[str]:
    while version := _VERSION.match(statement, place):
        yield version[1]
        place = version.end()


def _for_development(groups: str) -> bool:
    """Whether all groups that are named are of development."""
    names = _NAMES.findall(groups)
    return bool(names) and all(map(names_development, names))

"""Paths from the root of a tree: their folders and their tails."""

from __future__ import annotations

import re
from collections.abc import Iterable
from posixpath import dirname

# What makes no difference before the tail of a path.
_BEGINNING = re.compile(r"^(?:\.?/|\*\*/)+")


def within(root: str, path: str) -> str:
    """A path as seen from a folder that it is in."""
    return path[len(root) + 1 :] if root else path


def tail(name: str) -> str:
    """A glob for paths that end with a name, at a "/": `lynx.json` is no `nx.json` (D-8)."""
    return "**/" + _BEGINNING.sub("", name)


def folders_above(paths: Iterable[str]) -> set[str]:
    """All folders that paths are in, the root of the tree left out."""
    folders: set[str] = set()
    for path in paths:
        folder = dirname(path)
        while folder and folder not in folders:
            folders.add(folder)
            folder = dirname(folder)
    return folders

"""The parts of a monorepo: each folder that has a manifest of its own is the root of a stack."""

from __future__ import annotations

from collections.abc import Iterable
from posixpath import dirname

# The root of the code base, which is always a stack's too.
TOP = ""


class Stacks:
    """Roots, and whose each path is.

    Args:
        marks: paths of files whose folder is a root.
    """

    def __init__(self, marks: Iterable[str]) -> None:
        self.roots = sorted({TOP, *map(dirname, marks)})
        self._roots = {root: root for root in self.roots}

    def root_of(self, path: str) -> str:
        """The nearest root above a path. A root itself belongs to the stack that it stands in."""
        return self._nearest(dirname(path))

    def _nearest(self, folder: str) -> str:
        below = []
        while (root := self._roots.get(folder)) is None:
            below.append(folder)
            folder = dirname(folder)
        self._roots.update(dict.fromkeys(below, root))
        return root

"""Paths as git has them, which are bytes, and as everybody else does."""

from __future__ import annotations

from typing import NamedTuple


class Entry(NamedTuple):
    """A path that differs between two commits.

    Attributes:
        status: ``A`` made, ``M`` changed, ``D`` deleted, ``T`` of another kind now.
        mode: of the new file, e.g. ``100644``.
        blob: the new content's id.
    """

    path: bytes
    status: str
    mode: str
    blob: str


def shown(path: bytes) -> str:
    """A path as text that any column and terminal takes; bytes that are no UTF-8, escaped."""
    return path.decode(errors="backslashreplace")


def parents(path: bytes) -> list[bytes]:
    """All folders that a path is in, innermost first.

    >>> parents(b"a/b/c")
    [b'a/b', b'a']
    """
    found = []
    while slash := path.rpartition(b"/")[0]:
        found.append(slash)
        path = slash
    return found

"""Paths as git has them, which are bytes, and as everybody else does."""

from __future__ import annotations


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

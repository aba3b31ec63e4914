"""A tree that was walked, and the contents of its files."""

from __future__ import annotations

import codecs
import os
import stat
from bisect import bisect_left
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

# Bytes of a file's beginning in which a NUL makes it binary, as git and diff see it.
_BEGINNING = 8192

# Without O_NONBLOCK, what has become a FIFO since it was listed would wait for a writer for ever.
_FLAGS = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC


class Unreadable(Exception):
    """Contents that are not to be had; says why."""


@dataclass(frozen=True)
class Limits:
    """How much of a tree is looked at.

    Attributes:
        file_bytes: contents of larger files are not read.
        files: of more, those nearest to the root are taken; manifests stand there.
        git_seconds: how long git may take; after that the folders are gone through without it.
    """

    file_bytes: int = 1 << 20
    files: int = 200_000
    git_seconds: float = 60.0


USUAL = Limits()


@dataclass(frozen=True)
class Tree:
    """The files of a tree.

    Attributes:
        root: absolute, free of links.
        files: paths from the root with slashes, sorted. Regular files; whether one is text shows
            when it is read. A byte of a name that is not UTF-8 stands as a lone surrogate.
        skipped: reasons, in words, for which files or folders are not among them; how many each.
        unread: files of which `read` gave nothing, folders that could not be listed (with a slash
            at the end), and why. "./" is the root, where git did not answer.
    """

    root: Path
    files: tuple[str, ...]
    skipped: Mapping[str, int]
    limits: Limits = USUAL
    unread: dict[str, str] = field(default_factory=dict, compare=False)

    def __contains__(self, path: str) -> bool:
        place = bisect_left(self.files, path)
        return place < len(self.files) and self.files[place] == path

    def read(self, path: str) -> bytes | None:
        """The contents of a file, in UTF-8 where its mark says that it is in UTF-16.

        None for what is binary, too large or not to be read; `unread` has the reason. None also for
        any path that is not in `files`: nothing outside of the tree can be asked for.
        """
        if path not in self:
            return None
        try:
            return _as_text(content_of(f"{self.root}/{path}", self.limits.file_bytes))
        except Unreadable as error:
            self.unread[path] = str(error)
            return None


def content_of(path: str, most: int) -> bytes:
    """The contents of a regular file of at most so many bytes; links are not followed.

    Raises:
        Unreadable: it is something else, larger or gone, or may not be read.
    """
    try:
        descriptor = os.open(path, _FLAGS)
    except OSError as error:
        raise Unreadable(f"cannot be read: {error.strerror}") from error
    try:
        return _whole(descriptor, most)
    except OSError as error:
        raise Unreadable(f"cannot be read: {error.strerror}") from error
    finally:
        os.close(descriptor)


def _whole(descriptor: int, most: int) -> bytes:
    status = os.fstat(descriptor)
    if not stat.S_ISREG(status.st_mode):
        raise Unreadable("no regular file")
    if status.st_size > most:
        raise Unreadable(f"larger than {most:,} bytes")
    return os.read(descriptor, status.st_size)


def _as_text(content: bytes) -> bytes:
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        # What PowerShell makes of `pip freeze > requirements.txt`.
        try:
            content = content.decode("utf-16").encode()
        except UnicodeError as error:
            raise Unreadable("binary") from error
    if content.find(0, 0, _BEGINNING) >= 0:
        raise Unreadable("binary")
    return content

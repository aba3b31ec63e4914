"""Going through folders without git, heeding their .gitignore files."""

from __future__ import annotations

import os
import re
import warnings
from collections import Counter, deque
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import re2
from pathspec import GitIgnoreSpec

from snapshots.detection.tree.files import Unreadable, content_of
from snapshots.detection.tree.vendored import HISTORY, is_generated, is_vendored

# Bytes and lines of a .gitignore; the longest that people write have some hundreds of lines.
_LARGEST = 256 << 10
_MOST_LINES = 2000


class Ignores(NamedTuple):
    """A .gitignore.

    Attributes:
        prefix: of the paths that it is about, "" or with a slash at the end.
    """

    prefix: str
    spec: GitIgnoreSpec


def scan(root: Path, start: str, skipped: Counter[str], unread: dict[str, str]) -> Iterator[str]:
    """The regular files below a folder of a tree, the nearest first, and sorted at each depth.

    Args:
        start: the folder, as a path from the root; "" for the root.
        skipped: what is left out is counted there.
        unread: folders that cannot be listed are added, and why.
    """
    pending: deque[tuple[str, tuple[Ignores, ...]]] = deque()
    pending.append((f"{start}/" if start else "", ()))
    while pending:
        prefix, ignores = pending.popleft()
        try:
            with os.scandir(f"{root}/{prefix}") as found:
                own = (entry for entry in found if entry.name not in HISTORY)
                entries = sorted(own, key=lambda entry: entry.name)
        except OSError as error:
            unread[prefix or "./"] = f"cannot be read: {error.strerror}"
            continue
        ignores += _ignores_in(root, prefix, entries)
        for entry in entries:
            path = prefix + entry.name
            if reason := _reason(entry, path, ignores):
                skipped[reason] += 1
            elif entry.is_dir(follow_symlinks=False):
                pending.append((f"{path}/", ignores))
            else:
                yield path


def left_out(path: str, *, link: bool, regular: bool) -> str | None:
    """Why something that is no folder is not taken; None for a regular file of the tree's own."""
    if link:
        return "symbolic link"
    if not regular:
        return "neither file nor folder"
    return "generated file" if is_generated(path.rpartition("/")[2]) else None


def _reason(entry: os.DirEntry[str], path: str, ignores: tuple[Ignores, ...]) -> str | None:
    """Why a file or folder is not taken, if so."""
    if entry.is_dir(follow_symlinks=False):
        reason = "vendored folder" if is_vendored(entry.path) else None
    else:
        regular = entry.is_file(follow_symlinks=False)
        reason = left_out(path, link=entry.is_symlink(), regular=regular)
    return reason or ("ignored" if _ignored(entry, path, ignores) else None)


def _ignored(entry: os.DirEntry[str], path: str, ignores: tuple[Ignores, ...]) -> bool:
    """What the nearest .gitignore that mentions a path says of it."""
    if not ignores:
        return False
    asked = _in_unicode(f"{path}/" if entry.is_dir(follow_symlinks=False) else path)
    for one in reversed(ignores):
        verdict = one.spec.check_file(asked[len(one.prefix) :]).include
        if verdict is not None:
            return verdict
    return False


def _ignores_in(root: Path, prefix: str, entries: list[os.DirEntry[str]]) -> tuple[Ignores, ...]:
    if not any(entry.name == ".gitignore" for entry in entries):
        return ()
    try:
        content = content_of(f"{root}/{prefix}.gitignore", _LARGEST)
    except Unreadable:
        return ()  # As git does: what it says is not known, so nothing is ignored.
    lines = content.decode("utf-8-sig", "replace").splitlines()
    return (Ignores(_in_unicode(prefix), _spec(lines)),)


def _spec(lines: list[str]) -> GitIgnoreSpec:
    """The rules of the lines that are some; like git, without a word about the others."""
    with warnings.catch_warnings():
        # Of `[[`, which Python may come to read in another way; it is not what matches here.
        warnings.simplefilter("ignore", FutureWarning)
        return _rules([line for line in lines[:_MOST_LINES] if _is_rule(line)])


def _rules(lines: list[str]) -> GitIgnoreSpec:
    # RE2: a pattern of many stars takes Python's own engine years.
    return GitIgnoreSpec.from_lines(lines, backend="re2")


def _is_rule(line: str) -> bool:
    try:
        _rules([line])
    except (ValueError, re.error, re2.error):
        return False
    return True


def _in_unicode(path: str) -> str:
    """A path without the surrogates of bytes that are not UTF-8; as long as before."""
    return path.encode("utf-8", "replace").decode()

"""Paths that can be committed and that no worktree can hold.

A merge without a checkout takes them, and from then on no worktree of the base can be made: a name
that git refuses to write, such as ``.git``; one that is too long for the file system; a link that
leads nowhere at all.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from gitcoord.git.paths import Entry, shown
from gitcoord.git.repository import Repository

_LINK = "120000"

# Bytes that the folder of a worktree takes at most, below that of all (`gitcoord.names`).
_FOLDER = 512


def unwritable(
    repository: Repository, commits: Mapping[str, Sequence[Entry]]
) -> dict[str, list[str]]:
    """Paths that no worktree can hold, by commit; commits without one are left out.

    Args:
        commits: what each of them makes, changes or deletes.
    """
    made = {
        commit: [entry for entry in entries if entry.status != "D"]
        for commit, entries in commits.items()
    }
    refused = _refused(repository, made)
    links = _impossible_links(repository, [one for entries in made.values() for one in entries])
    found = {}
    for commit, entries in made.items():
        paths = refused.get(commit, set()) | _too_long(repository, entries)
        paths |= {entry.path for entry in entries if entry.mode == _LINK and entry.blob in links}
        found[commit] = sorted(map(shown, paths))
    return {commit: paths for commit, paths in found.items() if paths}


def _too_long(repository: Repository, entries: Iterable[Entry]) -> set[bytes]:
    name = os.pathconf(repository.path, "PC_NAME_MAX")
    whole = _longest(repository) - len(os.fsencode(repository.worktrees)) - _FOLDER
    return {
        entry.path
        for entry in entries
        if len(entry.path) > whole or any(len(part) > name for part in entry.path.split(b"/"))
    }


def _refused(
    repository: Repository, commits: Mapping[str, Sequence[Entry]]
) -> dict[str, set[bytes]]:
    """What git leaves out of an index, by commit.

    It is asked of all at once first, as there is next to never any. What is left out then may only
    be in the way of another commit's.
    """
    doubtful = _left_out(repository, [one for entries in commits.values() for one in entries])
    return {
        commit: _left_out(repository, entries)
        for commit, entries in commits.items()
        if not doubtful.isdisjoint(entry.path for entry in entries)
    }


def _left_out(repository: Repository, entries: Sequence[Entry]) -> set[bytes]:
    if not entries:
        return set()
    lines = [f"{entry.mode} {entry.blob}\t".encode() + entry.path + b"\0" for entry in entries]
    with tempfile.TemporaryDirectory(prefix="index-", dir=repository.private) as folder:
        variables = {"GIT_INDEX_FILE": str(Path(folder, "index"))}
        repository.git(
            "update-index", "-z", "--replace", "--index-info",
            stdin=b"".join(lines),
            variables=variables,
        )  # fmt: skip
        taken = repository.git("ls-files", "-z", variables=variables).parts
    return {entry.path for entry in entries}.difference(taken)


def _impossible_links(repository: Repository, entries: Iterable[Entry]) -> set[str]:
    """Contents of symbolic links that are empty, or longer than any path."""
    blobs = sorted({entry.blob for entry in entries if entry.mode == _LINK})
    if not blobs:
        return set()
    asked = "".join(f"{blob}\n" for blob in blobs).encode()
    said = repository.git("cat-file", "--batch-check=%(objectsize)", stdin=asked).stdout.split()
    longest = _longest(repository)
    return {blob for blob, size in zip(blobs, said, strict=True) if not 0 < int(size) < longest}


def _longest(repository: Repository) -> int:
    """Bytes of a path, with what ends it."""
    return os.pathconf(repository.path, "PC_PATH_MAX")

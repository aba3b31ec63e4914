"""Merges of two commits, tried without a checkout: a tree, and the files in conflict.

`git merge-tree` takes attributes such as ``merge=union`` from files ``.gitattributes`` in the
folder it runs in, and a git directory like ours has none: they are written into one.
"""

from __future__ import annotations

import errno
import os
import re
import tempfile
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from gitcoord.git.errors import GitFailed
from gitcoord.git.paths import shown
from gitcoord.git.repository import Repository

ATTRIBUTES = b".gitattributes"

# Seconds for a row of merges.
_LIMIT = 600.0

_FILE = re.compile(rb"100(?:644|755) blob ([0-9a-f]+)")


@dataclass(frozen=True)
class Attempt:
    """What a merge of two commits would be.

    Attributes:
        tree: the merged files; None if there is a conflict.
        files: paths in conflict.
        reason: why it cannot be tried at all; empty if it can.
    """

    tree: str | None = None
    files: tuple[str, ...] = ()
    reason: str = ""


@contextmanager
def attributes(repository: Repository, commit: str) -> Iterator[Path]:
    """A folder with the files ``.gitattributes`` of a commit, and nothing else.

    One whose path is too long is in no worktree either, and does not count.
    """
    with tempfile.TemporaryDirectory(prefix="attributes-", dir=repository.private) as name:
        folder = Path(name)
        found = _attribute_files(repository, commit)
        for path, content in zip(found, _contents(repository, found.values()), strict=True):
            _write(folder / os.fsdecode(path), content)
        yield folder


def _write(target: Path, content: bytes) -> None:
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
    except OSError as error:
        if error.errno != errno.ENAMETOOLONG:
            raise


def attempt(
    repository: Repository,
    pairs: Sequence[tuple[str, str]],
    folder: Path,
    variables: Mapping[str, str] | None = None,
) -> list[Attempt]:
    """Merge the second commit of each pair into the first.

    Args:
        pairs: ids of commits.
        folder: where attributes are taken from.
        variables: of the environment: where objects go.

    Raises:
        GitFailed: its time was up.
    """
    if not pairs:
        return []
    try:
        merged = repository.git(
            "merge-tree", "--write-tree", "--stdin", "-z", "--name-only", "--no-messages",
            stdin="".join(f"{ours} {theirs}\n" for ours, theirs in pairs).encode(),
            folder=folder,
            variables={"GIT_WORK_TREE": str(folder), **(variables or {})},
            limit=_LIMIT,
        )  # fmt: skip
    except GitFailed as error:
        if error.status is None:
            raise
        if len(pairs) == 1:
            return [Attempt(reason=error.said)]
        # One pair has ended it for all: histories with nothing in common, or a fault of git's.
        middle = len(pairs) // 2
        return [
            *attempt(repository, pairs[:middle], folder, variables),
            *attempt(repository, pairs[middle:], folder, variables),
        ]
    return [_named(found, pair) for pair, found in zip(pairs, _parsed(merged.parts), strict=True)]


def _parsed(parts: Sequence[bytes]) -> Iterator[Attempt]:
    """Records of a status, a tree, paths and an empty part.

    A conflict of folders, as when one is moved to two places, may come without paths.
    """
    tokens = iter(parts)
    for status in tokens:
        tree = next(tokens).decode()
        files = tuple(shown(path) for path in iter(lambda: next(tokens), b""))
        yield Attempt(tree) if status == b"1" and tree and not files else Attempt(files=files)


def _named(found: Attempt, pair: tuple[str, str]) -> Attempt:
    """Conflicts by the names of their files.

    Where one side has a folder, the other's file is moved aside for as long as the conflict lasts.
    """
    aside = re.compile(rf"~(?:{'|'.join(pair)})(?:_\d+)?$")
    return replace(found, files=tuple(dict.fromkeys(aside.sub("", file) for file in found.files)))


def _attribute_files(repository: Repository, commit: str) -> dict[bytes, str]:
    """Blobs by path."""
    found = {}
    for entry in repository.git("ls-tree", "-r", "-z", commit).parts:
        meta, _, path = entry.partition(b"\t")
        names = path.split(b"/")
        blob = _FILE.match(meta)
        if blob and names[-1] == ATTRIBUTES and not {b"", b".", b".."} & set(names):
            found[path] = blob[1].decode()
    return found


def _contents(repository: Repository, blobs: Collection[str]) -> Iterator[bytes]:
    """Contents of blobs, each after a line that ends with its size."""
    asked = "".join(f"{blob}\n" for blob in blobs).encode()
    rest = repository.git("cat-file", "--batch", stdin=asked).stdout
    while rest:
        line, _, rest = rest.partition(b"\n")
        size = int(line.rpartition(b" ")[2])
        yield rest[:size]
        rest = rest[size + 1 :]

"""Merges in which no file is touched on both sides, written in one stream without being tried.

Where one side has only made and changed files, and nothing the other side did can bear on these
paths, the merge is those files laid over the other side: `git fast-import` writes hundreds of such
commits while `git merge-tree` starts once. `Touched.spares` says when that is so; whatever it does
not know to be so is left to merge-tree.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from gitcoord.git.changes import Changes
from gitcoord.git.paths import Entry, parents
from gitcoord.git.repository import Repository

# Seconds for a row of commits.
_LIMIT = 600.0

# A stream has to name one.
_BRANCH = "refs/heads/stream"

_FILES_AND_LINKS = {"100644", "100755", "120000"}


@dataclass
class Touched:
    """What one side of a merge has done to the files since the other left it."""

    paths: set[bytes] = field(default_factory=set)
    folders: set[bytes] = field(default_factory=set)
    deletions: bool = False

    def add(self, entries: Iterable[Entry]) -> None:
        for entry in entries:
            self.paths.add(entry.path)
            self.folders.update(parents(entry.path))
            self.deletions = self.deletions or entry.status == "D"

    def spares(self, entries: Iterable[Entry]) -> bool:
        """Whether a merge brings exactly these changes of the other side, all of them as they are.

        A path of both sides may be a conflict; one deleted there may have been moved, and with it
        goes what is changed here; a folder whose files were all moved takes new ones along, so
        nothing may be new here if anything was deleted there; and no file may be where the other
        side has a folder.
        """
        return all(
            entry.mode in _FILES_AND_LINKS
            and entry.path not in self.paths
            and (entry.status == "M" or (entry.status == "A" and self._has_room(entry.path)))
            for entry in entries
        )

    def _has_room(self, path: bytes) -> bool:
        if self.deletions or path in self.folders:
            return False
        return self.paths.isdisjoint(parents(path))


@dataclass(frozen=True)
class Overlay:
    """A merge to be written: the files of a branch over those before."""

    changes: Changes
    message: bytes


def written(repository: Repository, start: str, overlays: Sequence[Overlay]) -> list[str]:
    """Write merge commits, each on the one before it.

    Args:
        start: the commit that the first one is on.

    Returns:
        Their ids. No branch is moved.
    """
    if not overlays:
        return []
    parts = [b"feature done\n"]
    above = start
    now = int(time.time())
    for number, overlay in enumerate(overlays, 1):
        parts += _commit(repository, number, above, overlay, now)
        above = f":{number}"
    parts.append(b"done\n")
    # The branch that the stream names is gone with the folder.
    with tempfile.TemporaryDirectory(prefix="stream-", dir=repository.private) as name:
        _throwaway(repository, Path(name))
        done = repository.git(
            "fast-import", "--quiet", "--done",
            stdin=b"".join(parts),
            variables={"GIT_DIR": name},
            limit=_LIMIT,
        )  # fmt: skip
    return done.stdout.decode().split()


def _commit(
    repository: Repository, number: int, above: str, overlay: Overlay, now: int
) -> list[bytes]:
    who = f"{repository.committer} {now} +0000\n"
    return [
        f"commit {_BRANCH}\nmark :{number}\nauthor {who}committer {who}".encode(),
        b"data %d\n%b\n" % (len(overlay.message), overlay.message),
        f"from {above}\nmerge {overlay.changes.tip}\n".encode(),
        *(
            f"M {entry.mode} {entry.blob} ".encode() + _quoted(entry.path) + b"\n"
            for entry in overlay.changes.entries
        ),
        b"\nget-mark :%d\n" % number,
    ]


def _quoted(path: bytes) -> bytes:
    escaped = path.replace(b"\\", b"\\\\").replace(b'"', b'\\"').replace(b"\n", b"\\n")
    return b'"' + escaped + b'"'


def _throwaway(repository: Repository, folder: Path) -> None:
    """A git directory with our objects and configuration and references of its own."""
    (folder / "refs").mkdir()
    (folder / "HEAD").write_text(f"ref: {_BRANCH}\n")
    for name in ("objects", "config", "shallow"):
        (folder / name).symlink_to(repository.private / name)

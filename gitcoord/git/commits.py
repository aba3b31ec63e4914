"""An agent's work, committed as it lies in its folder."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

from gitcoord.git.checkouts import move_head
from gitcoord.git.errors import EmbeddedRepository, FilterNeeded, WorktreeBusy
from gitcoord.git.paths import shown
from gitcoord.git.process import Identity
from gitcoord.git.repository import Repository
from gitcoord.git.worktrees import Worktree, require
from gitcoord.values import text

# Seconds to read all files of a large worktree.
_LIMIT = 600.0

# Bytes of a message.
_LONGEST = 1 << 20

# What git leaves lying while something is under way.
_UNDER_WAY = {
    "MERGE_HEAD": "merge",
    "CHERRY_PICK_HEAD": "cherry-pick",
    "REVERT_HEAD": "revert",
    "rebase-merge": "rebase",
    "rebase-apply": "rebase",
}

# Values of the attribute `filter` that name no program.
_NO_FILTER = {b"unspecified", b"unset", b"set"}


def commit_all(
    repository: Repository,
    folder: Path,
    branch: str | None,
    message: str,
    author: Identity | None = None,
) -> str | None:
    """Commit everything that an agent has made, changed or deleted and does not ignore.

    Args:
        folder: the worktree's.
        branch: what it has to be on; None for a bare commit, whose HEAD moves on.
        author: the committer, if none is given.

    Returns:
        The new commit; None if there was nothing to commit.

    Raises:
        NoSuchWorktree: the folder is none.
        WorktreeMoved: something else is checked out in it.
        WorktreeBusy: a merge or the like is under way.
        EmbeddedRepository: a repository lies in it, which is no submodule yet.
        FilterNeeded: a changed file needs a program that is not run here.
        StaleBranch: the agent has committed at the same time.
        GitFailed: git could not, e.g. because a git of the agent's is at work on the index.
    """
    said = text("message", message, _LONGEST).rstrip("\n") + "\n"
    worktree = require(repository, folder, branch)
    _refuse_unfinished(worktree)
    head = worktree.commit or repository.tip(branch or "")
    _stage(repository, worktree)
    tree = worktree.git(repository, "write-tree", limit=_LIMIT).line
    if tree == repository.git("rev-parse", "--verify", f"{head}^{{tree}}").line:
        return None
    commit = repository.git(
        "commit-tree", "-p", head, "-F", "-", tree,
        stdin=said.encode(),
        variables=author.variables("AUTHOR") if author else {},
    ).line  # fmt: skip
    if branch:
        repository.move({branch: (commit, head)})
    else:
        move_head(worktree, commit, head)
    return commit


def _refuse_unfinished(worktree: Worktree) -> None:
    for name, operation in _UNDER_WAY.items():
        if (worktree.state / name).exists():
            raise WorktreeBusy(worktree.folder, operation)


def _stage(repository: Repository, worktree: Worktree) -> None:
    """Take everything into the index, without a program that the agent has named.

    For a submodule `git add` would run `git status` by the submodule's own configuration; so they
    are left out there and taken one by one, of which only their HEAD is read.
    """
    changed = worktree.git(
        repository, "ls-files", "-z", "--modified", "--others", "--exclude-standard", limit=_LIMIT
    ).parts
    _refuse_embedded(changed)
    _refuse_filtered(repository, worktree, changed)
    submodules = _submodules(repository, worktree)
    worktree.git(
        repository, "add", "--all", "--pathspec-from-file=-", "--pathspec-file-nul",
        stdin=b"".join([b".\0", *(b":(exclude,literal)" + path + b"\0" for path in submodules)]),
        limit=_LIMIT,
        remedy="If no git is at work in the worktree, delete its index.lock.",
    )  # fmt: skip
    if submodules:
        listed = b"".join(path + b"\0" for path in submodules)
        worktree.git(repository, "update-index", "--remove", "-z", "--stdin", stdin=listed)


def _submodules(repository: Repository, worktree: Worktree) -> list[bytes]:
    staged = worktree.git(repository, "ls-files", "-z", "--stage").parts
    return [entry.partition(b"\t")[2] for entry in staged if entry.startswith(b"160000 ")]


def _refuse_embedded(changed: Iterable[bytes]) -> None:
    """A folder is listed as such where git would not look into it: it holds a repository."""
    embedded = [shown(path) for path in changed if path.endswith(b"/")]
    if embedded:
        raise EmbeddedRepository(embedded)


def _refuse_filtered(repository: Repository, worktree: Worktree, changed: list[bytes]) -> None:
    answer = worktree.git(
        repository, "check-attr", "-z", "--stdin", "filter",
        stdin=b"".join(path + b"\0" for path in changed),
    ).parts  # fmt: skip
    paths, values = answer[::3], answer[2::3]
    filtered = [
        shown(path)
        for path, value in zip(paths, values, strict=True)
        if value not in _NO_FILTER and os.path.lexists(worktree.folder / os.fsdecode(path))
    ]
    if filtered:
        raise FilterNeeded(filtered)

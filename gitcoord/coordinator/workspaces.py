"""Agents' worktrees: made while others are made, and looked through before they go."""

from __future__ import annotations

import time
from pathlib import Path

from gitcoord.git import worktrees
from gitcoord.git.errors import GitFailed
from gitcoord.git.paths import shown
from gitcoord.git.repository import Repository
from gitcoord.git.worktrees import Worktree

# Seconds to read all files of a large worktree.
_LIMIT = 600.0

# Seconds between tries.
_PAUSES = (0.05, 0.1, 0.2, 0.4, 0.8)


def make_worktree(repository: Repository, folder: Path, checkout: str) -> Worktree:
    """Make a worktree, or finish the one that was begun; as `worktrees.add`, but with patience.

    `git worktree add` reads what there is of all others, and fails ("failed to read … commondir")
    where another one is just being written; a git that a killed process has left at work has its
    lock for a moment longer.

    Raises:
        GitFailed: each time.
    """
    for pause in _PAUSES:
        try:
            return worktrees.add(repository, folder, checkout)
        except GitFailed:
            time.sleep(pause)
    return worktrees.add(repository, folder, checkout)


def uncommitted(repository: Repository, worktree: Worktree, tip: str | None) -> list[str]:
    """Files that would be lost with a worktree: made, changed or deleted, and not ignored.

    A worktree whose files were never written, or whose folder is gone or a link, has none.

    Args:
        tip: the commit that it is on; None if its branch is gone.
    """
    if not worktree.index.is_file() or not worktree.is_there:
        return []
    lying = worktree.git(
        repository, "ls-files", "-z", "--modified", "--others", "--exclude-standard", limit=_LIMIT
    ).parts
    staged = worktree.git(repository, *_staged(tip)).parts
    return sorted({shown(path) for path in [*lying, *staged]})


def _staged(tip: str | None) -> list[str]:
    """The command that lists what is in the index and not in a commit."""
    if tip is None:
        return ["ls-files", "-z"]
    return ["diff-index", "--cached", "-z", "--name-only", "--no-renames", "--no-ext-diff", tip]

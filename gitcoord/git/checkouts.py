"""What is checked out where: no branch that is may be moved or deleted under those files."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from gitcoord.git.errors import CheckedOut
from gitcoord.git.paths import parents
from gitcoord.git.process import git
from gitcoord.git.repository import HEADS, Repository
from gitcoord.git.worktrees import Worktree, head, listed

# Seconds to write all files of a large repository.
_LIMIT = 600.0


def holder(repository: Repository, branch: str) -> Path | None:
    """The folder that has a branch checked out, the repository's own included."""
    return next((folder for name, folder in _checkouts(repository) if name == branch), None)


def held_outside(repository: Repository) -> dict[str, Path]:
    """Branches that are checked out elsewhere than below our folder, with where that is.

    Somebody works there whom we have not assigned: the branch is not ours to delete.
    """
    ours = repository.worktrees
    return {
        branch: folder
        for branch, folder in _checkouts(repository)
        if branch is not None and ours not in folder.parents
    }


def refuse_checked_out(repository: Repository, branch: str) -> None:
    """Keep a branch from being moved under somebody's files.

    Raises:
        CheckedOut: a folder has it checked out.
    """
    folder = holder(repository, branch)
    if folder:
        raise CheckedOut(branch, folder)


def move_head(worktree: Worktree, commit: str, expected: str) -> None:
    """Let a worktree be on a commit and on no branch; its files and its index stay as they are.

    Args:
        expected: the commit that it is on, by a branch or not.

    Raises:
        GitFailed: it is not on the expected commit any more.
    """
    git(
        ["update-ref", "--no-deref", "HEAD", commit, expected],
        variables={"GIT_DIR": str(worktree.state)},
        remedy="Somebody else has moved it; nothing was changed there.",
    )


def switch(repository: Repository, worktree: Worktree, commit: str, branch: str) -> bool:
    """Check out a branch in a worktree that is on a commit and has nothing uncommitted.

    Args:
        commit: the one that its files are of.

    Returns:
        Whether it did. It does not where a file that git does not know, such as one that is
        ignored, would be overwritten: git would.
    """
    tip = repository.tip(branch)
    if _in_the_way(repository, worktree, tip):
        return False
    worktree.git(repository, "read-tree", "-m", "-u", commit, tip, limit=_LIMIT)
    git(["symbolic-ref", "HEAD", HEADS + branch], variables={"GIT_DIR": str(worktree.state)})
    return True


def _in_the_way(repository: Repository, worktree: Worktree, tip: str) -> bool:
    """Whether an unknown file lies where a commit has a file or a folder."""
    unknown = worktree.git(repository, "ls-files", "-z", "--others", limit=_LIMIT).parts
    files = set(repository.git("ls-tree", "-r", "-z", "--name-only", tip).parts)
    taken = files.union(folder for file in files for folder in parents(file))
    return any(
        path.rstrip(b"/") in taken or not files.isdisjoint(parents(path)) for path in unknown
    )


def _checkouts(repository: Repository) -> Iterator[tuple[str | None, Path]]:
    """What is checked out where, the repository's own checkout last."""
    for each in listed(repository):
        yield each.branch, each.folder
    if repository.git_dir != repository.path:
        yield head(repository.git_dir)[0], repository.path

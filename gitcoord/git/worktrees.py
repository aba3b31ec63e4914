"""Folders that agents work in: worktrees of the one repository, so that nothing has to be fetched.

What git knows of a worktree stands in ``worktrees/<name>`` of the git directory (gitrepository-
layout): where it is, what it has checked out, its index. That is read here, and never the ``.git``
of the folder, which belongs to the agent.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from gitcoord.git.errors import (
    NoSuchWorktree,
    WorktreeInTheWay,
    WorktreeMoved,
    WorktreeStays,
)
from gitcoord.git.process import Finished
from gitcoord.git.repository import HEADS, Repository

# Seconds to write all files of a large repository.
_LIMIT = 600.0

# Bytes of git's own small files that are read.
_SMALL = 8192

# What git writes into `locked` while it makes a worktree.
_BEING_MADE = "initializing"


@dataclass(frozen=True)
class Worktree:
    """A folder with the files of a branch, or of a commit.

    Attributes:
        folder: where the files are.
        state: where git keeps what it knows of it.
        branch: what is checked out; None for a bare commit.
        commit: the bare commit; None for a branch.
    """

    folder: Path
    state: Path
    branch: str | None
    commit: str | None

    @property
    def index(self) -> Path:
        """What is to be committed next; there from when all files have been written."""
        return self.state / "index"

    @property
    def is_there(self) -> bool:
        """Whether its folder is one, and no link that leads elsewhere."""
        with suppress(OSError, ValueError):
            return self.folder.is_dir() and not self.folder.is_symlink()
        return False

    def git(self, repository: Repository, *arguments: str, **options: Any) -> Finished:
        """Run git on its files by our configuration, whatever its `.git` says."""
        ours = {"GIT_WORK_TREE": str(self.folder), "GIT_INDEX_FILE": str(self.index)}
        return repository.git(*arguments, variables=ours, folder=self.folder, **options)


def listed(repository: Repository) -> list[Worktree]:
    """All worktrees but the repository's own checkout, by folder; their folders may be gone."""
    return sorted(_known(repository), key=lambda each: each.folder)


def find(repository: Repository, folder: Path) -> Worktree | None:
    """The worktree in a folder; None if there is none.

    Raises:
        NoSuchWorktree: no folder can be there, e.g. as links lead in a circle.
    """
    wanted = _place(folder)
    if wanted is None:
        raise NoSuchWorktree(folder)
    return next((each for each in _known(repository) if each.folder == wanted), None)


def add(repository: Repository, folder: Path, checkout: str) -> Worktree:
    """Make a worktree, or finish the one that was begun.

    Hooks and filters are not run: files under a filter, e.g. of git-lfs, are as they are stored.

    Args:
        folder: below `Repository.worktrees`, not there yet or empty.
        checkout: a branch, which no other worktree may have; or a commit's id, on no branch.

    Raises:
        WorktreeInTheWay: the folder holds something else, or links lead out of ours.
        NoSuchWorktree: no folder can be there.
        WorktreeMoved: it is one already, with something else checked out.
        GitFailed: the branch is not there, or checked out elsewhere.
    """
    branch = checkout if repository.find(checkout) else None
    found = find(repository, folder)
    if repository.worktrees.resolve() not in _absolute(folder).parents:
        raise WorktreeInTheWay(folder, f"it is not below {str(repository.worktrees)!r}")
    if found and not _whole(found):
        remove(repository, found)
        found = None
    if found is None:
        found = _made(repository, folder, checkout)
    if found.branch != branch:
        raise WorktreeMoved(folder, branch, found.branch)
    if not found.index.exists():
        commit = repository.tip(branch) if branch else checkout
        found.git(repository, "read-tree", "--reset", "-u", commit, limit=_LIMIT)
    return found


def remove(repository: Repository, worktree: Worktree) -> bool:
    """Delete a worktree with all that is in its folder; whether it was there.

    Its branch stays. A folder that is a symbolic link by now is not followed.

    Raises:
        WorktreeStays: something in it cannot be deleted.
    """
    folder = worktree.folder
    if _folder_of(worktree.state) != folder:
        return False
    try:
        # From here on nobody takes what is left for the agent's work.
        worktree.index.unlink(missing_ok=True)
        if folder.is_symlink() or folder.is_file():
            folder.unlink()
        elif folder.exists():
            shutil.rmtree(folder)
        shutil.rmtree(worktree.state)
    except OSError as error:
        raise WorktreeStays(folder, error) from error
    _remove_empty(repository, folder.parent)
    return True


def require(repository: Repository, folder: Path, branch: str | None) -> Worktree:
    """The worktree in a folder, if it is still what it was made for.

    Raises:
        NoSuchWorktree: there is none, or its folder is gone or leads elsewhere.
        WorktreeMoved: it has something else checked out.
    """
    found = find(repository, folder)
    if found is None or not found.index.is_file() or not found.is_there:
        raise NoSuchWorktree(folder)
    if found.branch != branch:
        raise WorktreeMoved(folder, branch, found.branch)
    return found


def _made(repository: Repository, folder: Path, checkout: str) -> Worktree:
    """Make a worktree without its files yet: they are written by our configuration."""
    if folder.is_symlink() or (folder.exists() and (folder.is_file() or any(folder.iterdir()))):
        raise WorktreeInTheWay(folder, "something else is there")
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise WorktreeInTheWay(folder, str(error)) from error
    detach = [] if repository.find(checkout) else ["--detach"]
    repository.git_shared(
        "worktree", "add", "--quiet", "--no-checkout", *detach, "--", str(folder), checkout,
        remedy="`git worktree list` there says who has the branch.",
    )  # fmt: skip
    found = find(repository, folder)
    if found is None:
        raise NoSuchWorktree(folder)
    return found


def _whole(worktree: Worktree) -> bool:
    """Whether a worktree's folder is there, and git was not interrupted in making it."""
    being_made = (_read(worktree.state / "locked") or "").startswith(_BEING_MADE)
    return worktree.is_there and not being_made


def _known(repository: Repository) -> Iterator[Worktree]:
    states = repository.git_dir / "worktrees"
    for state in states.iterdir() if states.is_dir() else []:
        folder = _folder_of(state)
        if folder:
            yield Worktree(folder, state, *head(state))


def _folder_of(state: Path) -> Path | None:
    """The folder that a worktree says it is in; None if it is gone, or names no possible place."""
    pointer = _read(state / "gitdir")
    # Relative to it where git was told so. Agents can write there.
    return _place((state / pointer.rstrip("\n")).parent) if pointer else None


def head(git_dir: Path) -> tuple[str | None, str | None]:
    """The branch that a HEAD names, and the commit if it is none."""
    head = (_read(git_dir / "HEAD") or "").rstrip("\n")
    if head.startswith("ref: "):
        return head.removeprefix("ref: ").removeprefix(HEADS), None
    return None, head or None


def _read(path: Path) -> str | None:
    """A small file of git's; None if it is not there, or is no file."""
    with suppress(FileNotFoundError, NotADirectoryError):
        if path.is_file():
            with path.open(encoding="utf-8", errors="surrogateescape") as file:
                return file.read(_SMALL)
    return None


def _place(folder: Path) -> Path | None:
    """A path made absolute; None if nothing can be there: links in a circle, NUL, a long name."""
    try:
        found = _absolute(folder)
        with suppress(FileNotFoundError, NotADirectoryError, PermissionError):
            os.lstat(found)
    except (OSError, RuntimeError, ValueError):
        return None
    return found


def _absolute(folder: Path) -> Path:
    """A path without `..`, its parents as they are, itself not followed."""
    return folder.parent.resolve() / folder.name


def _remove_empty(repository: Repository, folder: Path) -> None:
    """Remove folders that only held a worktree, up to the one of all worktrees."""
    while repository.worktrees in folder.parents:
        try:
            folder.rmdir()
        except OSError:  # another worktree is in it
            return
        folder = folder.parent

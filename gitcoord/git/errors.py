"""What can go wrong with git itself, said with the value and the remedy."""

from __future__ import annotations

from collections.abc import Sequence

from alignment.documents import shortened
from gitcoord.errors import QUOTED, GitCoordinationError, listed

# --- Running git ----------------------------------------------------------------------------------


class GitMissing(GitCoordinationError):
    """There is no git to run."""

    def __init__(self) -> None:
        super().__init__("There is no `git` on PATH. Install git 2.39 or later.")


class GitTooOld(GitCoordinationError):
    """This git cannot merge without a checkout."""

    def __init__(self, version: str) -> None:
        super().__init__(f"`git` on PATH is {version!r}. Install git 2.39 or later.")


class GitFailed(GitCoordinationError):
    """A git command ended with a status other than 0, or was ended after its time.

    Attributes:
        command: its words, without the options that are the same for every command.
        status: its exit status; None where its time was up.
        stderr: what it said.
        remedy: what to do about it.
    """

    def __init__(
        self, command: Sequence[str], status: int | None, stderr: bytes, remedy: str
    ) -> None:
        self.command = list(command)
        self.status = status
        self.stderr = stderr
        self.remedy = remedy
        ended = "was ended when its time was up" if status is None else f"ended with {status}"
        super().__init__(f"`{' '.join(self.command)[:QUOTED]}` {ended}: {self.said}. {remedy}")

    @property
    def said(self) -> str:
        """What it said, in one line; its last words if there were many."""
        line = " ".join(self.stderr.decode(errors="backslashreplace").split())
        return line.removeprefix("fatal: ")[-3 * QUOTED :] or "no word"


# --- Repositories ---------------------------------------------------------------------------------


class NotARepository(GitCoordinationError):
    """A folder that should hold the coordinator's repository holds something else."""

    def __init__(self, path: object, reason: str) -> None:
        super().__init__(
            f"{str(path)!r} is no repository to coordinate in: {reason}. Name a git repository, or "
            "a folder that is empty or not there yet, in which one is made."
        )


class NoSuchBranch(GitCoordinationError):
    """A branch that is not there, or whose name is none."""

    def __init__(self, branch: str, where: object) -> None:
        self.branch = branch
        super().__init__(
            f"There is no branch {shortened(branch)} in {where}. `git branch --list` there says "
            "which there are."
        )


class BranchExists(GitCoordinationError):
    """A branch that was to be made is there already."""

    def __init__(self, branch: str) -> None:
        super().__init__(
            f"There is already a branch {shortened(branch)}. Submit or delete it, or give the task "
            "another id."
        )


class StaleBranch(GitCoordinationError):
    """A branch is not where it was when the work on it began; nothing was changed.

    Attributes:
        expected: the commit it was on; None where it was not there.
        found: the commit it is on; None where it is not there.
    """

    def __init__(self, branch: str, expected: str | None, found: str | None) -> None:
        self.branch, self.expected, self.found = branch, expected, found
        super().__init__(
            f"{branch!r} is on {found or 'no commit'} now, not on {expected or 'none'}: somebody "
            "else has moved it. Nothing was changed; do the same again on what is there."
        )


class CheckedOut(GitCoordinationError):
    """A branch that was to be moved is checked out, and would leave those files behind."""

    def __init__(self, branch: str, path: object) -> None:
        super().__init__(
            f"{branch!r} is checked out in {str(path)!r}, whose files would no longer be those of "
            f"the branch. Nothing was changed. Detach them: git -C {str(path)!r} checkout --detach"
        )


# --- Worktrees ------------------------------------------------------------------------------------


class NoSuchWorktree(GitCoordinationError):
    """A folder is no worktree of the repository."""

    def __init__(self, path: object) -> None:
        super().__init__(
            f"{str(path)!r} is no worktree of the repository. Assign the task again to make one."
        )


class WorktreeInTheWay(GitCoordinationError):
    """A worktree cannot be made in a folder: it is not empty, or not below that of all."""

    def __init__(self, path: object, reason: str) -> None:
        super().__init__(
            f"{str(path)!r} can be no worktree: {reason}. Nothing was changed. Look at what is "
            "there; remove it or move it elsewhere."
        )


class WorktreeStays(GitCoordinationError):
    """A worktree could not be removed wholly; it counts as unfinished now, and can be again."""

    def __init__(self, path: object, cause: Exception) -> None:
        super().__init__(
            f"{str(path)!r} could not be removed: {cause}. End what is at work there, see to the "
            "rights on its files, and remove it again."
        )


class WorktreeMoved(GitCoordinationError):
    """A worktree is not on the branch that it was made for (behaviour G-14)."""

    def __init__(self, path: object, expected: str | None, found: str | None) -> None:
        super().__init__(
            f"{str(path)!r} is on {found or 'no branch'}, not on {expected or 'a bare commit'}. "
            f"Nothing was committed. Check out {expected or 'what it was on'} there."
        )


class WorktreeBusy(GitCoordinationError):
    """A merge, rebase or the like is under way in a worktree."""

    def __init__(self, path: object, operation: str) -> None:
        super().__init__(
            f"A {operation} is under way in {str(path)!r}. Nothing was committed. Finish it or "
            f"abort it there: git {operation} --continue or --abort."
        )


class EmbeddedRepository(GitCoordinationError):
    """Work that holds repositories of its own, whose files would not be committed (G-16)."""

    def __init__(self, paths: Sequence[str]) -> None:
        super().__init__(
            f"{listed(paths)}: a repository within the work, of which only the number of a commit "
            "would be kept, not the files. Nothing was committed. Remove its .git, ignore the "
            "folder, or make it a submodule."
        )


class FilterNeeded(GitCoordinationError):
    """Changed files that a program of the workspace's choice would convert, e.g. git-lfs."""

    def __init__(self, paths: Sequence[str]) -> None:
        super().__init__(
            f"{listed(paths)}: .gitattributes names a filter, and programs that a workspace names "
            "are not run. Nothing was committed. Commit these files with git in the worktree."
        )


# --- Remotes --------------------------------------------------------------------------------------


class InvalidRemote(GitCoordinationError):
    """A remote that is neither a name the repository knows nor an address we go to."""

    def __init__(self, remote: str, reason: str) -> None:
        super().__init__(
            f"{shortened(remote)} is no remote: {reason}. Give a name that `git remote` lists, or "
            "an address by https, http, ssh, git or file."
        )


class RemoteMoved(GitCoordinationError):
    """A branch of the remote is not where the push expected it; nothing was pushed."""

    def __init__(self, branches: Sequence[str]) -> None:
        self.branches = list(branches)
        super().__init__(
            f"The remote has moved {listed(branches)} in the meantime. Nothing was pushed; fetch, "
            "merge again and push."
        )

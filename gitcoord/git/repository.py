"""The repository that the agents' work comes together in."""

from __future__ import annotations

import os
import re
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

from gitcoord.errors import InvalidValue
from gitcoord.git.errors import BranchExists, GitFailed, NoSuchBranch, NotARepository, StaleBranch
from gitcoord.git.private import private_directory
from gitcoord.git.process import COORDINATOR, Finished, Identity, git, require_git

HEADS = "refs/heads/"

# What `git check-ref-format --branch` refuses; refused here so that no name is an expression.
_NOT_A_NAME = re.compile(
    r"^$|^-|^@$|^HEAD$|[\0-\x20\x7f~^:?*\[\\]|\.\.|@\{|//|^/|/$|(?:^|/)\.|\.(?:lock)?(?:/|$)"
)

# Branch -> (new commit, commit it is on); None makes it, or deletes it.
Moves = Mapping[str, tuple[str | None, str | None]]


@dataclass(frozen=True)
class Repository:
    """A repository, with the branch that others begin from and are merged into.

    Made by `open_repository`.

    Attributes:
        path: the folder it was named by.
        git_dir: its git directory, which agents share.
        private: ours (`gitcoord.git.private`).
        base: the branch to begin from and to merge into.
        committer: whom commits name.
    """

    path: Path
    git_dir: Path
    private: Path
    base: str
    committer: Identity

    @property
    def worktrees(self) -> Path:
        """The folder of all worktrees, beside the repository so that they are not in it (G-16)."""
        return self.path.with_name(f"{self.path.name}.worktrees")

    def git(
        self, *arguments: str, variables: Mapping[str, str | None] | None = None, **options: Any
    ) -> Finished:
        """Run git on its objects and references by our configuration; see `process.git`."""
        ours = {"GIT_DIR": str(self.private), **_named(self.committer)}
        return git(arguments, variables={**ours, **(variables or {})}, **options)

    def git_shared(self, *arguments: str, **options: Any) -> Finished:
        """Run git in the repository itself, for what needs it: making and removing worktrees."""
        return git(arguments, variables={"GIT_DIR": str(self.git_dir)}, **options)

    def begin(self, commit: str | None = None) -> str:
        """See to it that there is a base; the commit it is on.

        Args:
            commit: what it begins as, e.g. the remote's; None is an empty commit, if the
                repository has no branch at all.

        Raises:
            NoSuchBranch: there are other branches, but not this one.
        """
        found = self.branches()
        if self.base in found:
            return found[self.base]
        if found and commit is None:
            raise NoSuchBranch(self.base, self.path)
        with suppress(BranchExists):  # another process was first
            self.create_branch(self.base, commit or self._first_commit())
        return self.tip(self.base)

    def find(self, branch: str) -> str | None:
        """The commit that a branch is on; None if there is no such branch."""
        if _NOT_A_NAME.search(branch):
            return None
        shown = self.git("show-ref", "--verify", "--hash", HEADS + branch, accept=(0, 1, 128))
        return shown.line if shown.status == 0 else None

    def tip(self, branch: str) -> str:
        """The commit that a branch is on.

        Raises:
            NoSuchBranch: it is not there.
        """
        found = self.find(branch)
        if found is None:
            raise NoSuchBranch(branch, self.path)
        return found

    def branches(self, prefix: str = "") -> dict[str, str]:
        """Branches whose names begin so with the commits they are on, in one go."""
        listed = self.git("for-each-ref", "--format=%(objectname) %(refname)", HEADS)
        pairs = (line.split(" ", 1) for line in os.fsdecode(listed.stdout).split("\n") if line)
        tips = {name.removeprefix(HEADS): commit for commit, name in pairs}
        return {name: commit for name, commit in tips.items() if name.startswith(prefix)}

    def contains(self, commit: str, ancestor: str) -> bool:
        """Whether a commit has another one in its history, or is it."""
        asked = self.git("merge-base", "--is-ancestor", ancestor, commit, accept=(0, 1))
        return asked.status == 0

    def root(self, commit: str) -> str:
        """The commit that a history begins with, along its first parents."""
        said = self.git("rev-list", "--first-parent", "--max-parents=0", commit)
        return said.stdout.decode().split()[-1]

    def create_branch(self, branch: str, commit: str) -> None:
        """Make a branch.

        Raises:
            BranchExists: it is there already, on whatever commit.
            InvalidValue: its name is none.
            GitFailed: it is a folder of another's, or the other way round.
        """
        try:
            self.move({branch: (commit, None)})
        except StaleBranch as error:
            raise BranchExists(branch) from error

    def move(self, moves: Moves) -> None:
        """Make, move and delete branches, all of them or none, if they are where we think.

        A worktree that has one checked out keeps the files of before; see
        `checkouts.refuse_checked_out`.

        Raises:
            StaleBranch: one is somewhere else.
            InvalidValue: a name is none.
            GitFailed: one is a folder of another's, or the other way round.
        """
        lines = []
        for branch, (new, old) in moves.items():
            if _NOT_A_NAME.search(branch):
                raise InvalidValue("branch", branch, "git takes no such name")
            nothing = "0" * len(new or old or "")
            lines.append(f"update {HEADS}{branch}\0{new or nothing}\0{old or nothing}\0")
        try:
            self.git("update-ref", "--stdin", "-z", stdin=os.fsencode("".join(lines)))
        except GitFailed:
            self._refuse_stale(moves)
            raise

    def _refuse_stale(self, moves: Moves) -> None:
        for branch, (_, old) in moves.items():
            found = self.find(branch)
            if found != old:
                raise StaleBranch(branch, old, found)

    def _first_commit(self) -> str:
        """An empty one like no other, as it tells repositories apart that begin together."""
        tree = self.git("mktree").line
        message = f"Begin\n\nRepository: {uuid4()}\n".encode()
        return self.git("commit-tree", "-F", "-", tree, stdin=message).line


def open_repository(
    path: str | os.PathLike[str], base: str = "main", committer: Identity = COORDINATOR
) -> Repository:
    """The repository in a folder; a new one if the folder is empty or not there (behaviour 3.5).

    A new one has no files of its own beside its git directory. `Repository.begin` gives it a base.

    Args:
        path: a repository with or without a checkout.
        base: the branch to merge into.

    Raises:
        NotARepository: the folder holds something else, or base is no name for a branch.
        GitMissing, GitTooOld: there is no git that would do.
    """
    require_git()
    folder = Path(path).resolve()
    if not folder.name or _NOT_A_NAME.search(base):
        raise NotARepository(folder, f"{base!r} is no branch" if folder.name else "it is the root")
    if not _is_repository(folder):
        _make(folder, base)
    git_dir = folder / ".git" if (folder / ".git").exists() else folder
    private = private_directory(git_dir, folder.with_name(f"{folder.name}.coordinator"))
    return Repository(folder, git_dir, private, base, committer)


def _is_repository(folder: Path) -> bool:
    """Whether there is a repository, or else a place for one.

    Raises:
        NotARepository: there is something else.
    """
    if (folder / ".git").is_file():
        raise NotARepository(folder, "it is a worktree or submodule of another repository")
    for git_dir in (folder / ".git", folder):
        if all((git_dir / part).exists() for part in ("HEAD", "config", "objects", "refs")):
            return True
    if folder.exists() and not (folder.is_dir() and not any(folder.iterdir())):
        raise NotARepository(folder, "it holds something else")
    return False


def _make(folder: Path, base: str) -> None:
    """Make a bare repository in one step: of several processes that do, one does."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=f"{folder.name}.", dir=folder.parent) as made:
        new = Path(made, "new")
        git(
            ["init", "--quiet", "--bare", "--template=", f"--initial-branch={base}", str(new)],
            variables={},
        )
        with suppress(OSError):  # another process was first; what is there now is opened
            new.rename(folder)


def _named(identity: Identity) -> dict[str, str]:
    return identity.variables("AUTHOR") | identity.variables("COMMITTER")

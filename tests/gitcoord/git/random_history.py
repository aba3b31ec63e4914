"""Branches that do anything to a few files, and what `git merge` in a checkout makes of them."""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path
from random import Random

from gitcoord.git.repository import Repository
from tests.gitcoord.git.repositories import PLAIN, git

LINES = [f"line {n} of a file that is long enough to be known again" for n in range(12)]


class History:
    """A repository in a checkout, that is changed at random.

    Args:
        seed: of everything that happens.
    """

    def __init__(self, made: Repository, folder: Path, seed: int) -> None:
        self.random = Random(seed)
        self.folder = folder
        git(made.path, "worktree", "add", "-q", "--detach", str(folder), "main")
        each = self.random.choice([2, 9])
        for folder_name in ("a", "b", "b/c", "d"):
            for n in range(each):
                self._write(f"{folder_name}/{n}", [f"file {n} of {folder_name}", *LINES])
        self.bases = [self._commit("base")]

    def move_base(self) -> None:
        git(self.folder, "checkout", "-q", self.bases[-1])
        self._change(self.random.choice("mmad"))
        self.bases.append(self._commit("base moves"))

    def branches(self, count: int, kinds: str) -> list[str]:
        """Commits of branches, some begun at older bases, some at other branches."""
        commits: list[str] = []
        for number in range(count):
            start = self.random.choice(self.bases)
            if commits and self.random.random() < 0.15:
                start = self.random.choice(commits)
            git(self.folder, "checkout", "-q", "-f", start)
            for _ in range(self.random.choice([1, 1, 2, 3])):
                self._change(self.random.choice(kinds))
            commits.append(self._commit(f"branch {number}"))
        return commits

    def merged_in_a_checkout(self, commits: list[str]) -> list[tuple[str, list[str] | None]]:
        """The tree after each merge, and files in conflict; None where git itself gave up."""
        git(self.folder, "checkout", "-q", "-f", self.bases[-1])
        merges: list[tuple[str, list[str] | None]] = []
        for commit in commits:
            merge = subprocess.run(
                ["git", "merge", "-q", "--no-ff", "-m", "x", commit],
                cwd=self.folder,
                env=os.environ | PLAIN,
                capture_output=True,
                check=False,
            )
            names = git(self.folder, "ls-files", "-u", "-z").split("\0")[:-1]
            aside = re.compile(rf"~(?:HEAD|{commit})(?:_\d+)?$")
            files = sorted({aside.sub("", name.partition("\t")[2]) for name in names})
            if merge.returncode:
                (self.folder / git(self.folder, "rev-parse", "--git-path", "index.lock")).unlink(
                    missing_ok=True
                )
                git(self.folder, "reset", "-q", "--hard")
                git(self.folder, "clean", "-q", "-f", "-d")
            tree = git(self.folder, "rev-parse", "HEAD^{tree}")
            merges.append((tree, files if merge.returncode in (0, 1) else None))
        return merges

    def _change(self, kind: str) -> None:
        """m: change, a: add, d: delete, r: move a file, f: move a folder, x: swap kinds."""
        files = git(self.folder, "ls-files", "-z").split("\0")[:-1]
        name = self.random.choice(files)
        if kind == "m" and not (self.folder / name).is_symlink():
            lines = (self.folder / name).read_text().splitlines()
            lines[self.random.randrange(len(lines))] = f"changed {self.random.random()}"
            self._write(name, lines)
        elif kind == "a":
            inside = self.random.choice(["a", "b", "b/c", "d", "e", name])
            self._write(f"{inside}/{self.random.randrange(6)}", [f"{self.random.random()}", *LINES])
        elif kind == "d":
            git(self.folder, "rm", "-q", "-f", name)
        elif kind == "r":
            target = f"{self.random.choice('abe')}/moved{self.random.randrange(4)}"
            self._move(name, target)
        elif kind == "f" and "/" in name:
            self._move(name.rpartition("/")[0], f"{self.random.choice('fg')}")
        elif kind == "x":
            (self.folder / name).unlink()
            (self.folder / name).symlink_to("nowhere")
        git(self.folder, "add", "--all")

    def _move(self, name: str, target: str) -> None:
        if not (self.folder / target).exists():
            (self.folder / target).parent.mkdir(parents=True, exist_ok=True)
            git(self.folder, "mv", "-f", name, target)

    def _write(self, name: str, lines: list[str]) -> None:
        path = self.folder / name
        for parent in path.relative_to(self.folder).parents:
            if (self.folder / parent).is_file() or (self.folder / parent).is_symlink():
                (self.folder / parent).unlink()
        if path.is_dir():
            path = path / "inside"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.unlink(missing_ok=True)
        path.write_text("\n".join(lines) + "\n")

    def _commit(self, message: str) -> str:
        git(self.folder, "add", "--all")
        git(self.folder, "commit", "-q", "--allow-empty", "-m", message)
        return git(self.folder, "rev-parse", "HEAD")

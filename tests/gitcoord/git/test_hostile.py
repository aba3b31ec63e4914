"""A workspace that wants us to run its programs: none is run, and the work is done all the same.

Each program leaves a file behind; the last test shows that a git without our care leaves many.
"""

import os
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from gitcoord.git import worktrees
from gitcoord.git.commits import commit_all
from gitcoord.git.merging import Work, merge_in_order
from gitcoord.git.remote import Remote
from gitcoord.git.repository import Repository, open_repository
from gitcoord.git.trial import try_merges
from tests.gitcoord.git.repositories import PLAIN, git, repository, write

DATE = "@0 +0000"

HOOKS = [
    "commit-msg", "fsmonitor-watchman", "post-checkout", "post-commit", "post-index-change",
    "post-merge", "pre-auto-gc", "pre-commit", "pre-merge-commit", "pre-push", "pre-rebase",
    "prepare-commit-msg", "push-to-checkout", "reference-transaction",
]  # fmt: skip


class Trap:
    """A repository in which everything that can name a program names one that leaves a file."""

    def __init__(self, folder: Path) -> None:
        self.caught = folder / "caught"
        self.caught.mkdir()
        self.made = repository(folder, {"f": "f", "g": "g\n"})
        self._number = 0

    def program(self, name: str, then: str = "cat") -> str:
        """A command that leaves a file with this name."""
        return f"touch {self.caught}/{name}; {then}"

    def hooks(self, folder: Path) -> Path:
        folder.mkdir(parents=True, exist_ok=True)
        for name in HOOKS:
            (folder / name).write_text(f"#!/bin/sh\n{self.program(f'hook-{name}', 'exit 1')}\n")
            (folder / name).chmod(0o755)
        return folder

    def configuration(self) -> dict[str, str]:
        shell = {
            "core.hooksPath": str(self.hooks(self.caught.parent / "hooks")),
            "core.fsmonitor": self.program("fsmonitor", "exit 1"),
            "core.editor": self.program("editor"),
            "core.pager": self.program("pager"),
            "core.sshCommand": self.program("ssh", "exit 1"),
            "core.gitProxy": self.program("proxy"),
            "core.askPass": self.program("askpass"),
            "core.alternateRefsCommand": self.program("alternates"),
            "credential.helper": f"!{self.program('credential')}",
            "gpg.program": self.program("gpg"),
            "gc.recentObjectsHook": self.program("gc"),
            "filter.evil.clean": self.program("clean"),
            "filter.evil.smudge": self.program("smudge"),
            "filter.evil.process": self.program("process", "exit 1"),
            "merge.evil.driver": self.program("merge", "exit 0"),
            "diff.evil.textconv": self.program("textconv"),
            "diff.evil.command": self.program("diff"),
            "diff.external": self.program("external"),
            "uploadpack.packObjectsHook": self.program("pack"),
            "remote.origin.uploadpack": self.program("upload"),
            "remote.origin.receivepack": self.program("receive"),
            "remote.origin.vcs": "ext",
        }
        plain = {
            "commit.gpgSign": "true",
            "push.gpgSign": "if-asked",
            "protocol.allow": "always",
            "protocol.ext.allow": "always",
            "submodule.recurse": "true",
            "core.attributesFile": str(self.caught.parent / "attributes"),
            "url.ext::sh -c touch% caught/url.insteadOf": "/",
        }
        return shell | plain

    def set(self) -> None:
        """As an agent can: the file, hooks and attributes of the repository that all share."""
        for key, value in self.configuration().items():
            git(self.made.git_dir, "config", "--file", "config", key, value)
        write(self.made.git_dir, {"info/attributes": "* filter=evil merge=evil diff=evil\n"})
        self.hooks(self.made.git_dir / "hooks")

    @property
    def sprung(self) -> list[str]:
        return sorted(path.name for path in self.caught.iterdir())


@pytest.fixture
def trap(tmp_path: Path) -> Trap:
    return Trap(tmp_path)


def work(made: Repository, name: str, text: str, prepare: Callable[[Path], None]) -> str:
    """An assignment as the coordinator makes one, and the work handed in."""
    made.create_branch(name, made.tip("main"))
    folder = worktrees.add(made, made.worktrees / name, name).folder
    prepare(folder)
    write(folder, {"f": text, f"new-{name}": text, "g": f"g\n{text}\n"})
    commit = commit_all(made, folder, name, "Work")
    assert commit
    return commit


def all_of_it(made: Repository, remote: Path, prepare: Callable[[Path], None]) -> None:
    """Everything the coordinator has git do."""
    tips = {name: work(made, name, name, prepare) for name in ("one", "two")}
    base = made.tip("main")
    assert len(try_merges(made, base, [(tips["one"], tips["two"])])[0].files) == 2
    done = merge_in_order(made, base, [Work(name, tip, "x") for name, tip in tips.items()])
    assert [outcome.status for outcome in done.outcomes] == ["merged", "conflict"]
    made.move({"main": (done.tip, base)})
    other = Remote(made, str(remote))
    other.push({"main": (done.tip, None)})
    assert other.fetch("main") == done.tip
    for name in tips:
        worktrees.remove(made, worktrees.require(made, made.worktrees / name, name))
    made.move({name: (None, tip) for name, tip in tips.items()})


def remote_of(folder: Path) -> Path:
    git(folder, "init", "-q", "--bare", "--template=", "remote")
    return folder / "remote"


def test_the_repositorys_configuration_runs_nothing(trap: Trap, tmp_path: Path) -> None:
    trap.set()
    all_of_it(open_repository(trap.made.path), remote_of(tmp_path), lambda folder: None)
    assert trap.sprung == []


def test_a_repository_of_the_agents_in_the_workspace_runs_nothing(
    trap: Trap, tmp_path: Path
) -> None:
    """The agent replaces `.git` by one of its own, with everything in it."""

    def replace(folder: Path) -> None:
        (folder / ".git").unlink()
        git(folder, "init", "-q")
        for key, value in trap.configuration().items():
            git(folder, "config", key, value)
        write(folder / ".git", {"info/attributes": "* filter=evil merge=evil\n"})
        trap.hooks(folder / ".git/hooks")

    all_of_it(trap.made, remote_of(tmp_path), replace)
    assert trap.sprung == []


def test_a_submodule_of_the_agents_runs_nothing(trap: Trap, tmp_path: Path) -> None:
    """`git add` runs `git status` in a submodule, by what is configured there."""

    def embed(folder: Path) -> None:
        git(folder, "init", "-q", "sub")
        write(folder / "sub", {"f": "x", ".gitattributes": "* filter=evil\n"})
        git(folder / "sub", "add", "--all")
        # The same commit in every workspace, whatever second it is.
        git(
            folder / "sub", "commit", "-q", "-m", "x", GIT_AUTHOR_DATE=DATE, GIT_COMMITTER_DATE=DATE
        )
        git(folder, "add", "sub")
        for key, value in trap.configuration().items():
            git(folder / "sub", "config", key, value)
        (folder / "sub/f").write_text("y")
        os.utime(folder / "sub/f", (1, 1))

    all_of_it(trap.made, remote_of(tmp_path), embed)
    assert trap.sprung == []


def test_the_accounts_and_the_systems_configuration_run_nothing(
    trap: Trap, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = tmp_path / "home"
    home.mkdir()
    harmless_for_remotes = {"core.sshCommand", "credential.helper"}
    for key, value in trap.configuration().items():
        if not key.startswith("url.") and key not in harmless_for_remotes:
            git(home, "config", "--file", str(home / ".gitconfig"), key, value)
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("GIT_CONFIG_SYSTEM", str(home / ".gitconfig"))
    (tmp_path / "attributes").write_text("* filter=evil merge=evil diff=evil\n")
    all_of_it(trap.made, remote_of(tmp_path), lambda folder: None)
    assert trap.sprung == []


def test_objects_missing_here_are_not_fetched_from_where_the_agent_says(
    trap: Trap, tmp_path: Path
) -> None:
    git(trap.made.git_dir, "config", "remote.evil.url", f"ext::sh -c touch% {trap.caught}/lazy")
    git(trap.made.git_dir, "config", "remote.evil.promisor", "true")
    found = try_merges(trap.made, trap.made.tip("main"), [(trap.made.tip("main"), "1" * 40)])
    assert found[0].reason
    assert trap.sprung == []


def test_replaced_objects_are_not_what_is_merged(trap: Trap) -> None:
    made = trap.made
    blob = git(made.path, "hash-object", "-w", "--stdin", stdin=b"evil")
    git(made.path, "replace", git(made.path, "rev-parse", "main:f"), blob)
    folder = worktrees.add(made, made.worktrees / "x", made.tip("main")).folder
    assert (folder / "f").read_text() == "f"


def test_the_trap_catches_a_git_that_takes_no_care(trap: Trap, tmp_path: Path) -> None:
    trap.set()
    folder = tmp_path / "careless"
    run = ["git", "worktree", "add", "-q", "-b", "careless", str(folder), "main"]
    subprocess.run(
        run, cwd=trap.made.path, env=os.environ | PLAIN, capture_output=True, check=False
    )
    write(folder, {"f": "x"})
    run = ["git", "add", "--all"]
    subprocess.run(run, cwd=folder, env=os.environ | PLAIN, capture_output=True, check=False)
    assert {"hook-reference-transaction", "fsmonitor", "process"} & set(trap.sprung)

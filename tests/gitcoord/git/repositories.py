"""Repositories to try things in, made by git alone."""

import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from gitcoord.git.process import Finished
from gitcoord.git.repository import Repository, open_repository

Files = Mapping[str, str | bytes | None]

# Whoever runs the suite may have configured anything.
PLAIN = {
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_CONFIG_GLOBAL": "/dev/null",
    "GIT_AUTHOR_NAME": "Agent",
    "GIT_AUTHOR_EMAIL": "agent@example.org",
    "GIT_COMMITTER_NAME": "Agent",
    "GIT_COMMITTER_EMAIL": "agent@example.org",
    "LC_ALL": "C",
}


def git(folder: Path, *arguments: str, stdin: bytes = b"", **variables: str) -> str:
    """What git says in a folder, as an agent would run it."""
    ours = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    done = subprocess.run(
        ["git", *arguments],
        cwd=folder,
        input=stdin,
        env=ours | PLAIN | variables,
        capture_output=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 0, (arguments, done.stderr.decode())
    return os.fsdecode(done.stdout).removesuffix("\n")


def commands(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Git commands that are run on a repository from now on."""
    asked: list[str] = []
    run = Repository.git

    def noted(made: Repository, *arguments: str, **options: Any) -> Finished:
        asked.append(arguments[0])
        return run(made, *arguments, **options)

    monkeypatch.setattr(Repository, "git", noted)
    return asked


def at_once(code: str, arguments: Sequence[Sequence[str]]) -> list[str]:
    """What a program says in as many processes as there are lists of arguments."""
    processes = [
        subprocess.Popen(
            [sys.executable, "-c", code, *each],
            cwd=settings.BASE_DIR,
            stdout=subprocess.PIPE,
            text=True,
        )
        for each in arguments
    ]
    said = [process.communicate(timeout=120)[0].strip() for process in processes]
    assert [process.returncode for process in processes] == [0] * len(processes)
    return said


def write(folder: Path, files: Files) -> None:
    """Files by path; None deletes one."""
    for name, content in files.items():
        path = folder / name
        if content is None:
            path.unlink()
            continue
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())


def repository(folder: Path, files: Files | None = None) -> Repository:
    """A bare repository whose base has files."""
    made = open_repository(folder / "repository")
    made.begin()
    if files:
        branch(made, "main", files)
    return made


def branch(made: Repository, name: str, files: Files, start: str | None = None) -> str:
    """Commit files on a branch, which begins at the base if it is new; the commit."""
    start = start or made.find(name) or made.tip("main")
    scratch = made.path.with_name("scratch")
    git(made.path, "worktree", "add", "-q", "--detach", str(scratch), start)
    write(scratch, files)
    git(scratch, "add", "--all")
    git(scratch, "commit", "-q", "--allow-empty", "-m", f"Work on {name}")
    commit = git(scratch, "rev-parse", "HEAD")
    git(made.path, "worktree", "remove", "--force", str(scratch))
    git(made.path, "update-ref", f"refs/heads/{name}", commit)
    return commit


def graft(made: Repository, files: Mapping[str, bytes], mode: str = "100644") -> str:
    """A commit on the base of files as no worktree could have them: by trees alone."""
    tree = git(made.path, "rev-parse", "main^{tree}")
    for path, content in files.items():
        kind, entry = mode, git(made.path, "hash-object", "-w", "--stdin", stdin=content)
        *folders, name = path.split("/")
        while folders:
            kind, entry, name = "040000", _tree(made, kind, entry, name), folders.pop()
        rest = git(made.path, "ls-tree", "-z", tree)
        tree = _tree(made, kind, entry, name, rest)
    return git(made.path, "commit-tree", "-p", "main", "-m", "Grafted", tree)


def _tree(made: Repository, mode: str, entry: str, name: str, rest: str = "") -> str:
    kind = "tree" if mode == "040000" else "blob"
    lines = f"{rest}{mode} {kind} {entry}\t{name}\0"
    return git(made.path, "mktree", "-z", stdin=os.fsencode(lines))


def files_of(made: Repository, commit: str) -> dict[str, str]:
    """Contents by path of a commit."""
    names = git(made.path, "ls-tree", "-r", "-z", "--name-only", commit).split("\0")[:-1]
    return {name: git(made.path, "show", f"{commit}:{name}") for name in names}

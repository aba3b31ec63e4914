"""Pull requests by gh: one that is on PATH and does as it is told."""

import json
import os
from pathlib import Path

import pytest

from gitcoord import pull_requests
from gitcoord.errors import PullRequestFailed
from gitcoord.git.remote import Remote
from gitcoord.pull_requests import Proposal, by_gh, nobody
from tests.gitcoord.git.repositories import repository

PROPOSAL = Proposal("feature/x", "main", "--title\nof it", "-body\n`touch x`\n")

SAYS = """#!/usr/bin/env python3
import json, os, sys
with open({file!r}, "w") as file:
    asked = {{"words": sys.argv[1:], "body": sys.stdin.read(), "folder": os.getcwd()}}
    json.dump(asked | {{"prompt": os.environ.get("GH_PROMPT_DISABLED")}}, file)
sys.stdout.write({stdout!r})
sys.stderr.write({stderr!r})
sys.exit({status})
"""


@pytest.fixture
def remote(tmp_path: Path) -> Remote:
    return Remote(repository(tmp_path), "https://github.com/o/r.git")


@pytest.fixture
def gh(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that comes first on PATH."""
    folder = tmp_path / "bin"
    folder.mkdir()
    monkeypatch.setenv("PATH", f"{folder}{os.pathsep}{os.environ['PATH']}")
    return folder


def put(folder: Path, stdout: str = "", stderr: str = "", status: int = 0) -> None:
    file = str(folder / "asked.json")
    program = folder / "gh"
    program.write_text(SAYS.format(file=file, stdout=stdout, stderr=stderr, status=status))
    program.chmod(0o755)


def test_the_number_is_that_of_the_address(remote: Remote, gh: Path) -> None:
    """G-11: `#12` was looked for, and gh prints the address."""
    put(gh, "Creating pull request for #7\nhttps://github.com/o/r/pull/12\n")
    assert by_gh(remote, PROPOSAL) == 12
    asked = json.loads((gh / "asked.json").read_text())
    assert asked["words"] == [
        "pr", "create", "--repo=https://github.com/o/r.git", "--head=feature/x", "--base=main",
        "--title=--title of it", "--body-file=-",
    ]  # fmt: skip
    assert asked["body"] == PROPOSAL.body
    assert (asked["folder"], asked["prompt"]) == ("/", "1")


def test_one_that_is_there_already_is_found(remote: Remote, gh: Path) -> None:
    said = 'a pull request for branch "x" already exists:\nhttps://github.com/o/r/pull/9\n'
    put(gh, stderr=said, status=1)
    assert by_gh(remote, PROPOSAL) == 9


@pytest.mark.parametrize(
    ("stdout", "stderr", "status"),
    [("", "not logged in", 4), ("done", "", 0), ("https://x/pull/3", "failed", 1), ("#12", "", 0)],
)  # fmt: skip
def test_none_is_told(remote: Remote, gh: Path, stdout: str, stderr: str, status: int) -> None:
    put(gh, stdout, stderr, status)
    with pytest.raises(PullRequestFailed, match=f"ended with {status}"):
        by_gh(remote, PROPOSAL)


def test_no_gh_is_told(remote: Remote, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """G-19: without it the server crashed."""
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(PullRequestFailed, match="gh"):
        by_gh(remote, PROPOSAL)


def test_one_that_does_not_answer_is_given_up(
    remote: Remote, gh: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (gh / "gh").write_text("#!/bin/sh\nexec sleep 60\n")
    (gh / "gh").chmod(0o755)
    monkeypatch.setattr(pull_requests, "LIMIT", 0.2)
    with pytest.raises(PullRequestFailed, match="timed out"):
        by_gh(remote, PROPOSAL)


def test_nobody_opens_none() -> None:
    nobody(PROPOSAL)

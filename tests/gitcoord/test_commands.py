"""git_assign, git_submit, git_merge, git_status: for people and programs, with an exit status."""

import io
import json
import os
import re
import shlex
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import override_settings

from gitcoord.coordinator.errors import CoordinationDisabled
from gitcoord.git.errors import GitFailed, NoSuchBranch
from tests.gitcoord.coordinator.world import bare
from tests.gitcoord.git.repositories import git, write

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def enabled(tmp_path: Path) -> Iterator[None]:
    with override_settings(
        GIT_COORDINATOR_ENABLED=True,
        GIT_COORDINATOR_REPO_PATH=tmp_path / "repository",
        GIT_COORDINATOR_REMOTE="",
    ):
        yield


def said(*words: str, status: int = 0) -> str:
    """What a command says to people."""
    output = io.StringIO()
    if status:
        with pytest.raises(SystemExit) as caught:
            call_command(*words, stdout=output, no_color=True)
        assert caught.value.code == status
    else:
        call_command(*words, stdout=output, no_color=True)
    return output.getvalue()


def told(*words: str, status: int = 0) -> dict[str, Any]:
    """What it says to programs."""
    found: dict[str, Any] = json.loads(said(*words, "--format", "json", status=status))
    assert found["exit_status"] == status
    return found


def workspace(agent: str, task: str) -> Path:
    return Path(told("git_assign", agent, task, "--correlation", "epic")["workspace"])


def test_two_agents_from_assignment_to_history() -> None:
    assert "works on task 1 on branch feature/agent-ana/1-" in said("git_assign", "ana", "1")
    write(workspace("ana", "1"), {"a": "1"})
    write(workspace("ben", "2"), {"b": "1"})
    assert "waits to be merged" in said("git_submit", "ana", "--commit-message", "Mine")
    second = told("git_submit", "ben")
    assert (second["outcome"], second["task_id"], second["clashes"]) == ("queued", "2", [])
    found = told("git_merge", "epic")
    assert [each["agent_id"] for each in found["results"]] == ["ana", "ben"]
    assert {each["status"] for each in found["results"]} == {"merged"}
    status = told("git_status", "epic")
    assert (status["sessions"], status["pending"], status["differences"]) == ([], [], [])
    assert [each["status"] for each in status["history"]] == ["merged", "merged"]
    assert "Tables and git say the same." in said("git_status")


def test_work_without_an_epic_is_told_how_to_get_one() -> None:
    """It waited, and nothing merged it."""
    write(Path(told("git_assign", "an a", "1")["workspace"]), {"a": "1"})
    page = said("git_submit", "an a")
    assert "belongs to no epic" in page
    command = next(line for line in page.splitlines() if "$ python manage.py" in line)
    words = shlex.split(command.replace("EPIC", "epic"))[3:]
    assert "none, is not merged" in said("git_status")
    assert "epic" not in said(*words)
    assert len(told("git_merge", "epic")["results"]) == 1


def test_nothing_that_a_terminal_obeys_is_printed() -> None:
    agent, epic, name = "\x1b[31mred\nsecond row", "\x1b]0;title\a", "\x1b[2Jf\n"
    pages = [said("git_assign", agent, "1\x9b", "--correlation", epic)]
    first = told("git_assign", agent, "1\x9b", "--correlation", epic)
    write(Path(first["workspace"]), {name: "1\n"})
    second = told("git_assign", "ben", "2", "--correlation", epic)
    write(Path(second["workspace"]), {name: "2\n"})
    pages += [said("git_submit", agent), said("git_submit", "ben", status=3)]
    pages += [said("git_status"), said("git_merge", epic, status=3), said("git_status", epic)]
    shutil.rmtree(second["workspace"])
    pages.append(said("git_status", status=3))
    for page in pages:
        assert not [line for line in page.splitlines() if not line.isprintable()]
        assert not re.search(r"^\s*second row", page, re.MULTILINE)
    assert r"\x1b[31mred\nsecond row" in pages[3]
    assert r"\x1b[2Jf\n" in pages[2]


def test_nor_what_a_remote_says() -> None:
    error = GitFailed(["git", "push", "\x1b[1m"], 1, b"remote: \x1b[31mclosed\n", "Ask there.")
    assert str(error).isprintable()


def test_conflicts_end_with_three() -> None:
    write(workspace("ana", "1"), {"f": "1\n"})
    write(workspace("ben", "2"), {"f": "2\n"})
    told("git_submit", "ana")
    clashes = told("git_submit", "ben", status=3)["clashes"]
    assert [each["files"] for each in clashes] == [["f"]]
    assert "in conflict with feature/agent-ana/1-" in said("git_submit", "ben", status=3)
    page = said("git_merge", "epic", status=3)
    assert "Merged 1 of 2 branches of epic." in page
    assert "conflict: f" in page


def test_differences_end_with_three_and_are_mended() -> None:
    folder = workspace("ana", "1")
    git(folder, "worktree", "remove", str(folder))
    assert "gitcoord.C04" in said("git_status", status=3)
    found = told("git_status", "--repair")
    assert [each.startswith("Made the worktree") for each in found["mended"]] == [True]


def test_work_by_rules_is_merged_when_it_is_submitted() -> None:
    assigned = told("git_assign", "r", "1", "--rules")
    assert (assigned["branch"], assigned["method"]) == (None, "rules")
    write(Path(assigned["workspace"]), {"a": "1"})
    assert told("git_submit", "r")["outcome"] == "merged"
    assert "nothing in it" in said("git_submit", "r")


@pytest.mark.parametrize(
    "words",
    [("git_assign", "a", "1"), ("git_submit", "a"), ("git_merge", "e"), ("git_status",)],
)
def test_disabled_they_say_how_to_enable_it(words: tuple[str, ...]) -> None:
    with (
        override_settings(GIT_COORDINATOR_ENABLED=False),
        pytest.raises(CoordinationDisabled, match="GIT_COORDINATOR_ENABLED=1"),
    ):
        call_command(*words)


def test_errors_are_told_in_a_line() -> None:
    workspace("ana", "1")
    with pytest.raises(NoSuchBranch):
        call_command("git_submit", "ana", branch="nowhere")
    assert issubclass(NoSuchBranch, CommandError)


@pytest.mark.parametrize(
    "words",
    [("git_assign", "a"), ("git_assign", "a", "1", "--priority", "7"), ("git_merge",)],
)
def test_wrong_usage_is_wrong_usage(words: tuple[str, ...]) -> None:
    """G-19: options that were not known crashed it."""
    with pytest.raises(CommandError):
        call_command(*words)


@pytest.mark.parametrize("asked", [True, False])
def test_gh_on_the_path_opens_pull_requests(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, asked: bool
) -> None:
    """G-11"""
    write(tmp_path, {"bin/gh": "#!/bin/sh\necho https://github.com/o/r/pull/12\n"})
    (tmp_path / "bin/gh").chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path / 'bin'}{os.pathsep}{os.environ['PATH']}")
    with override_settings(
        GIT_COORDINATOR_REMOTE=str(bare(tmp_path)), GIT_COORDINATOR_PULL_REQUESTS=asked
    ):
        write(workspace("ana", "1"), {"a": "1"})
        assert told("git_submit", "ana")["pr_number"] == (12 if asked else None)
        assert told("git_merge", "epic")["results"][0]["pr_number"] == (12 if asked else None)


def test_a_program_that_starts_anywhere_finds_the_workspace() -> None:
    assert workspace("ana", "1").is_absolute()

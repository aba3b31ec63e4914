"""A task gives an agent a folder and a branch of its own, the same however often it is given."""

import shutil
from enum import Enum
from pathlib import Path
from typing import Any

import pytest
from django.test import override_settings

from gitcoord.coordinator import (
    assign_task,
    git_status,
    merge_all_for_epic,
    merge_status,
    submit_work,
)
from gitcoord.coordinator import coordination as from_settings
from gitcoord.coordinator.errors import CoordinationDisabled, WorkNotHandedIn
from gitcoord.errors import InvalidValue
from gitcoord.git import worktrees
from gitcoord.git.errors import GitFailed, NoSuchBranch, WorktreeInTheWay, WorktreeMoved
from gitcoord.names import branch_name
from tests.gitcoord.coordinator.world import EPIC, assign, coordination, merged, submit, work
from tests.gitcoord.git.repositories import branch, git, write

pytestmark = pytest.mark.django_db


class Agent(Enum):
    ANA = "ana"


@override_settings(GIT_COORDINATOR_ENABLED=False)
def test_disabled_every_call_says_how_to_enable_it() -> None:
    calls: list[Any] = [
        lambda: assign_task("a", 1),
        lambda: submit_work("a", {}),
        lambda: merge_status("e"),
        lambda: merge_all_for_epic("e"),
        lambda: git_status(),
    ]
    for call in calls:
        with pytest.raises(CoordinationDisabled, match="GIT_COORDINATOR_ENABLED=1"):
            call()


@pytest.mark.parametrize("enabled", [True, "true", "1", 1])
def test_settings_are_read_in_one_place(tmp_path: Path, enabled: Any) -> None:
    """G-20: two places read different ones. G-13: nothing has to be configured in git."""
    with override_settings(
        GIT_COORDINATOR_ENABLED=enabled,
        GIT_COORDINATOR_REPO_PATH=tmp_path / "not/there",
        GIT_COORDINATOR_BASE_BRANCH="trunk",
        GIT_COORDINATOR_REMOTE="",
    ):
        assigned = assign_task("ana", {"id": 1, "title": "x"}, correlation_id=EPIC)
        assert from_settings().repository.branches().keys() == {"trunk", assigned.branch}
    assert git(assigned.workspace, "branch", "--show-current") == assigned.branch


def test_an_llm_task_gets_a_branch_and_a_session(tmp_path: Path) -> None:
    """G-5: the assignment always crashed. G-3: the row was refused. G-17: no correlation id."""
    at = coordination(tmp_path, {"f": "base"})
    assigned = assign(at, "ana", 123)
    assert (assigned.workspace / "f").read_text() == "base"
    assert git(assigned.workspace, "branch", "--show-current") == assigned.branch
    session = at.sessions.get()
    assert (session.agent_id, session.branch) == ("ana", assigned.branch)
    assert (session.status, session.correlation_id) == ("active", EPIC)
    origin = at.repository.root("main")
    assert session.workspace_path == str(assigned.workspace)
    assert session.meta == {"task_id": "123", "origin": origin}


def test_a_task_by_rules_is_in_a_checkout_of_the_base(tmp_path: Path) -> None:
    """G-8: its folder was empty."""
    at = coordination(tmp_path, {"f": "base"})
    assigned = assign(at, "agent", 123, use_llm=False)
    assert (assigned.branch, assigned.method) == (None, "rules")
    assert (assigned.workspace / "f").read_text() == "base"
    assert list(at.sessions.values_list("agent_id", "branch", "status")) == [
        ("agent", None, "rules")
    ]


def test_workspaces_are_outside_of_what_is_tracked(tmp_path: Path) -> None:
    """G-16"""
    at = coordination(tmp_path)
    assert at.repository.path not in assign(at).workspace.parents


def test_the_same_task_again_is_found_as_it_was_left(tmp_path: Path) -> None:
    """G-14: in a folder that was used before, work went to the old branch."""
    at = coordination(tmp_path)
    first = assign(at)
    write(first.workspace, {"README": "changed", "new": "x"})
    assert assign(at) == first
    assert (first.workspace / "README").read_text() == "changed"
    assert at.sessions.count() == 1


def test_a_task_that_was_merged_begins_anew(tmp_path: Path) -> None:
    at = coordination(tmp_path)
    work(at, {"a": "1"})
    first = assign(at)
    assert merged(at) == {first.branch: "merged"}
    second = assign(at)
    assert second.branch != first.branch
    assert (second.workspace / "a").exists()


def test_another_task_leaves_the_first_as_it_is(tmp_path: Path) -> None:
    """G-4, G-14: the second one took branch and folder of the first."""
    at = coordination(tmp_path)
    first = assign(at, "ana", 1)
    write(first.workspace, {"unfinished": "x"})
    second = assign(at, "ana", 2, correlation_id="other")
    assert first.workspace != second.workspace
    assert not (second.workspace / "unfinished").exists()
    assert at.sessions.get().branch == second.branch
    # Whose the first is, for which epic, is known after a restart.
    submitted = submit(at, "ana", branch=first.branch)
    assert (submitted.task.task_id, submitted.task.correlation_id) == ("1", EPIC)
    assert merged(at) == {first.branch: "merged"}
    assert "earlier" not in at.sessions.get().meta


def test_an_agent_goes_back_to_what_it_has_begun(tmp_path: Path) -> None:
    """G-18: the session went, whatever else the agent had."""
    at = coordination(tmp_path)
    first = assign(at, "ana", 1, correlation_id="slow")
    work(at, {"b": "1"}, "ana", 2)
    merged(at)
    session = at.sessions.get()
    assert (session.branch, session.correlation_id) == (first.branch, "slow")
    assert session.workspace_path == str(first.workspace)
    assert session.meta == {"task_id": "1", "origin": at.repository.root("main")}


@pytest.mark.parametrize(
    "agent",
    ["my agent", "..", "../../etc", "-rf", "a/b", "ü\n", "a" * 1000, 7, Agent.ANA, "x.lock"],
)  # fmt: skip
def test_ids_of_any_kind_make_branches_and_folders(tmp_path: Path, agent: Any) -> None:
    """G-12, G-14: they went unescaped into paths; numbers found nothing."""
    at = coordination(tmp_path)
    assigned = assign(at, agent, agent)
    assert at.repository.worktrees in assigned.workspace.resolve().parents
    write(assigned.workspace, {"a": "1"})
    assert submit(at, agent).status == "queued"
    assert list(merged(at).values()) == ["merged"]


@pytest.mark.parametrize(("agent", "task"), [("", 1), ("a", None), ("a", {}), (True, 1), ("a", [])])
def test_what_is_no_id_is_refused(tmp_path: Path, agent: Any, task: Any) -> None:
    at = coordination(tmp_path)
    with pytest.raises(InvalidValue):
        assign(at, agent, task)
    assert at.repository.branches().keys() == {"main"}


def test_other_options_are_refused(tmp_path: Path) -> None:
    """G-19: they crashed the server."""
    with pytest.raises(TypeError, match="priority"):
        assign_task("a", 1, at=coordination(tmp_path), priority=1)  # type: ignore[call-arg]


def test_a_workspace_that_is_on_another_branch_is_told(tmp_path: Path) -> None:
    """G-14: the failed checkout was ignored."""
    at = coordination(tmp_path)
    assigned = assign(at)
    git(assigned.workspace, "checkout", "-q", "-b", "mine")
    with pytest.raises(WorktreeMoved, match="mine"):
        assign(at)


def test_a_folder_with_something_else_is_not_touched(tmp_path: Path) -> None:
    at = coordination(tmp_path)
    folder = assign(at, "ana", 1).workspace
    at.repository.git_shared("worktree", "remove", "--force", str(folder))
    write(folder, {"precious": "x"})
    with pytest.raises(WorktreeInTheWay):
        assign(at, "ana", 1)
    assert (folder / "precious").read_text() == "x"


def test_a_lost_folder_is_made_again(tmp_path: Path) -> None:
    at = coordination(tmp_path)
    folder = assign(at).workspace
    shutil.rmtree(folder)
    assert (assign(at).workspace / "README").exists()


def test_a_base_that_is_not_there_is_told(tmp_path: Path) -> None:
    """G-13: the failed checkout was ignored."""
    at = coordination(tmp_path)
    branch(at.repository, "master", {"a": "1"})
    git(at.repository.path, "branch", "-D", "main")
    with pytest.raises(NoSuchBranch, match="'main'"):
        assign(at)


def test_rules_get_the_base_of_the_day(tmp_path: Path) -> None:
    at = coordination(tmp_path)
    assign(at, "r", 1, use_llm=False)
    branch(at.repository, "main", {"later": "x"})
    assert (assign(at, "r", 2, use_llm=False).workspace / "later").exists()


@pytest.mark.parametrize("committed", [False, True])
def test_rules_do_not_lose_the_task_before(tmp_path: Path, committed: bool) -> None:
    """G-14"""
    at = coordination(tmp_path)
    folder = assign(at, "r", 1, use_llm=False).workspace
    write(folder, {"new": "x"})
    if committed:
        git(folder, "add", "new")
        git(folder, "commit", "-q", "-m", "x")
    with pytest.raises(WorkNotHandedIn):
        assign(at, "r", 2, use_llm=False)
    assert (assign(at, "r", 1, use_llm=False).workspace / "new").read_text() == "x"
    assert submit(at, "r").status == "merged"
    assert (assign(at, "r", 2, use_llm=False).workspace / "new").exists()


def test_a_worktree_that_another_is_just_written_beside_is_tried_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`git worktree add` fails where it reads a half-written one; so did 3 of 3 runs of a crowd."""
    at = coordination(tmp_path)
    add, failures = worktrees.add, [b"failed to read /x/commondir: Success"] * 2

    def busy(*arguments: Any) -> Any:
        if failures:
            raise GitFailed(["git", "worktree", "add"], 128, failures.pop(), "")
        return add(*arguments)

    monkeypatch.setattr(worktrees, "add", busy)
    assert (assign(at).workspace / "README").exists()


def test_a_worktree_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    at = coordination(tmp_path)
    name = branch_name("ana", 1)
    at.repository.create_branch(name, at.repository.tip("main"))
    git(at.repository.path, "worktree", "add", "-q", str(tmp_path / "mine"), name)
    with pytest.raises(GitFailed, match="already checked out"):
        assign(at, "ana", 1)

"""Work handed in is committed, whole, and waits; or the agent is told why not."""

from pathlib import Path
from typing import Any

import pytest

from gitcoord.coordinator import Coordination, merge_status
from gitcoord.coordinator.errors import NothingAssigned, NotMergeable, NotOwner
from gitcoord.git.errors import CheckedOut, NoSuchBranch, NoSuchWorktree, WorktreeMoved
from tests.gitcoord.coordinator.world import (
    EPIC,
    assign,
    base_files,
    coordination,
    history,
    merged,
    submit,
    work,
)
from tests.gitcoord.git.repositories import branch, files_of, git, write

pytestmark = pytest.mark.django_db


@pytest.fixture
def at(tmp_path: Path) -> Coordination:
    return coordination(tmp_path, {"f": "1\n", "gone": "x"})


def test_everything_is_committed_and_waits(at: Coordination) -> None:
    """G-1: with a number for a task it was lost. G-12: missing keys have their defaults."""
    assigned = assign(at, "ana", 7)
    write(assigned.workspace, {"ü \n": "new", "f": "2", "gone": None})
    submitted = submit(at)
    assert files_of(at.repository, str(submitted.commit)) == {"f": "2", "ü \n": "new"}
    assert git(at.repository.path, "log", "-1", "--format=%an: %s", str(submitted.commit)) == (
        "ana: Agent work"
    )
    row = at.pending.get()
    assert (row.branch, row.agent_id, row.task_id) == (assigned.branch, "ana", "7")
    assert (row.correlation_id, row.meta["commit"]) == (EPIC, submitted.commit)
    assert merge_status(EPIC, at=at).branches == (assigned.branch,)


def test_what_is_given_goes_before_what_was_assigned(at: Coordination) -> None:
    write(assign(at).workspace, {"a": "1"})
    submitted = submit(at, commit_message="Mine", task_id=9, correlation_id="other")
    assert git(at.repository.path, "log", "-1", "--format=%s", str(submitted.commit)) == "Mine"
    assert (submitted.task.task_id, at.pending.get().correlation_id) == ("9", "other")


@pytest.mark.parametrize("use_llm", [True, False])
def test_work_that_no_folder_can_hold_is_refused(at: Coordination, use_llm: bool) -> None:
    """It was merged, and from then on nobody could be assigned anything."""
    folder, path = assign(at, use_llm=use_llm).workspace, "n" * 256
    blob = git(folder, "hash-object", "-w", "f")
    git(folder, "update-index", "--add", "--cacheinfo", f"100644,{blob},{path}")
    git(folder, "update-index", "--skip-worktree", path)
    with pytest.raises(NotMergeable, match=f"'{path}'.*not queued"):
        submit(at)
    assert not at.pending.exists()
    git(folder, "update-index", "--force-remove", path)
    write(folder, {"fine": "x"})
    assert submit(at).status == ("queued" if use_llm else "merged")


def test_submitting_again_adds_to_it(at: Coordination) -> None:
    first = work(at, {"a": "1"})
    assert submit(at) == first
    write(first.task.workspace, {"b": "1"})
    second = submit(at)
    assert at.pending.get().meta["commit"] == second.commit
    assert merged(at) == {first.branch: "merged"}
    assert base_files(at).keys() == {"a", "b", "f", "gone"}


def test_empty_work_is_told_apart(at: Coordination) -> None:
    assign(at)
    submitted = submit(at)
    assert (submitted.status, submitted.commit) == ("empty", None)
    assert not at.pending.exists()
    assert merged(at) == {}


@pytest.mark.parametrize("name", ["feature/agent-ana/typo-00000000", "nowhere", "--all", "a..b"])
def test_an_unknown_branch_is_an_error(at: Coordination, name: str) -> None:
    """G-8: it was answered `committed_to_main`, and nothing was committed anywhere."""
    assign(at)
    with pytest.raises(NoSuchBranch):
        submit(at, branch=name)
    assert not at.pending.exists()


def test_an_agent_without_a_task_is_told(at: Coordination) -> None:
    """G-12"""
    with pytest.raises(NothingAssigned, match="'ana'"):
        submit(at)


@pytest.mark.parametrize("pending", [False, True])
def test_a_branch_of_somebody_else_is_refused(at: Coordination, pending: bool) -> None:
    assigned = assign(at, "ana", 1)
    write(assigned.workspace, {"a": "1"})
    if pending:
        submit(at, "ana")
    assign(at, "ben", 2)
    with pytest.raises(NotOwner, match="'ana'"):
        submit(at, "ben", branch=assigned.branch)
    with pytest.raises(NotOwner):
        submit(at, "ben", branch="main")
    assert at.pending.count() == pending


def test_whose_a_branch_is_survives_the_tables(at: Coordination) -> None:
    """G-4: after a restart the branch had no owner."""
    assigned = assign(at, "ana", 1)
    write(assigned.workspace, {"a": "1"})
    at.sessions.all().delete()
    with pytest.raises(NotOwner):
        submit(at, "an", branch=assigned.branch)
    assert submit(at, "ana", branch=assigned.branch, task_id=1).status == "queued"


def test_a_result_with_another_key_is_refused(at: Coordination) -> None:
    """G-19"""
    assign(at)
    with pytest.raises(TypeError, match="commit_msg"):
        submit(at, commit_msg="x")


def test_an_agent_that_has_left_its_branch_is_told(at: Coordination) -> None:
    """G-14: work went to whatever branch was checked out."""
    assigned = assign(at)
    git(assigned.workspace, "checkout", "-q", "--detach")
    write(assigned.workspace, {"a": "1"})
    with pytest.raises(WorktreeMoved):
        submit(at)


def test_a_lost_worktree_is_told(at: Coordination) -> None:
    assigned = assign(at)
    git(at.repository.path, "worktree", "remove", str(assigned.workspace))
    with pytest.raises(NoSuchWorktree):
        submit(at)


def test_conflicts_are_told_at_once(at: Coordination) -> None:
    first = work(at, {"f": "ana\n"}, "ana", 1)
    assert not first.clashes
    second = work(at, {"f": "ben\n", "other": "x"}, "ben", 2)
    assert [(each.branch, each.files) for each in second.clashes] == [(first.branch, ("f",))]
    branch(at.repository, "main", {"f": "base\n"})
    write(second.task.workspace, {"more": "x"})
    assert [each.branch for each in submit(at, "ben").clashes] == ["main", first.branch]


def test_a_folder_that_moves_is_tried_against_new_files_in_it(tmp_path: Path) -> None:
    """No path is in both, and git moves the new file along or says that it cannot."""
    at = coordination(tmp_path, {f"d/{n}": f"{n}\n" * 20 for n in range(6)})
    moved = {f"d/{n}": None for n in range(6)} | {f"e/{n}": f"{n}\n" * 20 for n in range(3)}
    work(at, moved | {f"g/{n}": f"{n}\n" * 20 for n in range(3, 6)}, "ana", 1)
    found = work(at, {"d/new": "x"}, "ben", 2)
    assert [each.branch for each in found.clashes] == [at.pending.get(agent_id="ana").branch]


def test_trials_leave_nothing_behind(at: Coordination) -> None:
    work(at, {"f": "ana\n"}, "ana", 1)
    write(assign(at, "ben", 2).workspace, {"f": "ben\n"})
    submit(at, "ben")
    before = git(at.repository.path, "count-objects", "-v")
    assert submit(at, "ben").clashes
    assert git(at.repository.path, "count-objects", "-v") == before
    assert not list(at.repository.private.glob("trial-*"))


def test_work_by_rules_is_in_the_base_when_that_is_said(at: Coordination) -> None:
    """G-8: it was said, and was not so."""
    write(assign(at, "r", 1, use_llm=False).workspace, {"made": "x"})
    submitted = submit(at, "r")
    assert (submitted.status, submitted.branch) == ("merged", None)
    assert base_files(at)["made"] == "x"
    row = at.history.get()
    assert (row.status, row.agent_id, row.task_id) == ("merged", "r", "1")
    assert row.merge_commit == at.repository.tip("main") == submitted.commit
    assert at.repository.branches().keys() == {"main"}
    assert submit(at, "r").status == "empty"


def test_work_by_rules_in_conflict_waits(at: Coordination) -> None:
    folder = assign(at, "r", 1, use_llm=False).workspace
    write(folder, {"f": "rules\n"})
    branch(at.repository, "main", {"f": "base\n"})
    submitted = submit(at, "r")
    assert (submitted.status, submitted.merged and submitted.merged.files) == ("conflict", ("f",))
    write(folder, {"f": "1\n", "other": "x"})
    assert submit(at, "r").status == "merged"
    assert [status for _, status in history(at)] == ["conflict", "merged"]
    assert base_files(at)["f"] == "base"


def test_a_base_that_is_checked_out_is_not_moved(at: Coordination, tmp_path: Path) -> None:
    git(at.repository.path, "worktree", "add", "-q", str(tmp_path / "mine"), "main")
    write(assign(at, "r", 1, use_llm=False).workspace, {"made": "x"})
    with pytest.raises(CheckedOut, match="checkout --detach"):
        submit(at, "r")
    assert git(tmp_path / "mine", "status", "--porcelain") == ""
    git(tmp_path / "mine", "checkout", "-q", "--detach")
    assert submit(at, "r").status == "merged"


def test_nothing_of_a_hostile_workspace_is_run(at: Coordination, tmp_path: Path) -> None:
    folder = assign(at).workspace
    touch = f"touch {tmp_path / 'run'}"
    hook = at.repository.git_dir / "hooks"
    for name in ("pre-commit", "post-checkout", "reference-transaction", "post-index-change"):
        write(hook, {name: f"#!/bin/sh\n{touch}\n"})
        (hook / name).chmod(0o755)
    settings: dict[str, Any] = {
        "core.fsmonitor": touch,
        "core.hooksPath": str(hook),
        "core.sshCommand": touch,
        "filter.x.clean": touch,
        "merge.x.driver": touch,
        "diff.external": touch,
        "core.editor": touch,
    }
    for name, value in settings.items():
        git(at.repository.path, "config", name, value)
    write(folder, {".gitattributes": "* merge=x diff=x\n", "f": "2\n"})
    submit(at)
    assert list(merged(at).values()) == ["merged"]
    assign(at)
    assert not (tmp_path / "run").exists()

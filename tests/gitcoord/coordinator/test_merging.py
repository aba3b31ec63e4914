"""An epic's branches: each told exactly once, in an order that works, and history has it."""

from pathlib import Path
from typing import Any

import pytest

from gitcoord.coordinator import Coordination, merge_all_for_epic, merge_status
from gitcoord.coordinator.bases import publish
from gitcoord.coordinator.errors import UnknownEpic
from gitcoord.errors import InvalidValue
from gitcoord.git.errors import CheckedOut
from gitcoord.models import PendingMerge
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
from tests.gitcoord.git.repositories import branch, git, graft, write

pytestmark = pytest.mark.django_db


@pytest.fixture
def at(tmp_path: Path) -> Coordination:
    return coordination(tmp_path, {"A": "a\n" * 9, "B": "b\n", "data": b"\0\1"})


def test_branches_that_overlap_are_all_told(at: Coordination) -> None:
    """G-6: A~B, C: the result contained only C."""
    names = [
        work(at, files, f"agent-{n}", n).branch
        for n, files in enumerate([{"A": "1\n", "x": ""}, {"A": "2\n", "y": ""}, {"C": ""}])
    ]
    assert merged(at) == {names[0]: "merged", names[1]: "conflict", names[2]: "merged"}
    assert history(at) == [
        (names[0], "merged"), (names[1], "conflict"), (names[2], "merged")
    ]  # fmt: skip


def test_the_smaller_one_goes_first(at: Coordination) -> None:
    """G-7: the one with more files did. G-18: the list was returned in reverse."""
    both = work(at, {"A": "1\n" + "a\n" * 9, "B": "1\n"}, "ana", 1).branch
    one = work(at, {"A": "a\n" * 9 + "2\n"}, "ben", 2).branch
    assert list(merged(at)) == [one, both]
    assert base_files(at)["A"] == ("1\n" + "a\n" * 9 + "2\n").rstrip("\n")


def test_a_merge_is_told_with_its_commit_and_whose_it_is(at: Coordination) -> None:
    """G-1, G-10: nothing could be merged without a remote."""
    submitted = work(at, {"new": "x"}, "ana", 7)
    [result] = merge_all_for_epic(EPIC, at=at).results
    assert (result.status, result.agent_id, result.task_id) == ("merged", "ana", "7")
    assert result.commit == at.repository.tip("main")
    row = at.history.get()
    assert (row.branch, row.merge_commit) == (submitted.branch, result.commit)
    assert (row.agent_id, row.task_id, row.correlation_id) == ("ana", "7", EPIC)
    assert row.details == {"commit": submitted.commit}
    message = git(at.repository.path, "log", "-1", "--format=%B", "main").splitlines()
    assert message == [
        f"Merge branch '{submitted.branch}'",
        "",
        "Agent: ana",
        "Task: 7",
        f"Epic: {EPIC}",
    ]


def test_nothing_is_left_of_a_merged_branch(at: Coordination) -> None:
    """G-18: branches and workspaces were never removed."""
    submitted = work(at, {"new": "x"})
    assert merge_all_for_epic(EPIC, at=at).left == ()
    assert at.repository.branches().keys() == {"main"}
    assert not submitted.task.workspace.exists()
    assert not at.sessions.exists()
    assert not at.pending.exists()
    assert merge_status(EPIC, at=at).count == 0


def test_a_conflict_waits_with_its_files_and_the_others_go_on(at: Coordination) -> None:
    """G-9: the files were asked for when they were gone."""
    first = work(at, {"A": "1\n", "ü \n": "1"}, "ana", 1).branch
    second = work(at, {"A": "2\n", "ü \n": "2"}, "ben", 2)
    third = work(at, {"C": "3"}, "cy", 3).branch
    results = {each.branch: each for each in merge_all_for_epic(EPIC, at=at).results}
    assert results[str(second.branch)].files == ("A", "ü \n")
    assert [results[str(name)].status for name in (first, third)] == ["merged", "merged"]
    assert at.pending.get().branch == second.branch
    assert at.sessions.get().branch == second.branch
    row = at.history.get(status="conflict")
    assert row.details == {"commit": second.commit, "files": ["A", "ü \n"]}
    # Mended by its agent, who merges the base, it goes through.
    folder = second.task.workspace
    git(folder, "merge", "-q", "-X", "ours", "main")
    assert submit(at, "ben").clashes == ()
    assert merged(at) == {second.branch: "merged"}
    assert base_files(at)["A"] == "2"


def test_binary_files_and_links_to_elsewhere_conflict(at: Coordination) -> None:
    work(at, {"data": b"\0\2"}, "ana", 1)
    binary = work(at, {"data": b"\0\3"}, "ben", 2).branch
    for agent, commit in (("cy", "1" * 40), ("di", "2" * 40)):
        folder = assign(at, agent, 3).workspace
        git(folder, "update-index", "--add", "--cacheinfo", f"160000,{commit},module")
        git(folder, "commit", "-q", "-m", "A submodule")
        (folder / "module").mkdir()
        submit(at, agent)
    results = merge_all_for_epic(EPIC, at=at).results
    files = {each.branch: each.files for each in results if each.status != "merged"}
    assert files[str(binary)] == ("data",)
    assert sorted(files.values()) == [("data",), ("module",)]


def test_a_file_that_was_moved_is_changed_where_it_went(at: Coordination) -> None:
    work(at, {"A": None, "moved": "a\n" * 9}, "ana", 1)
    work(at, {"A": "a\n" * 9 + "more\n"}, "ben", 2)
    assert list(merged(at).values()) == ["merged", "merged"]
    assert base_files(at)["moved"].endswith("more")


def test_what_the_base_did_is_not_the_branchs(at: Coordination) -> None:
    """G-15"""
    mine = work(at, {"x": "1", "y": "1"}, "ana", 1).branch
    branch(at.repository, "main", {"B": "moved on\n"})
    less = work(at, {"y": "1"}, "ben", 2).branch
    assert list(merged(at)) == [less, mine]
    assert base_files(at).keys() == {"A", "B", "data", "x", "y"}


def test_only_the_epics_branches_are_merged(at: Coordination) -> None:
    work(at, {"a": ""}, "ana", 1)
    other = work(at, {"b": ""}, "ben", 2, correlation_id="other").branch
    assert len(merged(at)) == 1
    assert at.pending.get().branch == other
    with pytest.raises(UnknownEpic, match=r"no epic 'nothing'.*Epics that wait: 'other'"):
        merged(at, "nothing")
    with pytest.raises(InvalidValue):
        merged(at, "")


def test_a_branch_that_was_deleted_is_an_error(at: Coordination) -> None:
    submitted = work(at, {"a": ""})
    git(at.repository.path, "worktree", "remove", "--force", str(submitted.task.workspace))
    git(at.repository.path, "branch", "-q", "-D", str(submitted.branch))
    at.pending.upsert("never/was", agent_id="x", correlation_id=EPIC)
    results = merge_all_for_epic(EPIC, at=at).results
    reasons = {each.branch: each.reason for each in results}
    assert "git_status --repair" in reasons[str(submitted.branch)]
    assert "no branch 'never/was'" in reasons["never/was"]
    assert {status for _, status in history(at)} == {"error"}
    assert at.pending.count() == 2


@pytest.mark.parametrize("meta", [{"commit": "; rm -rf"}, {"commit": 7}, {"commit": "f" * 40}])
def test_a_row_may_say_anything(at: Coordination, meta: dict[str, object]) -> None:
    branch(at.repository, "x", {"a": "1"})
    good = work(at, {"b": "1"})
    at.pending.upsert("x", agent_id="old", correlation_id=EPIC, meta=meta)
    expected = "error" if meta["commit"] == "f" * 40 else "merged"
    assert merged(at) == {"x": expected, good.branch: "merged"}


def test_what_no_folder_can_hold_is_an_error_and_the_others_go_on(at: Coordination) -> None:
    """Once it was merged, nobody could be assigned anything any more."""
    bad = graft(at.repository, {"d/.git/x": b"x"})
    at.pending.upsert("bad", agent_id="x", correlation_id=EPIC, meta={"commit": bad})
    at.repository.create_branch("bad", bad)
    good = work(at, {"fine": "x"}).branch
    results = {each.branch: each for each in merge_all_for_epic(EPIC, at=at).results}
    assert (results["bad"].status, results[str(good)].status) == ("error", "merged")
    assert "'d/.git/x'" in results["bad"].reason
    assert (assign(at, "ben", 2).workspace / "fine").exists()


def test_a_branch_of_the_application_of_old_is_merged_and_kept(at: Coordination) -> None:
    branch(at.repository, "x", {"a": "1"})
    PendingMerge.objects.create(branch="x", agent_id="old", correlation_id=EPIC, meta=None)
    assert merged(at) == {"x": "merged"}
    assert "x" in at.repository.branches()


@pytest.mark.parametrize("committed", [False, True])
def test_work_that_was_not_handed_in_is_not_lost(at: Coordination, committed: bool) -> None:
    """G-18: the session went with a branch that the agent still worked on."""
    submitted = work(at, {"a": "1"})
    folder = submitted.task.workspace
    write(folder, {"b": "1"})
    if committed:
        git(folder, "add", "b")
        git(folder, "commit", "-q", "-m", "More")
    result = merge_all_for_epic(EPIC, at=at)
    assert [each.status for each in result.results] == ["merged"]
    assert [each.branch for each in result.left] == [submitted.branch]
    assert base_files(at).keys().isdisjoint({"b"})
    assert at.sessions.get().branch == submitted.branch
    submit(at)
    assert list(merged(at).values()) == ["merged"]
    assert base_files(at)["b"] == "1"
    assert at.repository.branches().keys() == {"main"}


def test_a_base_that_is_checked_out_is_not_moved(at: Coordination, tmp_path: Path) -> None:
    work(at, {"a": "1"})
    git(at.repository.path, "worktree", "add", "-q", str(tmp_path / "mine"), "main")
    with pytest.raises(CheckedOut):
        merged(at)
    assert at.pending.count() == 1
    assert history(at) == []


def test_they_are_recorded_together_or_not_at_all(at: Coordination) -> None:
    for n in range(3):
        work(at, {f"f{n}": ""}, "ana", n)
    assert list(merged(at).values()) == ["merged"] * 3
    assert at.history.values("inserted_at").distinct().count() == 1


def test_a_base_that_moves_meanwhile_is_merged_into_again(
    at: Coordination, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The order is carried out again on what is there then."""
    fine = work(at, {"new": "x"}, "ana", 1).branch
    clash = work(at, {"A": "mine\n"}, "ben", 2).branch
    moved: list[str] = []

    def late(*arguments: Any) -> None:
        if not moved:
            moved.append(branch(at.repository, "main", {"A": "theirs\n"}))
        publish(*arguments)

    monkeypatch.setattr("gitcoord.coordinator.merging.publish", late)
    assert merged(at) == {fine: "merged", clash: "conflict"}
    assert base_files(at)["A"] == "theirs"
    assert git(at.repository.path, "rev-parse", "main^1") == moved[0]
    assert len(history(at)) == 2

"""Two coordinators on two machines, with one database and one remote."""

from dataclasses import replace
from pathlib import Path

import pytest

from gitcoord.coordinator import Coordination, merge_all_for_epic
from gitcoord.coordinator.bases import publish
from gitcoord.git.errors import GitFailed, RemoteMoved
from gitcoord.git.remote import Remote
from tests.gitcoord.coordinator.world import (
    EPIC,
    assign,
    base_files,
    history,
    merged,
    submit,
    work,
)
from tests.gitcoord.git.repositories import branch, git, write

pytestmark = pytest.mark.django_db

# Where merges are ready, and others may be faster.
PUBLISH = "gitcoord.coordinator.merging.publish"


def branches(remote: Path) -> set[str]:
    return set(git(remote, "for-each-ref", "--format=%(refname:short)", "refs/heads").split())


def push(folder: Path, remote: Path, files: dict[str, str]) -> str:
    """Somebody else's commit on the base."""
    if not (folder / "else").exists():
        git(folder, "clone", "-q", str(remote), "else")
    git(folder / "else", "pull", "-q")
    write(folder / "else", files)
    git(folder / "else", "add", "--all")
    git(folder / "else", "commit", "-q", "-m", "Somebody else's")
    git(folder / "else", "push", "-q")
    return git(folder / "else", "rev-parse", "HEAD")


def test_work_of_both_is_merged_by_either(
    one: Coordination, two: Coordination, remote: Path
) -> None:
    """G-10: a branch existed in the agent's clone alone."""
    first = work(one, {"a": "1"}, "ana", 1)
    second = work(two, {"b": "1"}, "ben", 2)
    assert branches(remote) == {"main", first.branch, second.branch}
    assert set(merged(one).values()) == {"merged"}
    assert git(remote, "rev-parse", "main") == one.repository.tip("main")
    assert base_files(one).keys() == {"README", "a", "b"}
    assert branches(remote) == {"main"}
    # What is left on the other machine goes with its next merge.
    assert second.task.workspace.exists()
    assert merged(two) == {}
    assert two.repository.branches() == {"main": one.repository.tip("main")}
    assert not second.task.workspace.exists()


def test_conflicts_with_work_of_the_other_machine_are_told_at_once(
    one: Coordination, two: Coordination
) -> None:
    first = work(one, {"README": "one\n"}, "ana", 1)
    assert [each.branch for each in work(two, {"README": "two\n"}, "ben", 2).clashes] == [
        first.branch
    ]


def test_a_task_begins_from_what_others_have_pushed(
    one: Coordination, remote: Path, tmp_path: Path
) -> None:
    push(tmp_path, remote, {"theirs": "x"})
    assert (assign(one).workspace / "theirs").exists()
    push(tmp_path, remote, {"theirs": "y"})
    assert (assign(one, "ben", 2).workspace / "theirs").read_text() == "y"


def test_a_task_goes_on_where_it_was_submitted_elsewhere(
    one: Coordination, two: Coordination
) -> None:
    work(one, {"a": "1"})
    folder = assign(two).workspace
    assert (folder / "a").exists()
    write(folder, {"b": "1"})
    submit(two)
    assert list(merged(one).values()) == ["merged"]
    assert base_files(one).keys() == {"README", "a", "b"}


def test_a_base_that_moves_meanwhile_is_merged_into_again(
    one: Coordination, remote: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Push with lease, fetch again, try again."""
    work(one, {"a": "1"}, "ana", 1)
    clash = work(one, {"README": "mine\n"}, "ben", 2).branch
    moved = [{"theirs": "1"}, {"README": "theirs\n"}]

    def late(*arguments: object) -> None:
        if moved:
            push(tmp_path, remote, moved.pop(0))
        publish(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(PUBLISH, late)
    found = merged(one)
    assert sorted(found.values()) == ["conflict", "merged"]
    assert found[str(clash)] == "conflict"  # with what came meanwhile
    assert base_files(one) == {"README": "theirs", "a": "1", "theirs": "1"}
    assert len(history(one)) == 2


def test_a_base_that_keeps_moving_is_given_up(
    one: Coordination, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = work(one, {"a": "1"}).branch

    def moved(*_: object) -> None:
        raise RemoteMoved(["main"])

    monkeypatch.setattr(PUBLISH, moved)
    monkeypatch.setattr("gitcoord.coordinator.merging.TRIES", 3)
    [result] = merge_all_for_epic(EPIC, at=one).results
    assert (result.branch, result.status) == (name, "error")
    assert "3 times" in result.reason
    monkeypatch.undo()
    assert merged(one) == {name: "merged"}


def test_two_mergers_without_the_lock_lose_nothing(
    one: Coordination, two: Coordination, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A connection may end, and the lock with it: nothing rests on that alone."""
    names = {work(one, {"a": "1"}, "ana", 1).branch, work(two, {"b": "1"}, "ben", 2).branch}
    told: list[dict[str, str]] = []

    def overtaken(*arguments: object) -> None:
        if not told:
            told.append({})
            told[0] = merged(two)
        publish(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(PUBLISH, overtaken)
    assert merged(one) == told[0] == dict.fromkeys(told[0], "merged")
    assert set(told[0]) == names
    assert sorted(history(one)) == sorted((name, "merged") for name in names)
    merges = git(one.repository.path, "rev-list", "--count", "--merges", "main")
    assert merges == "2"


def test_a_push_that_fails_is_told_of_each_branch(one: Coordination, remote: Path) -> None:
    """G-18: it was ignored, and the history said merged."""
    name = work(one, {"a": "1"}).branch
    hook = remote / "hooks/pre-receive"
    write(remote, {"hooks/pre-receive": "#!/bin/sh\necho closed >&2; exit 1\n"})
    hook.chmod(0o755)
    [result] = merge_all_for_epic(EPIC, at=one).results
    assert (result.branch, result.status) == (name, "error")
    assert "closed" in result.reason
    assert history(one) == [(name, "error")]
    assert "a" not in base_files(one)
    hook.unlink()
    assert merged(one) == {name: "merged"}


def test_work_that_cannot_be_pushed_is_not_queued(one: Coordination, remote: Path) -> None:
    assigned = assign(one)
    write(assigned.workspace, {"a": "1"})
    broken = replace(one, remote=Remote(one.repository, str(remote.parent / "nowhere")))
    with pytest.raises(GitFailed):
        submit(broken)
    assert not one.pending.exists()
    assert submit(one).status == "queued"


def test_a_push_of_work_that_fails_is_in_the_history(one: Coordination, remote: Path) -> None:
    write(assign(one).workspace, {"a": "1"})
    write(remote, {"hooks/pre-receive": "#!/bin/sh\nexit 1\n"})
    (remote / "hooks/pre-receive").chmod(0o755)
    with pytest.raises(GitFailed):
        submit(one)
    assert one.history.get().details["while"] == "push"
    assert not one.pending.exists()


def test_a_branch_that_somebody_pushed_to_is_not_pushed_over(
    one: Coordination, remote: Path
) -> None:
    submitted = work(one, {"a": "1"})
    theirs = branch(one.repository, "theirs", {"fix": "x"}, start=submitted.commit)
    git(remote, "fetch", "-q", str(one.repository.path), "theirs")
    git(remote, "update-ref", f"refs/heads/{submitted.branch}", theirs)
    write(submitted.task.workspace, {"b": "1"})
    with pytest.raises(RemoteMoved):
        submit(one)
    assert git(remote, "rev-parse", str(submitted.branch)) == theirs


def test_a_branch_that_its_agent_rewrote_is(one: Coordination) -> None:
    folder = work(one, {"a": "1"}).task.workspace
    git(folder, "commit", "-q", "--amend", "-m", "Better")
    assert submit(one).status == "queued"
    assert list(merged(one).values()) == ["merged"]


def test_a_merged_branch_that_somebody_is_on_stays_at_the_remote_too(
    one: Coordination, remote: Path, tmp_path: Path
) -> None:
    submitted = work(one, {"a": "1"})
    name = str(submitted.branch)
    git(submitted.task.workspace, "checkout", "-q", "--detach")
    git(one.repository.path, "worktree", "add", "-q", str(tmp_path / "mine"), name)
    [left] = merge_all_for_epic(EPIC, at=one).left
    assert left.branch == name
    assert branches(remote) == {"main", name}
    git(tmp_path / "mine", "checkout", "-q", "--detach")
    merged(one)
    assert branches(remote) == {"main"}

"""Two repositories that share the tables: neither takes the other's rows for its own."""

from pathlib import Path

import pytest

from gitcoord.coordinator import Coordination, git_status, merge_all_for_epic
from gitcoord.coordinator.errors import OfAnotherRepository
from gitcoord.coordinator.origins import elsewhere
from tests.gitcoord.coordinator.world import (
    EPIC,
    assign,
    bare,
    coordination,
    machine,
    merged,
    submit,
    work,
)
from tests.gitcoord.git.repositories import repository, write

pytestmark = pytest.mark.django_db


@pytest.fixture
def one(tmp_path: Path) -> Coordination:
    return coordination(tmp_path / "one")


@pytest.fixture
def two(tmp_path: Path) -> Coordination:
    return coordination(tmp_path / "two")


def test_what_waits_in_the_other_is_no_difference(one: Coordination, two: Coordination) -> None:
    """The advice was to delete the pending merge."""
    submitted = work(one, {"a": "1"})
    status = git_status(repair=True, at=two)
    assert (status.differences, status.mended) == ((), ())
    assert status.elsewhere == ("ana", submitted.branch)
    assert git_status(at=one).elsewhere == ()
    assert merged(one) == {submitted.branch: "merged"}


def test_what_waits_in_the_other_is_merged_there(one: Coordination, two: Coordination) -> None:
    work(one, {"a": "1"})
    [result] = merge_all_for_epic(EPIC, at=two).results
    assert (result.status, result.reason) == (
        "error", "it was handed in to another repository; merge it there"
    )  # fmt: skip
    assert one.pending.exists()


def test_a_session_in_the_other_is_not_written_over(one: Coordination, two: Coordination) -> None:
    """The other forgot where its agent was at work."""
    assigned = assign(one)
    with pytest.raises(OfAnotherRepository, match=r"'ana on feature.*git_agent_sessions"):
        assign(two)
    assert one.sessions.get().branch == assigned.branch
    assert two.repository.branches().keys() == {"main"}


def test_nor_is_what_waits_there(one: Coordination, two: Coordination) -> None:
    submitted = work(one, {"a": "1"})
    one.sessions.all().delete()
    write(assign(two).workspace, {"b": "1"})
    with pytest.raises(OfAnotherRepository, match="git_pending_merges"):
        submit(two)
    assert one.pending.get().meta["commit"] == submitted.commit


def test_clearing_up_leaves_the_sessions_of_the_other(one: Coordination, two: Coordination) -> None:
    submitted = work(one, {"a": "1"})
    write(submitted.task.workspace, {"b": "1"})
    merged(one)
    work(two, {"a": "1"}, "ben", correlation_id="other")
    merged(two, "other")
    assert one.sessions.get().branch == submitted.branch


def test_machines_with_one_remote_have_one_repository(tmp_path: Path) -> None:
    remote = bare(tmp_path)
    first, second = (machine(tmp_path / name, remote) for name in ("first", "second"))
    second.repository.begin()  # one of its own, before it knew the remote's
    work(second, {"a": "1"})
    assert git_status(at=first).elsewhere == ()
    assert list(merged(first).values()) == ["merged"]


def test_rows_that_say_nothing_are_ours(one: Coordination) -> None:
    one.pending.upsert("x", agent_id="old")
    one.pending.upsert("y", agent_id="old", meta={"origin": ["z"]})
    assert elsewhere(one, one.pending) == []


def test_repositories_that_begin_together_are_told_apart(tmp_path: Path) -> None:
    made = [repository(tmp_path / name) for name in ("one", "two")]
    assert made[0].root("main") != made[1].root("main")

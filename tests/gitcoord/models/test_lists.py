"""Lists in an order that is the same every time, and deletions that say how many."""

import datetime

import pytest
from django.db import models

from gitcoord.errors import InvalidValue
from gitcoord.models import GitAgentSession, MergeHistory, PendingMerge

pytestmark = pytest.mark.django_db

HOUR = datetime.timedelta(hours=1)


def put_back(rows: models.QuerySet, hours: float) -> None:
    then = datetime.datetime.now(datetime.UTC) - hours * HOUR
    rows.update(inserted_at=then, updated_at=then)


def test_a_session_is_removed_and_counted() -> None:
    GitAgentSession.objects.upsert("a", workspace_path="/w")
    assert GitAgentSession.objects.remove("a") == 1
    assert GitAgentSession.objects.remove("a") == 0


def test_a_session_that_has_moved_to_another_branch_stays() -> None:
    """G-18: merging a branch deleted the session of an agent at work on the next one."""
    sessions = GitAgentSession.objects
    sessions.upsert("a", workspace_path="/w", branch="second")
    assert sessions.on_branch("first").remove("a") == 0
    assert sessions.on_branch(None).remove("a") == 0
    assert sessions.on_branch("second").remove("a") == 1


def test_pending_merges_are_removed_by_branch() -> None:
    PendingMerge.objects.upsert("b", agent_id="a")
    assert PendingMerge.objects.remove("other") == 0
    assert PendingMerge.objects.remove("b") == 1


def test_branches_of_a_correlation_come_in_the_order_they_were_handed_in() -> None:
    pending = PendingMerge.objects
    for branch in ("z", "a", "m"):
        pending.upsert(branch, agent_id="x", correlation_id=9)
    pending.upsert("other", agent_id="x", correlation_id=10)
    put_back(pending.filter(branch="m"), 1)
    pending.upsert("z", agent_id="x", correlation_id=9)  # handed in again: as old as before
    assert [row.branch for row in pending.for_correlation("9")] == ["m", "z", "a"]
    assert [row.branch for row in pending.of_agent("x")] == ["m", "z", "a", "other"]


def test_sessions_of_a_correlation_come_by_agent() -> None:
    for agent in ("b", "a", "c"):
        GitAgentSession.objects.upsert(agent, workspace_path="/w", correlation_id="e")
    assert [s.agent_id for s in GitAgentSession.objects.for_correlation("e")] == ["a", "b", "c"]
    assert [s.agent_id for s in GitAgentSession.objects.on_branch(None)] == ["a", "b", "c"]


def test_history_of_a_correlation_comes_as_it_happened_and_of_a_branch_latest_first() -> None:
    history = MergeHistory.objects
    for status in ("conflict", "error", "merged"):
        history.log("b", status=status, agent_id=1, correlation_id="e")
    forward = ["conflict", "error", "merged"]
    assert [row.status for row in history.for_correlation("e")] == forward
    assert [row.status for row in history.of_branch("b")] == forward[::-1]
    assert [row.status for row in history.of_agent(1)] == forward[::-1]


@pytest.mark.parametrize("model", [GitAgentSession, PendingMerge, MergeHistory])
def test_no_correlation_is_none_to_ask_for(model: type[PendingMerge]) -> None:
    """G-17: where nobody set one, everything without one would be merged together."""
    with pytest.raises(InvalidValue, match="correlation_id"):
        model.objects.for_correlation(None)  # type: ignore[arg-type]


def test_old_rows_come_oldest_first_by_the_clock_of_the_database() -> None:
    for name, hours in (("young", 1), ("old", 3), ("oldest", 30)):
        GitAgentSession.objects.upsert(name, workspace_path="/w")
        PendingMerge.objects.upsert(name, agent_id="a")
        MergeHistory.objects.log(name)
        put_back(GitAgentSession.objects.filter(agent_id=name), hours)
        put_back(PendingMerge.objects.filter(branch=name), hours)
        put_back(MergeHistory.objects.filter(branch=name), hours)
    stale = [row.agent_id for row in GitAgentSession.objects.older_than(2 * HOUR)]
    waiting = [row.branch for row in PendingMerge.objects.older_than(2 * HOUR)]
    merged = [row.branch for row in MergeHistory.objects.older_than(2 * HOUR)]
    assert stale == waiting == merged == ["oldest", "old"]


def test_an_agent_with_a_new_task_is_young_again() -> None:
    GitAgentSession.objects.upsert("a", workspace_path="/w")
    put_back(GitAgentSession.objects.all(), 30)
    GitAgentSession.objects.upsert("a", workspace_path="/w")
    assert not GitAgentSession.objects.older_than(HOUR)

"""Merges written into the history, and what was merged taken from what waits."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db import transaction

from alignment.narration import step
from gitcoord.coordinator.configuration import Coordination
from gitcoord.coordinator.results import BranchResult
from gitcoord.coordinator.submitted import commit_of
from gitcoord.git.merging import Outcome
from gitcoord.models import PendingMerge


@dataclass(frozen=True)
class Merges:
    """Merges that were made, before anybody knows of them.

    Attributes:
        tip: what the base is to be on.
        outcomes: of all branches, in the order of merging.
        commits: that were handed in, by branch.
    """

    tip: str
    outcomes: tuple[Outcome, ...]
    commits: Mapping[str, str]

    def failed(self, reason: str) -> Merges:
        """These, when the base could not be moved."""
        return replace(
            self,
            outcomes=tuple(
                Outcome(each.branch, "error", reason=reason) if each.status == "merged" else each
                for each in self.outcomes
            ),
        )


def record(at: Coordination, rows: Sequence[PendingMerge], merges: Merges) -> list[BranchResult]:
    """Write the history, and take from what waits that which was merged; all or nothing."""
    read = {row.branch: row for row in rows}
    results = [_result(read[each.branch], each) for each in merges.outcomes]
    with step("Record the merges"), transaction.atomic(using=at.using):
        # Locked in one order by everybody, and as they are now: an agent may have submitted again.
        waiting = at.pending.select_for_update().filter(pk__in=[row.pk for row in rows])
        now = {row.branch: row for row in waiting.order_by("pk")}
        done = []
        for result in results:
            if result.branch in now:
                _log(at, now[result.branch], result, merges.commits.get(result.branch))
                if result.status == "merged" and _same(now[result.branch], read[result.branch]):
                    done.append(now[result.branch].pk)
        at.pending.filter(pk__in=done).delete()
    return results


def _result(row: PendingMerge, outcome: Outcome) -> BranchResult:
    return BranchResult(
        row.branch,
        outcome.status,
        row.agent_id,
        row.task_id,
        row.pr_number,
        outcome.commit,
        outcome.files,
        outcome.reason.replace("\0", ""),
    )


def _log(at: Coordination, row: PendingMerge, result: BranchResult, commit: str | None) -> None:
    details: dict[str, Any] = {"commit": commit, "pr_number": row.pr_number}
    details |= {"files": list(result.files)} if result.status == "conflict" else {}
    details |= {"reason": result.reason} if result.reason else {}
    at.history.log(
        row.branch,
        status=result.status,
        agent_id=row.agent_id,
        task_id=row.task_id,
        correlation_id=row.correlation_id,
        merge_commit=result.commit,
        details={name: value for name, value in details.items() if value is not None},
    )


def _same(now: PendingMerge, read: PendingMerge) -> bool:
    """Whether what waits is still what was merged."""
    return commit_of(now) == commit_of(read)

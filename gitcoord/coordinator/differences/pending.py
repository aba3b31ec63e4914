"""What waits to be merged, and is merged already or not there any more."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from gitcoord.coordinator.configuration import Coordination
from gitcoord.coordinator.differences.difference import Difference, NotMended, difference
from gitcoord.coordinator.differences.view import View
from gitcoord.coordinator.merging import merge_rows
from gitcoord.coordinator.tidying import tidy
from gitcoord.models import PendingMerge


def differences(at: Coordination, view: View) -> Iterator[Difference]:
    for row in view.our_pending:
        commit = view.handed_in.commits.get(row.branch)
        if view.is_merged(commit):
            why = "it waits to be merged, and is in the base already"
            remedy = "A repair records it as merged."
            yield difference("C01", row.branch, why, remedy, partial(_record, at, row))
        elif row.branch in view.handed_in.gone:
            yield _gone(at, row.branch, commit)


def _gone(at: Coordination, branch: str, commit: str | None) -> Difference:
    why = "it waits to be merged, and the branch is gone"
    if commit is None:
        remedy = (
            "Nothing of it is to be had here. Unless another repository has it, assign the task "
            "again, or delete the pending merge."
        )
        return difference("C02", branch, why, remedy)
    remedy = f"A repair makes the branch again, on {commit}, which was handed in."
    return difference("C02", branch, why, remedy, partial(_make_branch, at, branch, commit))


def _record(at: Coordination, row: PendingMerge) -> str:
    [result] = merge_rows(at, [row])
    if result.status != "merged":
        raise NotMended(result.reason or ", ".join(result.files))
    tidy(at)
    return f"Recorded {row.branch} as merged: {result.commit}"


def _make_branch(at: Coordination, branch: str, commit: str) -> str:
    at.repository.create_branch(branch, commit)
    return f"Made {branch} again on {commit}"

"""Branches that wait, merged into the base: all that belong together, in the order that works."""

from __future__ import annotations

import random
import time
from collections.abc import Mapping, Sequence
from dataclasses import replace

from alignment.narration import step
from gitcoord.coordinator.bases import Base, base_of, publish
from gitcoord.coordinator.configuration import Coordination, coordination
from gitcoord.coordinator.errors import BaseKeepsMoving, UnknownEpic
from gitcoord.coordinator.origins import elsewhere
from gitcoord.coordinator.recording import Merges, record
from gitcoord.coordinator.results import BranchResult, EpicMerge, Waiting
from gitcoord.coordinator.submitted import Submitted, commit_of, submitted
from gitcoord.coordinator.tasks import earlier_of
from gitcoord.coordinator.tidying import tidy
from gitcoord.git.changes import Changes, changes
from gitcoord.git.checkouts import refuse_checked_out
from gitcoord.git.errors import GitFailed, NoSuchBranch, RemoteMoved, StaleBranch
from gitcoord.git.merging import Outcome, Work, merge_in_order
from gitcoord.git.repository import Repository
from gitcoord.models import PendingMerge
from gitcoord.order import Candidate, merge_order
from gitcoord.values import Identifier, text

# How often merges are made again because somebody else has moved the base.
TRIES = 10

# Seconds between two of them, up to.
_PAUSE = 0.5


def merge_status(correlation_id: Identifier, *, at: Coordination | None = None) -> Waiting:
    """Which branches of an epic wait to be merged.

    Raises:
        CoordinationDisabled: it is not turned on.
    """
    at = at or coordination()
    epic = text("correlation_id", correlation_id)
    names = at.pending.for_correlation(epic).values_list("branch", flat=True)
    return Waiting(epic, tuple(names))


def merge_all_for_epic(correlation_id: Identifier, *, at: Coordination | None = None) -> EpicMerge:
    """Merge an epic's branches into the base, those that can be, and tell of each what became.

    A branch in conflict waits on, and the others go on without it. Whatever was interrupted is
    completed by doing it again: nothing is merged twice, nothing forgotten.

    Raises:
        CoordinationDisabled: it is not turned on.
        UnknownEpic: nobody works for it, nothing of it waits or was merged.
        SomebodyAtWork: another merger was at work for too long.
        CheckedOut: the base is checked out somewhere.
        GitFailed: the remote is not to be had at all.
        BaseDiverged: the base is another one there.
    """
    at = at or coordination()
    epic = text("correlation_id", correlation_id)
    with at.merging_alone():
        rows = list(at.pending.for_correlation(epic))
        if not (rows or _is_known(at, epic)):
            waiting = at.pending.exclude(correlation_id=None).order_by("correlation_id")
            names = waiting.values_list("correlation_id", flat=True).distinct()
            raise UnknownEpic(epic, [str(name) for name in names])
        results = merge_rows(at, rows)
        left = tidy(at)
    return EpicMerge(epic, tuple(results), tuple(left))


def _is_known(at: Coordination, epic: str) -> bool:
    """Whether somebody works for an epic, or did."""
    if at.history.for_correlation(epic).exists() or at.sessions.for_correlation(epic).exists():
        return True
    earlier = (task for session in at.sessions.all() for task in earlier_of(session).values())
    return any(task.get("correlation_id") == epic for task in earlier)


def merge_rows(at: Coordination, rows: Sequence[PendingMerge]) -> list[BranchResult]:
    """Merge what waits; by whoever merges alone. It is in the history then.

    Raises:
        CheckedOut, GitFailed, BaseDiverged: as `merge_all_for_epic` says.
    """
    refuse_checked_out(at.repository, at.repository.base)
    for attempt in range(TRIES):
        base = base_of(at)
        merges = _merged(at, base, rows)
        try:
            publish(at, base, merges.tip)
        except (RemoteMoved, StaleBranch):
            time.sleep(random.uniform(0, _PAUSE) * attempt / TRIES)
        except GitFailed as error:
            return record(at, rows, merges.failed(str(error)))
        else:
            return record(at, rows, merges)
    return record(at, rows, merges.failed(str(BaseKeepsMoving(at.repository.base, TRIES))))


def _merged(at: Coordination, base: Base, rows: Sequence[PendingMerge]) -> Merges:
    found = submitted(at, rows)
    known = changes(at.repository, base.commit, set(found.commits.values()))
    faults = _faults(at, rows, found, known)
    by_name = {row.branch: row for row in rows}
    order = merge_order([_candidate(row, found.commits.get(row.branch), known) for row in rows])
    works = [
        Work(each.branch, found.commits[each.branch], _message(by_name[each.branch]))
        for each in order
        if each.branch not in faults
    ]
    with step("Merge the branches"):
        integration = merge_in_order(at.repository, base.commit, works, known)
    outcomes = faults | {outcome.branch: outcome for outcome in integration.outcomes}
    named = _named(at.repository, integration.tip, found.commits, outcomes)
    return Merges(integration.tip, tuple(named[each.branch] for each in order), found.commits)


def _candidate(row: PendingMerge, commit: str | None, known: Mapping[str, Changes]) -> Candidate:
    files = known[commit].files if commit else frozenset()
    return Candidate(row.branch, files, row.inserted_at)


def _faults(
    at: Coordination,
    rows: Sequence[PendingMerge],
    found: Submitted,
    known: Mapping[str, Changes],
) -> dict[str, Outcome]:
    """Branches that there is nothing to merge of.

    One that somebody has deleted is not merged behind their back, unless that has happened.
    """
    reasons = {}
    strange = {row.branch for row in elsewhere(at, rows)}
    for row in rows:
        commit = found.commits.get(row.branch)
        if row.branch in strange:
            reasons[row.branch] = "it was handed in to another repository; merge it there"
        elif commit is None:
            missing = commit_of(row)
            reasons[row.branch] = (
                f"commit {missing}, which was handed in, is not to be had"
                if missing
                else str(NoSuchBranch(row.branch, at.repository.path))
            )
        elif row.branch in found.gone and known[commit].commits:
            reasons[row.branch] = (
                f"the branch was deleted; `git_status --repair` makes it again on {commit}"
            )
    return {branch: Outcome(branch, "error", reason=reason) for branch, reason in reasons.items()}


def _named(
    repository: Repository,
    tip: str,
    commits: Mapping[str, str],
    outcomes: Mapping[str, Outcome],
) -> dict[str, Outcome]:
    """Outcomes in which what was merged before, as by a run that was interrupted, has its merge."""
    before = {
        outcome.branch
        for outcome in outcomes.values()
        if outcome.status == "merged" and outcome.commit == commits[outcome.branch]
    }
    if not before:
        return dict(outcomes)
    merges = _merges_in(repository, tip)
    return {
        branch: replace(outcome, commit=merges.get(commits[branch], outcome.commit))
        if branch in before
        else outcome
        for branch, outcome in outcomes.items()
    }


def _merges_in(repository: Repository, tip: str) -> dict[str, str]:
    """The merges on a base, by what each has brought."""
    said = repository.git("rev-list", "--first-parent", "--merges", "--parents", tip)
    lines = (line.split() for line in said.stdout.decode().splitlines())
    return {brought: merge for merge, _, *others in lines for brought in others}


def _message(row: PendingMerge) -> str:
    told = {"Agent": row.agent_id, "Task": row.task_id, "Epic": row.correlation_id}
    lines = [f"{name}: {' '.join(value.split())}" for name, value in told.items() if value]
    return "\n".join([f"Merge branch '{row.branch}'", "", *lines])

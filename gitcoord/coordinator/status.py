"""Who works where, what waits, and where tables and git say different things."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from alignment.findings import Finding
from alignment.narration import step
from alignment.page import Page, printable
from gitcoord.coordinator.configuration import Coordination, coordination
from gitcoord.coordinator.differences import FAILURES, Difference, differences
from gitcoord.coordinator.origins import elsewhere
from gitcoord.errors import listed
from gitcoord.models import GitAgentSession, MergeHistory, PendingMerge
from gitcoord.values import Identifier, text


@dataclass(frozen=True)
class Status:
    """How things are.

    Attributes:
        correlation_id: the epic that rows are told of; None for all.
        sessions, pending: rows as they are.
        history: rows of an epic's; none without one.
        elsewhere: rows of other repositories, by agent or branch, which are left alone.
        mended: what was done about differences.
        unmended: what could not be done, and why.
        differences: those that are there now.
    """

    correlation_id: str | None
    sessions: tuple[GitAgentSession, ...]
    pending: tuple[PendingMerge, ...]
    history: tuple[MergeHistory, ...]
    elsewhere: tuple[str, ...]
    mended: tuple[str, ...]
    unmended: tuple[str, ...]
    differences: tuple[Finding, ...]

    @property
    def findings(self) -> int:
        return len(self.differences)

    def as_json(self) -> dict[str, Any]:
        return {
            "correlation_id": self.correlation_id,
            "sessions": [
                _as_json(row, "agent_id", "branch", "workspace_path", "status", "correlation_id")
                for row in self.sessions
            ],
            "pending": [
                _as_json(row, "branch", "agent_id", "task_id", "correlation_id", "pr_number")
                for row in self.pending
            ],
            "history": [
                _as_json(row, "branch", "status", "agent_id", "task_id", "merge_commit", "details")
                for row in self.history
            ],
            "elsewhere": list(self.elsewhere),
            "mended": list(self.mended),
            "unmended": list(self.unmended),
            "differences": [each.as_json() for each in self.differences],
        }

    def tell(self, page: Page) -> None:
        page.heading(
            printable(f"Epic {self.correlation_id}" if self.correlation_id else "All epics")
        )
        _tell(page, "at work", ("agent", "branch", "task"), [
            (row.agent_id, row.branch or "none, by rules", (row.meta or {}).get("task_id"))
            for row in self.sessions
        ])  # fmt: skip
        _tell(page, "waiting to be merged", ("branch", "agent", "task", "epic"), [
            (row.branch, row.agent_id, row.task_id, row.correlation_id or "none, is not merged")
            for row in self.pending
        ])  # fmt: skip
        _tell(page, "in the history", ("branch", "what", "agent", "commit"), [
            (row.branch, row.status, row.agent_id, (row.merge_commit or "")[:12])
            for row in self.history
        ])  # fmt: skip
        if self.elsewhere:
            page.say(f"Of other repositories, and left alone: {listed(self.elsewhere)}.")
        for done in self.mended:
            page.claim(printable(done), holds=True)
        for reason in self.unmended:
            page.claim(printable(reason), holds=False)
        for each in self.differences:
            page.finding(_printable(each))
        if not self.differences:
            page.say("Tables and git say the same.")


def git_status(
    correlation_id: Identifier | None = None,
    *,
    repair: bool = False,
    at: Coordination | None = None,
) -> Status:
    """How things are, and where tables and git differ.

    Args:
        correlation_id: an epic to tell the rows of, with its history; differences are of all.
        repair: mend those where nothing is lost by it, while nobody merges.

    Raises:
        CoordinationDisabled: it is not turned on.
        SomebodyAtWork: for a repair, a merger was at work for too long.
    """
    at = at or coordination()
    epic = None if correlation_id is None else text("correlation_id", correlation_id)
    mended: list[str] = []
    unmended: list[str] = []
    if repair:
        with at.merging_alone():
            for each in differences(at):
                _mend(each, mended, unmended)
    with step("Compare tables and git"):
        found = tuple(each.finding for each in differences(at))
    sessions = at.sessions.for_correlation(epic) if epic else at.sessions.order_by("agent_id")
    pending = at.pending.for_correlation(epic) if epic else at.pending.order_by("inserted_at", "id")
    history = at.history.for_correlation(epic) if epic else at.history.none()
    return Status(
        epic,
        tuple(sessions),
        tuple(pending),
        tuple(history),
        _elsewhere(at, sessions, pending),
        tuple(mended),
        tuple(unmended),
        found,
    )


def _mend(difference: Difference, mended: list[str], unmended: list[str]) -> None:
    if difference.mend is None:
        return
    what = printable(difference.finding.what)
    with step(f"Mend {what}"):
        try:
            mended.append(difference.mend())
        except FAILURES as error:  # the others are mended all the same
            unmended.append(f"{what} stays: {error}")


def _elsewhere(
    at: Coordination, sessions: Iterable[GitAgentSession], pending: Iterable[PendingMerge]
) -> tuple[str, ...]:
    agents = [row.agent_id for row in elsewhere(at, sessions)]
    return (*agents, *(row.branch for row in elsewhere(at, pending)))


def _printable(found: Finding) -> Finding:
    return replace(
        found,
        what=printable(found.what),
        why=printable(found.why),
        remedy=printable(found.remedy),
    )


def _as_json(row: Any, *names: str) -> dict[str, Any]:
    return {name: getattr(row, name) for name in names}


def _tell(page: Page, title: str, columns: tuple[str, ...], rows: list[tuple[Any, ...]]) -> None:
    page.say(f"{len(rows):,} {title}" + (":" if rows else "."))
    if rows:
        page.table(columns, [[printable(cell) for cell in row] for row in rows])

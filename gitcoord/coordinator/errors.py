"""What can go wrong with coordination, said with the value and the remedy."""

from __future__ import annotations

from collections.abc import Sequence

from alignment.documents import shortened
from gitcoord.errors import GitCoordinationError, listed


class CoordinationDisabled(GitCoordinationError):
    """Git coordination is off, as it is unless somebody turns it on (behaviour 3.5)."""

    def __init__(self) -> None:
        super().__init__(
            "Git coordination is disabled. Set GIT_COORDINATOR_ENABLED=1 to enable it; "
            "docs/reference.md has the settings that go with it."
        )


class NothingAssigned(GitCoordinationError):
    """An agent hands something in and has no task, or not that one."""

    def __init__(self, agent_id: str) -> None:
        super().__init__(
            f"Agent {shortened(agent_id)} has no task and named no branch. Assign a task first, or "
            "name the branch that is handed in."
        )


class NotOwner(GitCoordinationError):
    """A branch of one agent's is handed in by another (behaviour 3.5)."""

    def __init__(self, agent_id: str, branch: str, owner: str | None) -> None:
        whose = f"agent {shortened(owner)}'s" if owner else "not its own"
        super().__init__(
            f"Agent {shortened(agent_id)} cannot hand in {shortened(branch)}, which is {whose}. "
            "Nothing was committed. `git_status` says who works on which branch."
        )


class UnknownEpic(GitCoordinationError):
    """An epic is to be merged that nobody works for, nothing waits of and no history has."""

    def __init__(self, correlation_id: str, waiting: Sequence[str]) -> None:
        those = f"Epics that wait: {listed(waiting)}." if waiting else "No epic waits."
        super().__init__(
            f"There is no epic {shortened(correlation_id)}: nothing was merged. {those}"
        )


class WorkNotHandedIn(GitCoordinationError):
    """Work of an earlier task lies where the next one is to be done (behaviour G-14)."""

    def __init__(self, path: object, files: Sequence[str]) -> None:
        what = listed(files) if files else "a commit"
        super().__init__(
            f"{str(path)!r} holds work that was not handed in: {what}. Nothing was assigned. "
            "Submit it, or remove it there."
        )


class OfAnotherRepository(GitCoordinationError):
    """A row would be written over that another repository with the same tables needs."""

    def __init__(self, row: str, table: str) -> None:
        super().__init__(
            f"{shortened(row)} stands in {table} for another repository, and there is one row for "
            "each agent and each branch. Nothing was changed. Have the work there merged first, or "
            "take another agent id here; if that repository is gone, delete the row."
        )


class NotMergeable(GitCoordinationError):
    """Work that could never be merged is handed in; it is told at once, and not queued."""

    def __init__(self, branch: str, fault: str) -> None:
        super().__init__(
            f"{shortened(branch)} cannot be merged: {fault}. It was committed, and not queued. "
            "Mend it in its folder and submit it again."
        )


class BaseDiverged(GitCoordinationError):
    """Our base has commits that the remote's has not, though the remote's is moved first."""

    def __init__(self, base: str, ours: str, theirs: str, *, ahead: bool) -> None:
        how, remedy = (
            ("which is behind it: it was taken back there, or moved on here by hand", "Push ours")
            if ahead
            else ("and neither contains the other", "Merge the two by hand and push")
        )
        super().__init__(
            f"{base!r} is on {ours} here and on {theirs} at the remote, {how}. Nothing was "
            f"changed. {remedy}, or take the remote's: git branch --force {base} {theirs}"
        )


class BaseKeepsMoving(GitCoordinationError):
    """Somebody else moved the base each time that merges were ready."""

    def __init__(self, base: str, tries: int) -> None:
        super().__init__(
            f"{base!r} was moved by somebody else {tries} times while merges into it were made. "
            "Nothing was merged; do the same again."
        )

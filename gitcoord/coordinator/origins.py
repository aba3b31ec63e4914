"""Whose rows are whose, where several repositories share the tables, which have no column for it.

A row says in its ``meta`` with which commit the history of its repository begins, and is another
one's if there is no such commit here. That holds on every machine, whatever its remote is called.
A row that says nothing, as one of the application of old, counts as ours.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, TypeVar

from gitcoord.coordinator.configuration import Coordination
from gitcoord.coordinator.errors import OfAnotherRepository
from gitcoord.coordinator.submitted import commit_of
from gitcoord.git.presence import present
from gitcoord.models import GitAgentSession, PendingMerge

Row = TypeVar("Row", GitAgentSession, PendingMerge)

ORIGIN = "origin"


def origin(at: Coordination, commit: str) -> dict[str, Any]:
    """What to add to a row's ``meta``.

    Args:
        commit: any of the base, or of what began from it.
    """
    return {ORIGIN: at.repository.root(commit)}


def origin_of(row: GitAgentSession | PendingMerge) -> dict[str, Any]:
    """What a row's ``meta`` says of it, to be kept."""
    found = (row.meta or {}).get(ORIGIN)
    return {ORIGIN: found} if found else {}


def elsewhere(at: Coordination, rows: Iterable[Row]) -> list[Row]:
    """Those of the rows that are another repository's."""
    told = [(row, begin) for row in rows if (begin := commit_of(row, ORIGIN))]
    here = present(at.repository, {begin for _, begin in told})
    return [row for row, begin in told if begin not in here]


def refuse_elsewhere(at: Coordination, row: Row | None) -> None:
    """Keep a row of another repository's from being written over.

    Raises:
        OfAnotherRepository: it is one.
    """
    if row and elsewhere(at, [row]):
        raise OfAnotherRepository(str(row), row._meta.db_table)

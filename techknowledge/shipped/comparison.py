"""What is to become of each technology of the shipped set, by what the table has of it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from math import isfinite
from typing import Any

from rfc8785 import CanonicalizationError

from techknowledge.models import TechnologyPattern
from techknowledge.shipped import RULES, SOURCE, rules_checksum
from techknowledge.signatures import signature_of


class Verdict(StrEnum):
    """What becomes of a technology, or became of it."""

    INSERTED = "inserted"
    UPDATED = "updated"
    COMPLETED = "completed"
    UNCHANGED = "unchanged"
    CHANGED = "changed"
    YOURS = "yours"
    WITHOUT_RULES = "without rules"
    MEANWHILE = "written meanwhile"


@dataclass(frozen=True)
class Compared:
    """A technology of the set beside the row that the table has of it.

    Attributes:
        content: what the row is to say, where the verdict is to write it.
        digest: of the row as it was read; None where there is none.
    """

    verdict: Verdict
    content: TechnologyPattern
    digest: str | None = None


def compare(
    ours: TechnologyPattern, stored: TechnologyPattern | None, *, force: bool, complete: bool
) -> Verdict:
    """Whether a technology of the set is to be written.

    Args:
        ours: of the shipped set.
        stored: the row of that technology.
        force: write over a row of the set that somebody has changed.
        complete: add to a user's row what it lacks.
    """
    if stored is None:
        return Verdict.INSERTED
    if _metadata(stored).get("source") != SOURCE:
        return _compare_own(ours, stored, complete)
    if not _is_untouched(stored):
        return Verdict.UPDATED if force else Verdict.CHANGED
    same = _metadata(stored)["checksum"] == _metadata(ours)["checksum"]
    return Verdict.UNCHANGED if same else Verdict.UPDATED


def completed(ours: TechnologyPattern, stored: TechnologyPattern) -> TechnologyPattern:
    """A user's row with what it lacks, still the user's.

    Its extended_metadata has the keys to add only: the others go through no Python, which would
    round their numbers.
    """
    values = {column: getattr(stored, column) for column in RULES}
    lacking = [column for column, value in values.items() if _is_nothing(value)]
    values |= {column: getattr(ours, column) for column in lacking}
    has = {*_metadata(stored), "source", "checksum"}
    values["extended_metadata"] = {k: v for k, v in _metadata(ours).items() if k not in has}
    return TechnologyPattern(**values)


def _compare_own(ours: TechnologyPattern, stored: TechnologyPattern, complete: bool) -> Verdict:
    if complete and _lacks(stored, ours):
        return Verdict.COMPLETED
    return Verdict.YOURS if signature_of(stored).has_rules else Verdict.WITHOUT_RULES


def _lacks(stored: TechnologyPattern, ours: TechnologyPattern) -> bool:
    """Whether the set has anything where a user's row has nothing, and can take it."""
    if not isinstance(stored.extended_metadata, dict | None):
        return False
    more = completed(ours, stored)
    columns = (column for column in RULES if column != "extended_metadata")
    return bool(more.extended_metadata) or any(
        getattr(more, column) != getattr(stored, column) for column in columns
    )


def _is_untouched(stored: TechnologyPattern) -> bool:
    try:
        return bool(_metadata(stored).get("checksum") == rules_checksum(stored))
    except CanonicalizationError:  # a number that the set cannot have had
        return False


def _is_nothing(value: Any) -> bool:
    return value in (None, "", []) or (isinstance(value, float) and not isfinite(value))


def _metadata(pattern: TechnologyPattern) -> dict[str, Any]:
    metadata = pattern.extended_metadata
    return metadata if isinstance(metadata, dict) else {}

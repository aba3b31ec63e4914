"""Overviews without a database: of one section of two tables, unless said otherwise."""

from datetime import UTC, datetime, timedelta
from typing import Any

from alignment.models import AlignmentRun, Inspection
from alignment.overview import Overview, PairStanding, SectionStanding
from alignment.overview.memory import Inspected
from alignment.overview.tables import Count, Place, TableStanding
from alignment.section import Mapping, Pair, Section
from alignment.state import Side

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


def pair(legacy: str = "events", aligned: str = "snapshots") -> Pair:
    return Pair(legacy, aligned, forward=Mapping(""), backward=Mapping(""))


def table(name: str, rows: int | None = 0, place: Place = Place.IN_USE) -> TableStanding:
    return TableStanding(name, place, Count(rows))


def crossed(
    legacy: str = "events", aligned: str = "snapshots", rows: tuple[int, int] | None = (10, 10)
) -> PairStanding:
    """A pair of which so many rows correspond; None: it never crossed, and has ten legacy ones."""
    kept = Place.ARCHIVE if rows else Place.IN_USE
    new = Place.IN_USE if rows else Place.NOWHERE
    left, right = rows or (10, None)
    return PairStanding(
        pair(legacy, aligned), table(legacy, left, kept), table(aligned, right, new), rows
    )


def run(**columns: Any) -> AlignmentRun:
    defaults: dict[str, Any] = {
        "section": "shop", "direction": "forward", "started": NOON - timedelta(seconds=2),
        "finished": NOON, "archived": 10, "carried": 10, "unchanged": 0, "changed": 0, "born": 10,
        "deleted": 0, "counts": {},
    }  # fmt: skip
    return AlignmentRun(**defaults | columns)


def section(*pairs: PairStanding, label: str = "shop", **attributes: Any) -> SectionStanding:
    pairs = pairs or (crossed(),)
    defaults: dict[str, Any] = {
        "section": Section(label, f"{label} rows", tuple(one.pair for one in pairs)),
        "side": Side.ALIGNED, "on_record": True, "run": run(section=label), "as_of": NOON,
        "pairs": pairs, "alone": (), "retired": None,
    }  # fmt: skip
    return SectionStanding(**defaults | attributes)


def seen(*sections: SectionStanding, **attributes: Any) -> Overview:
    defaults: dict[str, Any] = {
        "sections": sections or (section(),), "verification": Inspected(), "rollback": Inspected(),
        "archive_size": 0, "at_work": None,
    }  # fmt: skip
    return Overview(**defaults | attributes)


def answered(kind: str = "verification", **columns: Any) -> Inspected:
    """What there is after one inspection has ended with an answer."""
    defaults: dict[str, Any] = {
        "kind": kind, "asked_by": "operator", "started": NOON, "finished": NOON, "steps": 1,
        "done": 1, "findings": 0, "answer": {"sections": [], "obstacles": []},
    }  # fmt: skip
    one = Inspection(**defaults | columns)
    return Inspected(answered=one if one.answer else None, last=one)

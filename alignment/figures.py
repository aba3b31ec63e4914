"""What the figures of a crossing say of its tables, pair by pair as they were written."""

from __future__ import annotations

from collections import Counter

from alignment.models import AlignmentRun, Direction
from alignment.section import MergedPair, Pair, Section


def crossed(pair: Pair, run: AlignmentRun | None) -> tuple[int, int] | None:
    """Legacy and aligned rows that correspond, as of a crossing.

    Where they do so one to one, what the longer table has besides has no partner.
    """
    ends = _ends(pair, run)
    if ends is None or isinstance(pair, MergedPair):
        return ends
    return min(ends), min(ends)


def _ends(pair: Pair, run: AlignmentRun | None) -> tuple[int, int] | None:
    figures: dict[str, int] = run.counts.get(str(pair), {}) if run else {}
    if not run or not {"source", "target"} <= figures.keys():
        return None
    ends = figures["source"], figures["target"]
    return ends if run.direction == Direction.FORWARD else (ends[1], ends[0])


def rows_of_run(section: Section, run: AlignmentRun | None) -> dict[str, int]:
    """Rows by table as of the end of a crossing.

    Of a table in two pairs that was read, one pair tells of all rows. One that was written was
    counted after each pair, so that the last one tells, but for shared rows dropped after that.
    """
    known: dict[str, int] = {}
    dropped: Counter[str] = Counter()
    for pair in section.pairs:
        ends = _ends(pair, run)
        if run is None or ends is None:
            continue
        read, written = pair.legacy, pair.aligned
        if run.direction == Direction.BACKWARD:
            read, written, ends = written, read, ends[::-1]
        known[read] = max(ends[0], known.get(read, 0))
        known[written] = ends[1]
        dropped[written] += run.counts[str(pair)].get("dropped", 0)
    return {name: found - dropped[name] for name, found in known.items()}


def legacy_rows_of_run(section: Section, run: AlignmentRun) -> int:
    """Legacy rows that crossed, or came back: each once, in however many pairs it has a part."""
    known = rows_of_run(section, run)
    return sum(known.get(name, 0) for name in section.legacy_tables)


def rows_a_second(read: int, seconds: float) -> int | None:
    """The pace of a crossing; None if it took no time.

    Args:
        read: rows that were compared, pair by pair: `archived` of the run.
    """
    return round(read / seconds) if seconds else None

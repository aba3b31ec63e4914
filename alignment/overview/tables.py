"""Where each table is and how many rows it has, found out without reading them.

Totals are those of the last crossing, or of a verification since. Of a table of which neither
tells, rows are counted up to a limit; beyond it, the statistics have to do.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.db import OperationalError, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from psycopg import sql

from alignment.catalog import Table, archive_schema, current_schema, execute, rows, value
from alignment.models import AlignmentRun, Direction, Inspection
from alignment.section import MergedPair, Pair, Section

# A crossing holds its tables' locks until it is done, and nobody waits for a page that long.
HURRY = "SET LOCAL lock_timeout = '300ms'"

PLACES = """
    SELECT relname, nspname, reltuples::bigint
    FROM pg_class JOIN pg_namespace ON pg_namespace.oid = relnamespace
    WHERE nspname = ANY (%s) AND relname = ANY (%s) AND relkind IN ('r', 'p')"""

COUNTED = 10_000

COUNT = "SELECT count(*) FROM (SELECT FROM {table} LIMIT {most}) AS counted"

SIZE = """
    SELECT coalesce(sum(pg_total_relation_size(pg_class.oid)), 0)::bigint
    FROM pg_class JOIN pg_namespace ON pg_namespace.oid = relnamespace
    WHERE nspname = %s AND relkind IN ('r', 'p')"""


class Place(StrEnum):
    """Where a table is; one that was never made, or was retired, is nowhere."""

    IN_USE = "in use"
    ARCHIVE = "archive"
    NOWHERE = "not there"


@dataclass(frozen=True)
class Count:
    """How many rows.

    Attributes:
        rows: None if nothing tells.
        exact: whether somebody counted them.
    """

    rows: int | None = None
    exact: bool = True

    def __str__(self) -> str:
        if self.rows is None:
            return "not known"
        return f"{self.rows:,}" if self.exact else f"about {self.rows:,}"


@dataclass(frozen=True)
class TableStanding:
    """One table of a section."""

    name: str
    place: Place
    count: Count


@dataclass(frozen=True)
class Places:
    """Which tables are in use and which archived, each with what the statistics say of its rows."""

    connection: BaseDatabaseWrapper
    schema: str
    archive: str
    in_use: Mapping[str, int]
    kept: Mapping[str, int]

    def standing(self, name: str, known: Mapping[str, int]) -> TableStanding:
        """One table.

        Args:
            known: rows of those that the history tells of.
        """
        place = Place.NOWHERE
        if name in self.in_use or name in self.kept:
            place = Place.IN_USE if name in self.in_use else Place.ARCHIVE
        count = Count(known.get(name))
        if count.rows is None and place == Place.IN_USE:
            count = _count(Table(self.connection, self.schema, name), self.in_use[name])
        return TableStanding(name, place, count)

    def archive_size(self) -> int | None:
        """What everything in the archive takes, in bytes; None while somebody has it locked."""
        return _hurried(self.connection, SIZE, [self.archive])


def places(connection: BaseDatabaseWrapper, names: Iterable[str]) -> Places:
    """Find tables of these names."""
    schema, archive = current_schema(connection), archive_schema(connection)
    found = rows(connection, PLACES, [[schema, archive], list(names)])
    in_use = {name: estimate for name, where, estimate in found if where == schema}
    kept = {name: estimate for name, where, estimate in found if where == archive}
    return Places(connection, schema, archive, in_use, kept)


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


def rows_of_verification(section: Section, inspection: Inspection | None) -> dict[str, int]:
    """Rows by table as a verification counted them."""
    tallies: list[dict[str, Any]] = [
        tally
        for one in (inspection.answer["sections"] if inspection and inspection.answer else ())
        if one["section"] == section.label
        for pair in one["pairs"]
        for tally in (pair["kept"], pair["in_use"])
    ]
    return {tally["table"]: int(tally["rows"]) for tally in tallies}


def _count(table: Table, estimate: int) -> Count:
    counting = sql.SQL(COUNT).format(table=table.quoted, most=sql.Literal(COUNTED + 1))
    found = _hurried(table.connection, counting)
    if found is None or found <= COUNTED:
        return Count(found)
    # Before its first ANALYZE a table has no statistics, which is told by -1.
    return Count(max(estimate, COUNTED), exact=False)


def _hurried(
    connection: BaseDatabaseWrapper, statement: str | sql.Composable, params: Any = None
) -> int | None:
    """A number, unless somebody has the tables locked."""
    try:
        with transaction.atomic(using=connection.alias):
            execute(connection, HURRY)
            return int(value(connection, statement, params))
    except OperationalError:
        return None

"""Where each table is and how many rows it has, found out without reading them.

Totals are those of the last crossing, or of a verification since. Of a table of which neither
tells, rows are counted up to a limit; beyond it, the statistics have to do.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.db import OperationalError, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from psycopg import sql

from alignment.catalog import Table, archive_schema, current_schema, execute, rows, value
from alignment.models import Inspection
from alignment.section import Section

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
            return "not counted"
        return f"{self.rows:,}" if self.exact else f"about {self.rows:,}"

    @property
    def told(self) -> str:
        """With what was counted."""
        if self.rows is None:
            return "rows not counted"
        return f"{self} {'row' if self.rows == 1 else 'rows'}"


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
        if count.rows is None and place != Place.NOWHERE:
            count = self._count(name, place)
        return TableStanding(name, place, count)

    def _count(self, name: str, place: Place) -> Count:
        is_kept = place == Place.ARCHIVE
        table = Table(self.connection, self.archive if is_kept else self.schema, name)
        return _count(table, (self.kept if is_kept else self.in_use)[name])

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

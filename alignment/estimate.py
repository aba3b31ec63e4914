"""How much a migration will move, and roughly how long that takes on this server."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations import Migration
from django.template.defaultfilters import filesizeformat
from psycopg import sql

from alignment.catalog import Table, live, value
from alignment.ledger import KNOWN, LEDGER
from alignment.operations import ArchiveTables
from alignment.section import Section, sections
from alignment.watermark import watermark

SIZE = "SELECT pg_total_relation_size(%s::regclass)"

# The digests of some rows: what every crossing begins with, and what depends on their width.
SAMPLE = """
    SELECT count(md5((whole.*)::text)) FROM (SELECT * FROM {table} LIMIT 10000) AS whole"""

# How many times longer than its digest a row takes that is carried, and one that is compared, with
# all that comes after it: 18 and 2.7, measured on 280,000 rows of all four tables.
CARRIED, COMPARED = 20, 3

# A row that a watermark tells apart, of whatever width: some stamps are compared. Seconds.
STAMPED = 5e-7


@dataclass(frozen=True)
class Estimate:
    """What a plan will move.

    Attributes:
        tables, rows: whose rows cross or are compared.
        disk: bytes that are needed besides, since what crosses the first time is there twice.
        seconds: roughly.
    """

    tables: int
    rows: int
    disk: int
    seconds: float

    def __str__(self) -> str:
        size = filesizeformat(self.disk).replace("\xa0", " ")
        needing = f", with about {size} more disk" if self.disk else ""
        seconds = max(1, round(self.seconds))
        return f"{self.tables} tables, {self.rows:,} rows, in roughly {seconds:,} s{needing}"


def estimate(
    connection: BaseDatabaseWrapper, plan: Iterable[tuple[Migration, bool]]
) -> Estimate | None:
    """What a plan will move; None if it moves no row.

    Reads all rows once to count them, and at most 10,000 of each table to see how long they take.
    """
    found = list(_tables(connection, plan))
    rows = {table: table.count() for table, _ in found}
    if not any(rows.values()):
        return None
    return Estimate(
        tables=len(found),
        rows=sum(rows.values()),
        disk=sum(_size(table) for table, factor in found if factor == CARRIED),
        seconds=sum(rows[table] * _seconds_a_row(table, factor) for table, factor in found),
    )


def _tables(
    connection: BaseDatabaseWrapper, plan: Iterable[tuple[Migration, bool]]
) -> Iterator[tuple[Table, int]]:
    """The tables in use whose rows take part, and how much is done with a row."""
    crossing = {section.label: section for section in sections()}
    for migration, _ in plan:
        if any(isinstance(operation, ArchiveTables) for operation in migration.operations):
            section = crossing[migration.app_label]
            first = not _has_crossed(connection, section)
            for name in section.tables:
                table = live(connection, name)
                if table.exists:
                    yield table, CARRIED if first and name in section.legacy_tables else COMPARED


def _has_crossed(connection: BaseDatabaseWrapper, section: Section) -> bool:
    return live(connection, LEDGER).exists and any(
        value(connection, KNOWN, [table]) for table in section.aligned_tables
    )


def _size(table: Table) -> int:
    return int(value(table.connection, SIZE, [str(table)]))


def _seconds_a_row(table: Table, factor: int) -> float:
    return STAMPED if watermark(table) else factor * _seconds_a_digest(table)


def _seconds_a_digest(table: Table) -> float:
    started = time.monotonic()
    sampled = int(value(table.connection, sql.SQL(SAMPLE).format(table=table.quoted)))
    return (time.monotonic() - started) / max(sampled, 1)

"""The end of the archive: tables out of use are dropped, here and nowhere else (law 5)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.template.defaultfilters import filesizeformat
from django.utils import timezone
from psycopg import sql

from alignment.catalog import Table, archived, execute, value
from alignment.errors import NoRunOnRecord, NotADuration, NotVerified
from alignment.estimate import SIZE
from alignment.models import AlignmentRun, MovedRow, RetiredTable, Watermark
from alignment.page import Page
from alignment.section import Section, sections
from alignment.shapes import FOUND
from alignment.state import Side, has_crossed, is_prepared, side_of
from alignment.verification import verify_section

UNITS = {"d": "days", "h": "hours", "m": "minutes"}


@dataclass(frozen=True)
class Kept:
    """One section's tables out of use.

    Attributes:
        tables: with their sizes in bytes.
        since: when they went out of use.
        due: whether that is long enough ago.
    """

    section: Section
    side: Side
    tables: tuple[tuple[Table, int], ...]
    since: datetime
    due: bool

    @property
    def size(self) -> int:
        return sum(size for _, size in self.tables)

    def as_json(self) -> dict[str, Any]:
        return {
            "section": self.section.label,
            "since": self.since.isoformat(),
            "due": self.due,
            "tables": [{"table": str(table), "size": size} for table, size in self.tables],
        }


@dataclass(frozen=True)
class Archive:
    """What is kept, and what of it has been dropped just now."""

    kept: tuple[Kept, ...]
    retired: tuple[Kept, ...] = ()

    findings = 0

    @property
    def due(self) -> tuple[Kept, ...]:
        return tuple(one for one in self.kept if one.due)

    def as_json(self) -> dict[str, Any]:
        return {
            "kept": [one.as_json() for one in self.kept],
            "retired": [one.as_json() for one in self.retired],
        }

    def tell(self, page: Page) -> None:
        if self.kept:
            columns = "Archived table", "Size", "Out of use since", "Due"
            page.table(columns, [line for one in self.kept for line in _lines(one)])
        size = filesizeformat(sum(one.size for one in self.kept)).replace("\xa0", " ")
        if self.retired:
            tables = sum(len(one.tables) for one in self.retired)
            page.say(f"{tables} tables were dropped. What was not due is kept: {size}.")
        else:
            page.say(f"The archive takes {size}. Nothing was dropped.")


def duration(text: str) -> timedelta:
    """A number and its unit: ``7d``, ``12h``, ``90m``.

    Raises:
        NotADuration: it is none.
    """
    found = re.fullmatch(r"(\d+)([dhm])", text)
    if not found:
        raise NotADuration(text)
    return timedelta(**{UNITS[found[2]]: int(found[1])})


def look(connection: BaseDatabaseWrapper, older_than: timedelta) -> Archive:
    """What the archive keeps of each section, and whether it is due.

    Raises:
        NoRunOnRecord: nothing tells since when.
    """
    return Archive(tuple(_kept(connection, older_than)))


def retire(connection: BaseDatabaseWrapper, archive: Archive) -> Archive:
    """Verify the sections that are due, and drop their tables out of use, all or none.

    Raises:
        NotVerified: something is amiss in one of them, and its archive may be needed.
    """
    for one in archive.due:
        found = verify_section(connection, one.section, ids=3).findings
        if found:
            raise NotVerified(one.section.label, found)
    with transaction.atomic(using=connection.alias):
        for one in archive.due:
            _drop(connection, one)
    return Archive(tuple(one for one in archive.kept if not one.due), archive.due)


def _kept(connection: BaseDatabaseWrapper, older_than: timedelta) -> Iterator[Kept]:
    for section in sections():
        side = side_of(connection, section)
        if side not in (Side.LEGACY, Side.ALIGNED) or not has_crossed(connection, section):
            continue
        if is_prepared(connection, section):
            continue  # Nothing of it ever was in use; prepare_alignment --cancel drops it.
        tables = [table for table in _out_of_use(connection, section, side) if table.exists]
        if tables:
            since = _out_of_use_since(connection, section)
            sizes = (int(value(connection, SIZE, [str(table)])) for table in tables)
            due = timezone.now() - since >= older_than
            yield Kept(section, side, tuple(zip(tables, sizes, strict=True)), since, due)


def _out_of_use_since(connection: BaseDatabaseWrapper, section: Section) -> datetime:
    last = AlignmentRun.objects.using(connection.alias).of_section(section.label).first()
    if last is None:
        raise NoRunOnRecord(section.label)
    return last.finished


def _out_of_use(connection: BaseDatabaseWrapper, section: Section, side: Side) -> Iterator[Table]:
    names = section.legacy_tables if side == Side.ALIGNED else section.aligned_tables
    for name in names:
        yield archived(connection, name)
    for shape in section.shapes:
        if shape.rows:
            yield archived(connection, FOUND.format(shape.table))


def _drop(connection: BaseDatabaseWrapper, one: Kept) -> None:
    names = sql.SQL(", ").join(table.quoted for table, _ in one.tables)
    rows = {table: table.count() for table, _ in one.tables}
    execute(connection, sql.SQL("DROP TABLE {}").format(names))
    RetiredTable.objects.using(connection.alias).bulk_create(
        RetiredTable(section=one.section.label, table=table.name, rows=rows[table], size=size)
        for table, size in one.tables
    )
    if one.side == Side.LEGACY:
        # Without the aligned tables the receipts say nothing; the next alignment begins anew.
        receipts = MovedRow.objects.using(connection.alias)
        receipts.filter(aligned_table__in=one.section.aligned_tables).delete()
        left = Watermark.objects.using(connection.alias)
        left.filter(table__in=one.section.tables).delete()


def _lines(one: Kept) -> Iterator[Sequence[Any]]:
    for table, size in one.tables:
        yield (
            table.name,
            filesizeformat(size).replace("\xa0", " "),
            f"{one.since:%Y-%m-%d %H:%M}",
            "yes" if one.due else "not yet",
        )

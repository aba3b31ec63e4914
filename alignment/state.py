"""Where a section's tables are: which side is in use, and which is kept."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from enum import StrEnum

from django.db import ProgrammingError, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.recorder import MigrationRecorder

from alignment import ledger
from alignment.catalog import archived, execute, live
from alignment.errors import TablesNotUsable
from alignment.models import Direction, Preparation, RetiredTable
from alignment.section import Section
from alignment.workplace import ROOM_TO_WORK

ALIGN = "0002_align"


class Side(StrEnum):
    """Which tables of a section are in use."""

    LEGACY = "legacy"
    ALIGNED = "aligned"
    BOTH = "both"
    NEITHER = "neither"

    @property
    def told(self) -> str:
        """As a heading says it."""
        if self == Side.NEITHER:
            return "not all tables of either side are there"
        return "tables of both sides in use" if self == Side.BOTH else f"{self} tables in use"

    @property
    def next_crossing(self) -> Direction:
        """The direction in which the rows in use would go."""
        return Direction.BACKWARD if self == Side.ALIGNED else Direction.FORWARD


def side_of(connection: BaseDatabaseWrapper, section: Section) -> Side:
    """The side in use, by where the tables are; `BOTH` and `NEITHER` are no side to rely on.

    The kept side need not be there any more: `retire_archive` may have dropped it.
    """
    in_use = {name for name in section.tables if live(connection, name).exists}
    legacy, aligned = in_use & {*section.legacy_tables}, in_use & {*section.aligned_tables}
    if aligned == {*section.aligned_tables} and not legacy and _was_aligned(connection, section):
        return Side.ALIGNED
    if legacy == {*section.legacy_tables} and not aligned:
        return Side.LEGACY
    return Side.BOTH if legacy and aligned else Side.NEITHER


def _was_aligned(connection: BaseDatabaseWrapper, section: Section) -> bool:
    """Whether this project aligned it; aligned tables that it has still to adopt look the same."""
    return all(
        archived(connection, name).exists or retired_at(connection, name)
        for name in section.legacy_tables
    )


def retired_at(connection: BaseDatabaseWrapper, table: str) -> datetime | None:
    """When `retire_archive` dropped a table; None if it never did."""
    if not live(connection, RetiredTable._meta.db_table).exists:
        return None
    retired = RetiredTable.objects.using(connection.alias).filter(table=table)
    return retired.values_list("retired", flat=True).first()


def is_recorded_as_aligned(connection: BaseDatabaseWrapper, section: Section) -> bool:
    """Whether Django has it recorded that the section crossed."""
    return (section.label, ALIGN) in MigrationRecorder(connection).applied_migrations()


def has_crossed(connection: BaseDatabaseWrapper, section: Section) -> bool:
    """Whether there are two sides, of which one is kept."""
    sides = section.legacy_tables, section.aligned_tables
    return live(connection, ledger.LEDGER).exists and any(
        all(archived(connection, name).exists for name in tables) for tables in sides
    )


def is_prepared(connection: BaseDatabaseWrapper, section: Section) -> bool:
    """Whether what the archive has of a section is a preparation, which nobody goes back to."""
    if not live(connection, Preparation._meta.db_table).exists:
        return False
    return Preparation.objects.using(connection.alias).filter(section=section.label).exists()


@contextmanager
def reading(connection: BaseDatabaseWrapper) -> Iterator[None]:
    """A transaction that sees one moment, cannot write, and has rows as text as digests take it."""
    with transaction.atomic(using=connection.alias):
        execute(connection, "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        execute(connection, ledger.STABLE_TEXT)
        execute(connection, ROOM_TO_WORK)
        yield


@contextmanager
def aligned_tables() -> Iterator[None]:
    """Around what reads or writes the aligned tables, which may not be there.

    Raises:
        TablesNotUsable: a table or a column is missing, or may not be used.
    """
    try:
        yield
    except ProgrammingError as error:
        raise TablesNotUsable(error) from error

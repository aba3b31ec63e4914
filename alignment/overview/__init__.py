"""What the overview page knows: where the rows are, since when, and whether that is in order.

Nothing here reads a table from end to end. What takes a look at every row is done in the
background (`inspection`), and its answer kept with its time.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from operator import attrgetter

from django.db.backends.base.base import BaseDatabaseWrapper

from alignment.figures import crossed, legacy_rows_of_run, rows_a_second, rows_of_run
from alignment.history import seconds
from alignment.models import AlignmentRun, Inspection, InspectionKind
from alignment.overview import memory
from alignment.overview.memory import Inspected
from alignment.overview.tables import (
    Place,
    Places,
    TableStanding,
    places,
    rows_of_verification,
)
from alignment.section import Pair, Section, sections
from alignment.state import Side, side_of


@dataclass(frozen=True)
class PairStanding:
    """Two tables whose rows correspond.

    Attributes:
        crossed: legacy and aligned rows as of the last crossing; None if there was none.
    """

    pair: Pair
    legacy: TableStanding
    aligned: TableStanding
    crossed: tuple[int, int] | None


@dataclass(frozen=True)
class SectionStanding:
    """One section.

    Attributes:
        on_record: whether Django's record of migrations says the same as the tables.
        run: the last crossing.
        as_of: when its rows were counted; None if that was now.
        alone: aligned tables without a legacy one.
        retired: when its legacy tables were dropped for good; None if they were not.
    """

    section: Section
    side: Side
    on_record: bool
    run: AlignmentRun | None
    as_of: datetime | None
    pairs: tuple[PairStanding, ...]
    alone: tuple[TableStanding, ...]
    retired: datetime | None

    @property
    def tables(self) -> dict[str, TableStanding]:
        """All its tables by name."""
        paired = (table for pair in self.pairs for table in (pair.legacy, pair.aligned))
        return {table.name: table for table in (*paired, *self.alone)}

    @property
    def is_absent(self) -> bool:
        """Whether none of its tables was ever made here."""
        return all(table.place == Place.NOWHERE for table in self.tables.values())

    @property
    def is_archived(self) -> bool:
        """Whether a side is kept."""
        return any(table.place == Place.ARCHIVE for table in self.tables.values())

    @property
    def seconds(self) -> float | None:
        """How long the last crossing took."""
        return seconds(self.run) if self.run else None

    @property
    def rows_a_second(self) -> int | None:
        return rows_a_second(self.run.archived, seconds(self.run)) if self.run else None

    @property
    def legacy_rows(self) -> int | None:
        """Legacy rows that crossed last, or came back."""
        return legacy_rows_of_run(self.section, self.run) if self.run else None


@dataclass(frozen=True)
class Overview:
    """All of it.

    Attributes:
        archive_size: in bytes; None while a migration has its tables locked.
        at_work: the inspection that is being made.
    """

    sections: tuple[SectionStanding, ...]
    verification: Inspected
    rollback: Inspected
    archive_size: int | None
    at_work: Inspection | None

    @property
    def last_crossed(self) -> SectionStanding | None:
        """The section of the last crossing."""
        crossed = (one for one in self.sections if one.run)
        return max(crossed, key=attrgetter("run.finished"), default=None)

    @property
    def last_run(self) -> AlignmentRun | None:
        return self.last_crossed.run if self.last_crossed else None

    @property
    def archived_since(self) -> datetime | None:
        """When the oldest of the archived tables went out of use."""
        since = (one.run.finished for one in self.sections if one.run and one.is_archived)
        return min(since, default=None)

    def on(self, *sides: Side) -> list[SectionStanding]:
        """The sections on one of these sides."""
        return [one for one in self.sections if one.side in sides]


def overview(connection: BaseDatabaseWrapper) -> Overview:
    """What is to be known without a look at every row; a fixed number of small questions."""
    every = list(sections())
    found = places(connection, [*memory.TABLES, *(name for one in every for name in one.tables)])
    known = memory.recalled(connection, found)
    return Overview(
        sections=tuple(_section(connection, one, found, known) for one in every),
        verification=known.inspected[InspectionKind.VERIFICATION],
        rollback=known.inspected[InspectionKind.ROLLBACK],
        archive_size=found.archive_size(),
        at_work=known.at_work,
    )


def _section(
    connection: BaseDatabaseWrapper, section: Section, found: Places, known: memory.Memory
) -> SectionStanding:
    side, run = side_of(connection, section), known.runs.get(section.label)
    verification = known.inspected[InspectionKind.VERIFICATION].answered
    verified = rows_of_verification(section, verification)
    rows = rows_of_run(section, run) | verified
    as_of = run.finished if run else None
    if verified and verification:
        as_of = verification.started
    return SectionStanding(
        section=section,
        side=side,
        on_record=(section.label in known.aligned) == (side == Side.ALIGNED),
        run=run,
        as_of=as_of,
        pairs=tuple(_pairs(section, run, found, rows)),
        alone=tuple(found.standing(name, rows) for name in section.only_aligned),
        retired=known.retired_of(section),
    )


def _pairs(
    section: Section, run: AlignmentRun | None, found: Places, rows: dict[str, int]
) -> Iterator[PairStanding]:
    standing = {name: found.standing(name, rows) for name in section.tables}
    for pair in section.pairs:
        yield PairStanding(pair, standing[pair.legacy], standing[pair.aligned], crossed(pair, run))

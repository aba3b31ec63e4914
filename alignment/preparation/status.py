"""How far the preparation of each section is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper

from alignment.catalog import live
from alignment.models import MovedRow, Preparation
from alignment.page import Page
from alignment.preparation.tables import obstacle
from alignment.section import Pair, Section, sections
from alignment.state import Side, is_prepared, reading
from alignment.verification.rows import written_since


@dataclass(frozen=True)
class PairPrepared:
    """A pair of tables.

    Attributes:
        rows: in the legacy table.
        carried: receipts there are.
        left: rows that `migrate` would carry: new, changed, deleted.
    """

    pair: Pair
    rows: int
    carried: int
    left: int


@dataclass(frozen=True)
class SectionPrepared:
    """A section.

    Attributes:
        obstacle: why it is not prepared, if it cannot be.
        caught_up: when all that there was had been carried; None if it never was.
        pairs: none where it is not prepared.
    """

    section: Section
    obstacle: str
    caught_up: datetime | None = None
    pairs: tuple[PairPrepared, ...] = ()

    @property
    def told(self) -> str:
        if not self.pairs:
            return f"not prepared: {self.obstacle}" if self.obstacle else "not prepared"
        return f"caught up at {self.caught_up:%Y-%m-%d %H:%M}" if self.caught_up else "half done"

    def as_json(self) -> dict[str, Any]:
        return {
            "section": self.section.label,
            "prepared": bool(self.pairs),
            "obstacle": self.obstacle,
            "caught_up": self.caught_up.isoformat() if self.caught_up else None,
            "tables": [
                {
                    "table": one.pair.legacy,
                    "to": one.pair.aligned,
                    "rows": one.rows,
                    "carried": one.carried,
                    "left": one.left,
                }
                for one in self.pairs
            ],
        }


@dataclass(frozen=True)
class Prepared:
    """All sections."""

    sections: tuple[SectionPrepared, ...]

    findings = 0

    def as_json(self) -> dict[str, Any]:
        return {"sections": [one.as_json() for one in self.sections]}

    def tell(self, page: Page) -> None:
        for one in self.sections:
            page.heading(f"{one.section.title}: {one.told}")
            if one.pairs:
                page.table(
                    ("Table", "To", "Rows", "Carried", "Left"),
                    [(p.pair.legacy, p.pair.aligned, p.rows, p.carried, p.left) for p in one.pairs],
                )
        page.gap()
        if any(one.pairs for one in self.sections):
            left = sum(pair.left for one in self.sections for pair in one.pairs)
            page.say(
                f"Left for migrate: {left:,} rows, and those still to be written. "
                "prepare_alignment again catches up, prepare_alignment --cancel takes it back."
            )


def prepared(connection: BaseDatabaseWrapper) -> Prepared:
    """Look at every row of the sections that are prepared. Writes nothing."""
    with reading(connection):
        return Prepared(tuple(_section(connection, one) for one in sections()))


def _section(connection: BaseDatabaseWrapper, section: Section) -> SectionPrepared:
    if not is_prepared(connection, section):
        return SectionPrepared(section, obstacle(connection, section))
    known = Preparation.objects.using(connection.alias).get(section=section.label)
    return SectionPrepared(section, "", known.caught_up, tuple(_pairs(connection, section)))


def _pairs(connection: BaseDatabaseWrapper, section: Section) -> Iterator[PairPrepared]:
    receipts = MovedRow.objects.using(connection.alias)
    for pair in section.pairs:
        yield PairPrepared(
            pair,
            rows=live(connection, pair.legacy).count(),
            carried=receipts.between(pair.legacy, pair.aligned).count(),
            left=sum(written_since(connection, pair, Side.LEGACY, ids=0).counts.values()),
        )

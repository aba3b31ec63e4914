"""The watermarks of a section, before its rows cross and after."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

from django.db.backends.base.base import BaseDatabaseWrapper

from alignment.catalog import archived, live
from alignment.crossing import Crossing
from alignment.models import Direction
from alignment.section import Pair, Section
from alignment.watermark import Watermark, forget, leave, recount, watermark

# A share of the rows. To look at one again next time takes as long as twenty of a new watermark.
MANY = 1 / 20

Crossings = dict[Pair, Crossing]


@contextmanager
def marks(
    connection: BaseDatabaseWrapper, section: Section, direction: Direction
) -> Iterator[tuple[dict[str, Watermark | None], Crossings]]:
    """What is known of a section's tables, by name; takes what crossed.

    Of a target, only one that was empty is known to hold nothing but what was carried: somebody may
    have written to it in the archive. Where an old watermark stays, it has how many rows there are
    now.
    """
    legacy = [archived(connection, name) for name in section.legacy_tables]
    aligned = [live(connection, name) for name in dict.fromkeys(p.aligned for p in section.pairs)]
    targets = aligned if direction == Direction.FORWARD else legacy
    known = {table.name: watermark(table) for table in (*legacy, *aligned)}
    empty = [table for table in targets if not table.has_rows]
    crossings: Crossings = {}
    yield known, crossings
    for crossing in {one.source.name: one for one in crossings.values()}.values():
        _mark_source(crossing)
    grown: Counter[str] = Counter()
    for crossing in crossings.values():
        grown[crossing.target.name] += crossing.grown
    for table in targets:
        mark = known[table.name]
        if table in empty:
            leave(table)
        elif mark is None:
            forget(table)
        else:
            recount(mark, mark.rows + grown[table.name])


def _mark_source(crossing: Crossing) -> None:
    """A new watermark where there was none, or where many rows had to be looked at.

    With an old one the few are looked at again.
    """
    mark = crossing.watermark
    if mark is None or crossing.suspects > mark.rows * MANY:
        leave(crossing.source)
    else:
        recount(mark, crossing.rows_of_source)

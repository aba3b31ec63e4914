"""The passes in which a section is prepared: pair by pair, then all of it until little is left.

A pass is one moment. Watermarks are taken of what it sees, though others write meanwhile: what it
does not see was written by a transaction that had not ended yet, so its stamp is at or above the
horizon, and is not among the writers it knows. They are left in the table of watermarks only by a
pass that has carried all it saw; until then they are kept here, and a `migrate` that comes between
goes by the digests.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.conf import settings
from django.db import transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.utils import timezone
from psycopg import sql

from alignment import ledger
from alignment.catalog import Table, archived, execute, live
from alignment.models import Direction, Preparation
from alignment.narration import step
from alignment.preparation.ahead import Ahead, moment
from alignment.preparation.pace import keep_pace, wait_for_others
from alignment.section import Pair, Section
from alignment.watermark import Watermark, leave, watermark
from alignment.workplace import clear_tables

# So few that they make no difference to how long `migrate` takes, and passes at most: under a
# steady load each leaves what was written while it ran.
FEW, PASSES = 300, 3

KINDS = ("born", "new"), ("changed", "changed"), ("deleted", "deleted")

Marks = dict[Pair, Watermark | None]


@dataclass
class Pass:
    """What one pass came to.

    Attributes:
        counts: what was carried, by kind.
        marks: watermarks of the legacy tables as it saw them.
        awaiting: the pair whose new rows were put aside, if there were too many for one go.
    """

    counts: Counter[str] = field(default_factory=Counter)
    marks: Marks = field(default_factory=dict)
    awaiting: Ahead | None = None

    @property
    def carried(self) -> int:
        return self.counts["born"] + self.counts["changed"] + self.counts["deleted"]


def carry_ahead(connection: BaseDatabaseWrapper, section: Section) -> None:
    """Carry a section, whose aligned tables are there, as far as it goes. Run again, it catches up.

    A pair's rows may refer to those of the pairs before it, which are caught up with each time.
    """
    marks: Marks = {pair: watermark(live(connection, pair.legacy)) for pair in section.pairs}
    batch, carried = settings.ALIGNMENT_PREPARE_BATCH, 0
    for count in range(1, len(section.pairs) + 1):
        made = _pass(connection, section, section.pairs[:count], marks, batch)
        marks |= made.marks
        carried += made.carried
    if carried > batch:
        _tidy(connection, section)
    for number in range(1, PASSES + 1):
        made = _pass(connection, section, section.pairs, marks, batch if number < PASSES else None)
        marks |= made.marks
        if made.carried <= FEW:
            break


def catch_up(connection: BaseDatabaseWrapper, section: Section) -> None:
    """Carry what was written while other sections were at work."""
    marks: Marks = {pair: watermark(live(connection, pair.legacy)) for pair in section.pairs}
    _pass(connection, section, section.pairs, marks, batch=None)


def _pass(
    connection: BaseDatabaseWrapper,
    section: Section,
    pairs: Sequence[Pair],
    marks: Marks,
    batch: int | None,
) -> Pass:
    """One pass over some pairs, and then over what it put aside."""
    wait_for_others(connection)
    try:
        made = _look(connection, section, pairs, marks, batch)
        if made.awaiting:
            made.counts["born"] += _carry_batches(connection, section, made.awaiting)
    finally:
        if connection.is_usable():
            clear_tables(connection)
    return made


def _look(
    connection: BaseDatabaseWrapper,
    section: Section,
    pairs: Sequence[Pair],
    marks: Marks,
    batch: int | None,
) -> Pass:
    """Carry what differs at one moment; of the last pair, new rows may be put aside."""
    made = Pass()
    with moment(connection, section):
        for pair in pairs:
            room = batch if pair is pairs[-1] else None
            ahead = Ahead(connection, pair, Direction.FORWARD, marks[pair], batch=room)
            made.counts += _cross(ahead)
            if ahead.awaiting:
                made.awaiting = ahead
            else:
                clear_tables(connection)
        complete = pairs == section.pairs and made.awaiting is None
        seen = {pair.legacy: live(connection, pair.legacy) for pair in pairs}
        legacy = {name: _mark(table, keep=complete) for name, table in seen.items()}
        made.marks = {pair: legacy[pair.legacy] for pair in pairs}
        if complete:
            _complete(connection, section, made.carried)
    return made


def _cross(ahead: Ahead) -> Counter[str]:
    with step(f"Carry {ahead.pair.legacy} to {ahead.pair.aligned}, ahead") as done:
        counts = ahead.carry()
        if ahead.awaiting:
            done(f"{ahead.awaiting:,} rows to come, in batches of {ahead.batch:,}")
        else:
            done(", ".join(f"{counts[kind]:,} {word}" for kind, word in KINDS))
    return counts


def _carry_batches(connection: BaseDatabaseWrapper, section: Section, ahead: Ahead) -> int:
    """Carry what was put aside, each batch in a transaction of its own; how many rows."""
    carried, started = 0, time.monotonic()
    for first, last in ahead.batches():
        with step(f"Carry {ahead.pair.legacy}, ahead") as done:
            with moment(connection, section):
                carried += ahead.carry_batch(first, last)
            left = (time.monotonic() - started) / max(carried, 1) * (ahead.awaiting - carried)
            done(f"{carried:,} of {ahead.awaiting:,} rows, roughly {left:,.0f} s to go")
        keep_pace(connection)
    return carried


def _mark(table: Table, keep: bool) -> Watermark | None:
    """The watermark of a table as this moment shows it; `keep` it for others to go by."""
    with transaction.atomic(using=table.connection.alias):
        leave(table)
        mark = watermark(table)
        transaction.set_rollback(not keep, using=table.connection.alias)
    return mark


def _complete(connection: BaseDatabaseWrapper, section: Section, carried: int) -> None:
    """All that this moment shows is carried: note it, for `migrate` and for people."""
    for name in dict.fromkeys(pair.aligned for pair in section.pairs):
        leave(archived(connection, name))
    prepared = Preparation.objects.using(connection.alias).filter(section=section.label)
    prepared.update(caught_up=timezone.now(), carried=carried)


def _tidy(connection: BaseDatabaseWrapper, section: Section) -> None:
    """Indexes that grew row by row are a third larger than they need be; statistics are missing."""
    tables = [live(connection, ledger.LEDGER)]
    tables += [archived(connection, pair.aligned) for pair in section.pairs]
    with step("Build indexes anew, update statistics"):
        for table in tables:
            execute(connection, sql.SQL("REINDEX TABLE {}").format(table.quoted))
            execute(connection, sql.SQL("VACUUM (ANALYZE) {}").format(table.quoted))

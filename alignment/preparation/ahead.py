"""A pair of tables crosses while its legacy table is in use.

What one row gets may depend on the others: a number that is free, a name that the newest has. So
ids, numbers and names are given to all rows at once, as `migrate` gives them, by the `before` of
the mapping. Only the writing, which is most of the work, is cut into batches.

Each transaction sees one moment (REPEATABLE READ). A row that was written to between the moment in
which it got its id and that of its batch is left out there, and crosses in the next pass: it has no
receipt, and a stamp above the watermark.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property

from django.db import transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from psycopg import sql

from alignment import ledger
from alignment.catalog import Table, archived, execute, live, rows
from alignment.crossing import Crossing
from alignment.section import MergedPair, Section
from alignment.workplace import workplace

PUT_ASIDE = """
    CREATE TEMP TABLE awaiting AS
    SELECT legacy_id, aligned_id, digest FROM crossing WHERE kind = 'born'"""

FORGET_BORN = "DELETE FROM crossing WHERE kind = 'born'"

RANGE = "SELECT min(aligned_id), max(aligned_id) FROM awaiting"

# Those that still say what they said when numbers and names were given.
BATCH = """
    CREATE TEMP TABLE crossing ON COMMIT DROP AS
    SELECT awaiting.legacy_id, awaiting.aligned_id, 'born' AS kind, awaiting.digest
    FROM awaiting JOIN {source} AS whole ON whole.id = awaiting.legacy_id
    WHERE awaiting.aligned_id BETWEEN {first} AND {last}
      AND awaiting.digest = md5((whole.*)::text)::uuid"""


@dataclass
class Ahead(Crossing):
    """A forward crossing from the legacy table in use to the aligned one in the archive.

    Attributes:
        batch: if more rows than this are born they are put aside in `awaiting`, with all that
            `before` made, for `carry_batch`. None: never.
        awaiting: how many were put aside.
    """

    batch: int | None = None
    awaiting: int = 0

    @cached_property
    def legacy(self) -> Table:
        return live(self.connection, self.pair.legacy)

    @cached_property
    def aligned(self) -> Table:
        return archived(self.connection, self.pair.aligned)

    def _make_ready(self) -> None:
        super()._make_ready()
        self._put_aside()

    def _verify(self, before: int, after: int) -> None:
        """What is put aside is not in the figures: they add up when that has crossed too."""
        if not self.awaiting:
            super()._verify(before, after)

    def _put_aside(self) -> None:
        """Rows of a group have one aligned row, and are written together however many they are."""
        if self.batch is None or isinstance(self.pair, MergedPair):
            return
        if self.counts["born"] > self.batch:
            self.awaiting = self.run(PUT_ASIDE)
            execute(self.connection, "CREATE INDEX ON awaiting (aligned_id)")
            execute(self.connection, "ANALYZE awaiting")
            execute(self.connection, FORGET_BORN)
            del self.counts["born"]

    def carry_batch(self, first: int, last: int) -> int:
        """Carry those of the rows put aside that have these ids; how many."""
        self.run(BATCH, first=sql.Literal(first), last=sql.Literal(last))
        execute(self.connection, "ANALYZE crossing")
        self.counts = Counter(dict(rows(self.connection, ledger.COUNT_KINDS)))
        self._write()
        written = self.run(ledger.WRITE)
        self.expect("receipts written", self.counts["born"], written)
        return written

    def batches(self) -> Iterator[tuple[int, int]]:
        """The first and last ids of each batch."""
        assert self.batch
        [(lowest, highest)] = rows(self.connection, RANGE)
        for first in range(lowest, highest + 1, self.batch):
            yield first, min(highest, first + self.batch - 1)

    def _last_number(self) -> int:
        """A batch that was killed left the sequence ahead of the ids there are."""
        return self.target.highest_id()


@contextmanager
def moment(connection: BaseDatabaseWrapper, section: Section) -> Iterator[None]:
    """A transaction that sees one moment, in which the mappings of a section find their tables."""
    views = {
        name: archived(connection, name).quoted
        for name in dict.fromkeys(pair.aligned for pair in section.pairs)
    }
    with transaction.atomic(using=connection.alias):
        execute(connection, "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        with workplace(connection, views):
            yield

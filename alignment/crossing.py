"""One pair of tables crosses: the differences are found, written, receipted and verified.

Everything is a set-based statement of `ledger`, filled in here; no row passes through Python.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from functools import cached_property

from django.db.backends.base.base import BaseDatabaseWrapper
from psycopg import sql

from alignment import ledger
from alignment.catalog import Table, archived, execute, live, rows, value
from alignment.errors import CountsDiffer
from alignment.models import Direction
from alignment.section import Mapping, MergedPair, Pair
from alignment.watermark import Watermark

NUMBERS = ("smallint", "integer", "bigint", "numeric")


@dataclass
class Crossing:
    """One pair of tables on its way in one direction."""

    connection: BaseDatabaseWrapper
    pair: Pair
    direction: Direction
    watermark: Watermark | None = None  # of the source; without one every row is looked at
    suspects: int = 0  # rows that were looked at because of it
    grown: int = 0  # by how many rows the target grew
    counts: Counter[str] = field(default_factory=Counter)

    # --- What the statements of `ledger` are filled with ---

    @property
    def forward(self) -> bool:
        return self.direction == Direction.FORWARD

    @property
    def mapping(self) -> Mapping:
        return self.pair.forward if self.forward else self.pair.backward

    @cached_property
    def legacy(self) -> Table:
        return archived(self.connection, self.pair.legacy)

    @cached_property
    def aligned(self) -> Table:
        return live(self.connection, self.pair.aligned)

    @property
    def source(self) -> Table:
        return self.legacy if self.forward else self.aligned

    @property
    def target(self) -> Table:
        return self.aligned if self.forward else self.legacy

    @property
    def condition(self) -> str:
        """Which rows of the source have a partner in this pair."""
        return self.pair.legacy_rows if self.forward else "TRUE"

    @cached_property
    def rows_of_source(self) -> int:
        """Counted once: nobody writes there meanwhile, nor does the crossing."""
        return self.source.count()

    @cached_property
    def names(self) -> dict[str, sql.Composable]:
        source, target = ("legacy", "aligned") if self.forward else ("aligned", "legacy")
        types = {"legacy": self.legacy.columns["id"], "aligned": "bigint"}
        tables = {"legacy": self.legacy.quoted, "aligned": self.aligned.quoted}
        texts = {
            "source_type": types[source],
            "target_type": types[target],
            "receipt_type": "text" if self.forward else "bigint",
            "condition": self.condition,
            "known": "TRUE" if self.forward else "receipt.aligned_id IS NOT NULL",
            "births": "TRUE" if self.forward or self.pair.aligned_births else "FALSE",
            "moment": "whole.inserted_at" if self.forward else "NULL::timestamp",
            "some_gone": "TRUE",
        }
        return {
            **{name: sql.SQL(text) for name, text in texts.items()},
            "ledger": sql.Identifier(ledger.LEDGER),
            "legacy_name": sql.Literal(self.pair.legacy),
            "aligned_name": sql.Literal(self.pair.aligned),
            "source": tables[source],
            "target": tables[target],
            "source_id": sql.Identifier(f"{source}_id"),
            "target_id": sql.Identifier(f"{target}_id"),
            "source_digest": sql.Identifier(f"{source}_digest"),
            "target_digest": sql.Identifier(f"{target}_digest"),
        }

    def compose(self, statement: str, **names: sql.Composable) -> sql.Composed:
        names = {**self.names, **names}
        for name, text in ("pair", ledger.PAIR), ("rows", ledger.EVERY_ROW):
            names.setdefault(name, sql.SQL(text).format(**names))
        return sql.SQL(statement).format(**names)

    def run(self, statement: str, **names: sql.Composable) -> int:
        return execute(self.connection, self.compose(statement, **names))

    # --- The pass ---

    def carry(self) -> Counter[str]:
        """Carry every difference; the figures of what was done."""
        before = after = self.target.count()
        if self._find():
            self._make_ready()
            self._delete()
            self._write()
            self._write_receipts()
            after = self.target.count()
        self.grown = after - before
        self._verify(before, after)
        return self.counts

    def _find(self) -> bool:
        """Find what to carry; whether there is anything."""
        differences = self.compose(ledger.DIFFERENCES, **self._suspects())
        if self.forward and isinstance(self.pair, MergedPair):
            if not self.run(ledger.DIFFERENCE, differences=differences):
                return False
            self._find_groups(self.pair)
        else:
            self.run(ledger.CROSSING, differences=differences, new_id=self._new_id())
        execute(self.connection, "ANALYZE crossing")
        self.counts.update(dict(rows(self.connection, ledger.COUNT_KINDS)))
        return bool(self.counts)

    def _make_ready(self) -> None:
        for statement in self.mapping.before:
            execute(self.connection, statement)

    def _suspects(self) -> dict[str, sql.Composable]:
        """Where a watermark tells which rows were written, no other one is looked at.

        If the older ones, and the younger ones that crossed, are as many as there were, none is
        gone.
        """
        if self.watermark is None:
            return {}
        self.suspects = self.run(ledger.SUSPECTS, written=self.watermark.written)
        execute(self.connection, "ANALYZE suspect")
        stayed = self.rows_of_source - self.suspects
        if self.suspects:
            stayed += value(self.connection, self.compose(ledger.COUNT_STAYED))
        gone = stayed < self.watermark.rows
        return {
            "rows": self.compose(ledger.SUSPECT_ROWS),
            "some_gone": sql.SQL("TRUE" if gone else "FALSE"),
        }

    def _find_groups(self, pair: MergedPair) -> None:
        group = sql.SQL(", ").join(map(sql.Identifier, pair.group))
        values = sql.SQL(", ").join(sql.Identifier("groups", column) for column in pair.group)
        target = sql.SQL(", ").join(sql.Identifier("target", name) for name in pair.aligned_group)
        self.names |= {"group": group, "group_values": values, "target_group": target}
        execute(self.connection, "ANALYZE difference")
        self.run(ledger.MEMBERS)
        execute(self.connection, "ANALYZE member")
        self.run(ledger.GROUPS, last=sql.Literal(self._last_number()))
        execute(self.connection, "ANALYZE grouped")
        self.run(ledger.MERGED_CROSSING)

    def _new_id(self) -> sql.Composable:
        """An id for what is born: the next number, or a uuid where the key is no number."""
        if self.target.columns["id"].startswith(NUMBERS):
            return self.compose(ledger.NUMBERED, last=sql.Literal(self._last_number()))
        return self.compose("gen_random_uuid()::text::{target_type}")

    def _last_number(self) -> int:
        return self.target.last_number()

    # --- Writing ---

    def _delete(self) -> None:
        if self.counts["deleted"] and not self.keeps_rows:
            self.expect("rows deleted", self.counts["deleted"], self.run(ledger.DELETE))

    @property
    def keeps_rows(self) -> bool:
        """Whether a legacy row may outlive this partner, having another one."""
        return self.pair.shared and not self.forward

    def _write(self) -> None:
        select: sql.Composable = sql.SQL(self.mapping.select)
        if self.counts["changed"]:
            self.run(ledger.MAPPED, select=select)
            for column in self.mapping.parked:
                self.run(ledger.PARK, column=sql.Identifier(column))
            updated = self.run(ledger.UPDATE, assignments=self._assignments())
            self.expect("rows updated", self.counts["changed"], updated)
            select = self.compose(ledger.BORN)
        if self.counts["born"]:
            self.expect("rows inserted", self.counts["born"], self.insert(select))

    def _mapped_columns(self, select: sql.Composable) -> list[str]:
        with self.connection.cursor() as cursor:
            cursor.execute(sql.SQL("SELECT * FROM ({}) AS mapped LIMIT 0").format(select))
            return [column.name for column in cursor.description]

    def _cast(self, column: str) -> sql.Composable:
        """To the type of the column, which for a varchar(255) keeps what fits."""
        kind = sql.SQL(self.target.columns[column])
        return sql.SQL("CAST({} AS {})").format(sql.Identifier("mapped", column), kind)

    def _assignments(self) -> sql.Composable:
        columns = self._mapped_columns(sql.SQL("SELECT * FROM mapped"))
        return sql.SQL(", ").join(
            sql.SQL("{} = {}").format(sql.Identifier(column), self._cast(column))
            for column in columns
            if column != "id"
        )

    def insert(self, select: sql.Composable) -> int:
        """Insert what a mapping selects; the number of rows. The sequence follows."""
        columns = self._mapped_columns(select)
        written = self.run(
            ledger.INSERT,
            columns=sql.SQL(", ").join(map(sql.Identifier, columns)),
            values=sql.SQL(", ").join(map(self._cast, columns)),
            select=select,
        )
        sequence = self.target.sequence()
        if sequence is not None:
            highest = self.target.highest_id()
            value(self.connection, "SELECT setval(%s, %s)", [sequence, highest])
        return written

    # --- Receipts ---

    def _write_receipts(self) -> None:
        if self.forward and isinstance(self.pair, MergedPair):
            self.run(ledger.FORGET_MEMBERS)
            self.run(ledger.WRITE_MEMBERS)
            return
        if self.keeps_rows:
            self.run(ledger.TOUCH)
        if self.counts["deleted"]:
            self.run(ledger.FORGET)
            if self.keeps_rows and self.pair.emptied:
                execute(self.connection, self.pair.emptied)
        renewed = self.run(ledger.RENEW) if self.counts["changed"] else 0
        self.expect("receipts renewed", self.counts["changed"], renewed)
        written = self.run(ledger.WRITE) if self.counts["born"] else 0
        self.expect("receipts written", self.counts["born"], written)

    # --- Verification ---

    def _verify(self, before: int, after: int) -> None:
        """The figures have to add up, or the section is rolled back."""
        several = isinstance(self.pair, MergedPair) and not self.forward
        distinct = sql.SQL("DISTINCT" if several else "")
        of_source = self.compose(ledger.PAIR if self.forward else ledger.OF_ALIGNED)
        statement = self.compose(ledger.COUNT_RECEIPTS, distinct=distinct, of_source=of_source)
        receipts = value(self.connection, statement)
        source = self._rows_with_a_partner()
        if self.forward or self.pair.aligned_births:
            self.expect("receipts for every row", source, receipts)
        gone = 0 if self.keeps_rows else self.counts["deleted"]
        self.expect("rows there afterwards", before + self.counts["born"] - gone, after)
        self.counts["source"], self.counts["target"] = source, after
        self.counts["unchanged"] = after - self.counts["changed"] - self.counts["born"]

    def _rows_with_a_partner(self) -> int:
        if self.condition == "TRUE":
            return self.rows_of_source
        return int(value(self.connection, self.compose(ledger.COUNT_SOURCE)))

    def expect(self, statement: str, expected: int, found: int) -> None:
        """Refuse figures that differ.

        Raises:
            CountsDiffer: they do.
        """
        if expected != found:
            raise CountsDiffer(f"{self.pair} {self.direction}", statement, expected, found)

"""What many tests of a mapping share: one database that carries all their rows at once.

A migration takes about a second, a row next to nothing. So a test module states its rows one by
one, each beside the test that looks at it, and they cross together when the first test asks:

    EVENTS = Forward("detection_events", event)
    NAMED = EVENTS.row(data={"codebase_id": "shop"})

    def test_a_name(aligned: Aligned) -> None:
        assert aligned(NAMED)["codebase_id"] == "shop"
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest
from pytest_django import DjangoDbBlocker

from tests.rows import Row, delete, fetch, insert, update
from tests.scratch import Scratch

RECEIPTS = """
    SELECT legacy_id, aligned_id FROM alignment_movedrow
    WHERE legacy_table = %s AND aligned_table = %s AND aligned_id IS NOT NULL"""

# Any change makes the engine carry a row anew, also one to a column that no mapping knows.
TOUCH = """
    ALTER TABLE {0} ADD COLUMN IF NOT EXISTS touched boolean;
    UPDATE {0} SET touched = TRUE"""

Aligned = Callable[..., Row]
Build = Callable[..., Row]


@contextmanager
def copied(template: str) -> Iterator[Scratch]:
    """A copy of a database, for a while."""
    scratch = Scratch.create(template)
    try:
        yield scratch
    finally:
        scratch.drop()


@pytest.fixture(scope="module")
def shared(django_db_blocker: DjangoDbBlocker, legacy_template: str) -> Iterator[Scratch]:
    """The empty legacy tables, for all tests of a module."""
    with django_db_blocker.unblock(), copied(legacy_template) as scratch:
        yield scratch


def partners(scratch: Scratch, legacy: str, aligned: str) -> dict[str, int]:
    """Aligned ids by legacy id, as the receipts have them."""
    return dict(scratch.query(RECEIPTS, [legacy, aligned]))


def touch(scratch: Scratch, *tables: str) -> None:
    """Change every row in a way that means nothing."""
    for table in tables:
        scratch.script(TOUCH.format(table))


@dataclass
class Forward:
    """Legacy rows of one table that a module's tests state."""

    table: str
    build: Build
    rows: list[Row] = field(default_factory=list)

    def row(self, **columns: Any) -> Row:
        """State a row; the next number is its own."""
        row = self.build(len(self.rows) + 1, **columns)
        self.rows.append(row)
        return row

    def insert(self, scratch: Scratch) -> None:
        insert(scratch, self.table, *self.rows)

    def partners(self, scratch: Scratch, aligned: str) -> Aligned:
        """What finds the aligned row of a row that was stated."""
        found = fetch(scratch, aligned)
        ids = partners(scratch, self.table, aligned)
        return lambda row: found[ids[str(row["id"])]]


@dataclass(eq=False)
class Case:
    """One pair of rows, on its way: aligned, written to, rolled back, touched, aligned again.

    Attributes:
        legacy: the row it begins as; none if it is born aligned.
        write: the columns written while aligned; none to delete the row.
    """

    legacy: Row | None
    write: Row | None
    aligned_id: int = 0


@dataclass
class There:
    """What a case looked like at each stage."""

    written: dict[int, Row]
    ids: dict[int, str]
    rolled_back: dict[str, Row]
    again: dict[int, Row]

    def before(self, case: Case) -> Row:
        """The aligned row, before the rollback."""
        return self.written[case.aligned_id]

    def back(self, case: Case) -> Row:
        """The legacy row, after the rollback."""
        legacy_id = str(case.legacy["id"]) if case.legacy else self.ids[case.aligned_id]
        return self.rolled_back[legacy_id]

    def is_gone(self, case: Case) -> bool:
        """Whether the rollback deleted the legacy row."""
        assert case.legacy is not None
        return str(case.legacy["id"]) not in self.rolled_back

    def after(self, case: Case) -> Row:
        """The aligned row, carried anew from the legacy one."""
        return self.again[case.aligned_id]


@dataclass
class Backward:
    """Rows of a pair of tables that a module's tests write to while aligned."""

    legacy: str
    aligned: str
    build: Build
    cases: list[Case] = field(default_factory=list)

    def changed(self, legacy: Row | None = None, **write: Any) -> Case:
        """A legacy row with these columns, whose partner gets those."""
        return self._case(self.build(len(self.cases) + 1, **(legacy or {})), write)

    def deleted(self, **legacy: Any) -> Case:
        """A legacy row whose partner is deleted."""
        return self._case(self.build(len(self.cases) + 1, **legacy), None)

    def born(self, row: Row) -> Case:
        """A row that is inserted while aligned."""
        return self._case(None, row)

    def _case(self, legacy: Row | None, write: Row | None) -> Case:
        self.cases.append(Case(legacy, write))
        return self.cases[-1]

    def insert(self, scratch: Scratch) -> None:
        insert(scratch, self.legacy, *(case.legacy for case in self.cases if case.legacy))

    def write(self, scratch: Scratch) -> None:
        """Do to the aligned rows what the cases say."""
        ids = partners(scratch, self.legacy, self.aligned)
        for case in self.cases:
            self._write(scratch, case, ids)

    def _write(self, scratch: Scratch, case: Case, ids: dict[str, int]) -> None:
        if case.legacy is None:
            assert case.write is not None
            [case.aligned_id] = insert(scratch, self.aligned, case.write)
            return
        case.aligned_id = ids[str(case.legacy["id"])]
        if case.write is None:
            delete(scratch, self.aligned, case.aligned_id)
        elif case.write:
            update(scratch, self.aligned, case.aligned_id, **case.write)

    def walk(self, scratch: Scratch) -> There:
        """Align, write, roll back, touch, align again."""
        [there] = walk(scratch, self)
        return there


def walk(scratch: Scratch, *tables: Backward) -> list[There]:
    """The same for several pairs of tables of one section at once."""
    for table in tables:
        table.insert(scratch)
    scratch.migrate()
    for table in tables:
        table.write(scratch)
    written = [fetch(scratch, table.aligned) for table in tables]
    scratch.migrate("alignment", "0001")
    receipts = [partners(scratch, table.legacy, table.aligned) for table in tables]
    back = [fetch(scratch, table.legacy) for table in tables]
    touch(scratch, *{table.legacy for table in tables})
    scratch.migrate()
    again = [fetch(scratch, table.aligned) for table in tables]
    return [
        There(
            written[place],
            {aligned: legacy for legacy, aligned in receipts[place].items()},
            {str(key): row for key, row in back[place].items()},
            again[place],
        )
        for place in range(len(tables))
    ]

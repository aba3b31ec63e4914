"""Laws 3 and 4: writes cross, on any walk. And law 2 on the way: back and there is where it was.

A walk is any sequence of writes of the application and migrations of the operator, on a database
of its own. The oracle (`oracle*.py`) knows section 6 of the design in Python, and looks at every
row after every migration.

A few walks are part of the suite, the same each time. Many, at random:

    LAW_WALKS=500 LAW_STEPS=8 pytest tests/laws/test_walks.py -p no:cacheprovider

prints the walk that failed, as short as it can be made; a short test of it in `test_found.py` keeps
it found.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    precondition,
    rule,
    run_state_machine_as_test,
)

from tests.field.states import STATES
from tests.laws.reading import Row, sequences
from tests.laws.rows import OMISSIBLE, ROWS, is_jsonb
from tests.laws.values import short_text
from tests.laws.world import ALIGNED, LEGACY, World
from tests.scratch import Scratch

WALKS, STEPS = int(os.environ.get("LAW_WALKS", 0)), int(os.environ.get("LAW_STEPS", 4))

PROFILE = settings(
    max_examples=WALKS or 5,
    stateful_step_count=STEPS,
    derandomize=not WALKS,
    database=None,
    deadline=None,
    phases=[Phase.generate, Phase.shrink] if WALKS else [Phase.generate],
    report_multiple_bugs=False,
    suppress_health_check=list(HealthCheck),
)


def changed_document(data: st.DataObject, row: Row, name: str, kind: st.SearchStrategy) -> Any:
    """A document as the application changes it: one key more, one less, or another value."""
    present = row[name]
    if not isinstance(present, dict) or data.draw(st.booleans(), "anew"):
        return data.draw(kind, name)
    fresh = data.draw(kind, name)
    keys = sorted({*present, *(fresh if isinstance(fresh, dict) else ())})
    key = data.draw(st.sampled_from(keys) if keys else short_text, "key")
    rest = {other: value for other, value in present.items() if other != key}
    return rest | ({key: fresh[key]} if isinstance(fresh, dict) and key in fresh else {})


class Walk(RuleBasedStateMachine):
    """The rules of a walk: each step is some work of the application, then a migration."""

    scratches: Iterator[Scratch]

    def __init__(self) -> None:
        super().__init__()
        self.world = World(next(self.scratches))

    def teardown(self) -> None:
        self.world.scratch.drop()

    # --- The application ---

    def _work(self, data: st.DataObject) -> None:
        """What it does between two migrations."""
        kinds = st.sampled_from([self._insert, self._update, self._update, self._delete])
        for work in data.draw(st.lists(kinds, max_size=8)):
            work(data, data.draw(st.sampled_from(self.world.tables), "table"))

    def _insert(self, data: st.DataObject, table: str) -> None:
        row = data.draw(st.fixed_dictionaries(ROWS[table]), "row")
        row.pop(data.draw(st.sampled_from(sorted(OMISSIBLE)), "left out"), None)
        self.world.insert(table, row)

    def _update(self, data: st.DataObject, table: str) -> None:
        key, row = self._draw_row(data, table)
        if row is None:
            return self._insert(data, table)
        columns = {name: kind for name, kind in ROWS[table].items() if name != "id"}
        chosen = data.draw(st.lists(st.sampled_from(sorted(columns)), min_size=1, max_size=3))
        changes = {
            name: changed_document(data, row, name, columns[name])
            if is_jsonb(table, name)
            else data.draw(columns[name], name)
            for name in chosen
        }
        self.world.update(table, key, changes)
        return None

    def _delete(self, data: st.DataObject, table: str) -> None:
        key, row = self._draw_row(data, table)
        if row is not None:
            self.world.delete(table, key)

    def _draw_row(self, data: st.DataObject, table: str) -> tuple[str, Row | None]:
        rows = self.world.rows(table)
        key = data.draw(st.sampled_from(sorted(rows)), "id") if rows else ""
        return key, rows.get(key)

    # --- The operator, after some work of the application ---

    @initialize(data=st.data())
    def begin(self, data: st.DataObject) -> None:
        if self.world.aligned:
            return
        for table in self.world.tables:
            for _ in range(data.draw(st.integers(0, 3), "rows")):
                self._insert(data, table)

    @precondition(lambda self: len(self.world.aligned) < len(LEGACY))
    @rule(data=st.data())
    def migrate(self, data: st.DataObject) -> None:
        self._work(data)
        self.world.migrate()

    @precondition(lambda self: self.world.aligned)
    @rule(data=st.data(), section=st.sampled_from(["alignment", "alignment", *LEGACY]))
    def roll_back(self, data: st.DataObject, section: str) -> None:
        self._work(data)
        self.world.migrate(section, "0001")

    @precondition(lambda self: len(self.world.aligned) == len(LEGACY))
    @rule(data=st.data())
    def back_and_there(self, data: st.DataObject) -> None:
        """With nothing written in between, the aligned tables are what they were."""
        self._work(data)
        tables = [table for section in ALIGNED.values() for table in section]
        rows = {table: self.world.rows(table) for table in tables}
        numbers = sequences(self.world.scratch)
        self.world.migrate("alignment", "0001")
        self.world.migrate()
        assert {table: self.world.rows(table) for table in tables} == rows
        assert sequences(self.world.scratch) == numbers


def copies(database: Scratch) -> Iterator[Scratch]:
    database.connection.close()
    return (Scratch.create(database.name) for _ in iter(int, 1))


def with_an_unknown_column(database: Scratch) -> Scratch:
    for tables in LEGACY.values():
        for table in tables:
            database.script(f"ALTER TABLE {table} ADD COLUMN note text DEFAULT 'kept'")
    return database


@pytest.mark.parametrize("many", [1 / 20, 1000], ids=["renewed", "kept"])
def test_any_walk(legacy: Scratch, monkeypatch: pytest.MonkeyPatch, many: float) -> None:
    """Watermarks of tables as small as these are renewed each time, or else never."""
    monkeypatch.setattr("alignment.marks.MANY", many)
    with_an_unknown_column(legacy)
    for app in ("alignment", "auth"):
        legacy.migrate(app, *(["0001"] if app == "alignment" else []))
    Walk.scratches = copies(legacy)
    run_state_machine_as_test(Walk, settings=PROFILE)


@pytest.mark.parametrize(
    "start", ["made new", "half aligned", "production", "commits of half-aligned sessions"]
)
def test_any_walk_from_tables_that_were_adopted(scratch: Scratch, start: str) -> None:
    scratch.script(STATES[start].tables)
    scratch.script(STATES[start].rows)
    scratch.migrate("alignment", "0002")
    with_an_unknown_column(scratch).migrate()
    Walk.scratches = copies(scratch)
    run_state_machine_as_test(Walk, settings=settings(PROFILE, max_examples=WALKS or 2))

"""The contenders: that they do the same work as the alignment, or the comparison says nothing."""

from typing import Any

import pytest
from psycopg.sql import SQL, Identifier

from benchmarks.contenders import indexes
from benchmarks.crossings import ALL
from benchmarks.process import run
from benchmarks.rows import SHARES, counts
from benchmarks.states import ALIGNED, IN_PLACE_ALIGNED, LEGACY, State, States
from tests.benchmarks.conftest import EVENTS

Rows = list[dict[str, Any]]

# What the in-place way keeps in order to have a way back.
KEY = "legacy_id"


class Side:
    """A database that one contender has made."""

    def __init__(self, states: States, state: State) -> None:
        self.server = states.server
        self.database = states.copy(state)

    def let(self, name: str) -> None:
        [measurement] = [one for one in ALL if one.name == name]
        run(measurement.command, self.server.url(self.database))

    def rows(self, table: str) -> Rows:
        """Whole rows, as PostgreSQL puts them into JSON."""
        statement = SQL("SELECT to_jsonb(whole.*) - %s FROM {} AS whole ORDER BY id")
        with self.server.connect(self.database) as connection:
            found = connection.execute(statement.format(Identifier(table)), [KEY])
            return [row for (row,) in found]

    def indexes(self, table: str) -> set[str]:
        """What makes the indexes of a table."""
        query = "SELECT indexdef FROM pg_indexes WHERE schemaname = 'public' AND tablename = %s"
        with self.server.connect(self.database) as connection:
            return {text for (text,) in connection.execute(query, [table])}

    def copied(self) -> dict[str, int]:
        """Rows of each table in the place of the floor."""
        query = """
            SELECT relname, reltuples::int FROM pg_class
            WHERE relnamespace = 'floor'::regnamespace AND relkind = 'r'"""
        with self.server.connect(self.database) as connection:
            return dict(connection.execute(query).fetchall())


@pytest.fixture(scope="module")
def ours(states: States) -> Side:
    return Side(states, ALIGNED)


@pytest.fixture(scope="module")
def in_place(states: States) -> Side:
    return Side(states, IN_PLACE_ALIGNED)


@pytest.fixture(scope="module")
def orm(states: States) -> Side:
    side = Side(states, LEGACY)
    side.let("orm-forward")
    return side


@pytest.fixture(scope="module")
def untouched(states: States) -> Side:
    return Side(states, LEGACY)


@pytest.fixture(scope="module")
def there_and_back(states: States) -> Side:
    side = Side(states, IN_PLACE_ALIGNED)
    side.let("in-place-back")
    return side


@pytest.mark.parametrize("table", indexes.TABLES)
def test_all_arrive_at_the_same_rows_and_indexes(
    table: str, ours: Side, in_place: Side, orm: Side
) -> None:
    expected = ours.rows(table)

    assert in_place.rows(table) == expected
    assert orm.rows(table) == expected
    assert in_place.indexes(table) == orm.indexes(table) == ours.indexes(table)


@pytest.mark.parametrize("table", SHARES)
def test_in_place_way_back_loses_only_what_it_says(
    table: str, untouched: Side, there_and_back: Side
) -> None:
    pairs = list(zip(untouched.rows(table), there_and_back.rows(table), strict=True))

    assert pairs
    lost = [before for before, after in pairs if before != after]
    assert [row for row in lost if not is_lossy(row["metadata"])] == []
    assert there_and_back.indexes(table) == untouched.indexes(table)


def is_lossy(metadata: Any) -> bool:
    """Whether it is NULL, which becomes an empty object, or has a key named as a column."""
    return metadata is None or "event_type" in metadata


def test_floor_copies_every_row(untouched: Side) -> None:
    untouched.let("floor")

    assert untouched.copied() == counts(EVENTS)


def test_aligned_floor_copies_every_row(ours: Side) -> None:
    ours.let("floor-aligned")

    assert ours.copied() == {table: len(ours.rows(table)) for table in indexes.TABLES}

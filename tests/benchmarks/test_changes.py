"""What is written between crossings: about one row in a hundred, changed, born or deleted."""

import pytest
from psycopg.sql import SQL, Identifier

from benchmarks import changes
from benchmarks.server import Server
from benchmarks.states import ALIGNED, LEGACY, State, States
from tests.benchmarks.conftest import EVENTS

Rows = dict[str, str]


def rows(server: Server, database: str, table: str) -> Rows:
    """The text of each row, by its id."""
    statement = SQL("SELECT id::text, whole::text FROM {} AS whole").format(Identifier(table))
    with server.connect(database) as connection:
        return dict(connection.execute(statement).fetchall())


@pytest.mark.parametrize(
    ("state", "written", "table"),
    [
        (ALIGNED, changes.ALIGNED, "codebase_snapshots"),
        (LEGACY, changes.LEGACY, "detection_events"),
    ],
    ids=["aligned", "legacy"],
)
def test_one_row_in_a_hundred_is_written_to(
    state: State, written: str, table: str, states: States
) -> None:
    database = states.copy(state)
    before = rows(states.server, database, table)

    with states.server.connect(database) as connection:
        connection.execute(written.encode())

    after = rows(states.server, database, table)
    changed = [row for row in before.keys() & after.keys() if before[row] != after[row]]
    assert 0.005 < len(changed) / EVENTS < 0.02
    assert len(before.keys() ^ after.keys()) < len(changed)

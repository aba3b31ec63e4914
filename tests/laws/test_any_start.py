"""Law 6: whatever state the database is in, `migrate` brings it to one catalog, with every row.

And laws 1, 2 and 5 from there. The states are in `tests/field`.
"""

import re
from collections.abc import Iterator

import pytest
from pytest_django import DjangoDbBlocker

from tests.conftest import ScratchFactory
from tests.field.catalogs import catalog
from tests.field.states import LEGACY as LEGACY_TABLES
from tests.field.states import STATES, State
from tests.laws.reading import read_table
from tests.laws.test_dump import ALIGNED, LEGACY
from tests.scratch import Scratch
from tests.walks import copied


@pytest.fixture(scope="module")
def expected(django_db_blocker: DjangoDbBlocker) -> Iterator[frozenset[str]]:
    """The catalog of the aligned tables of an empty database."""
    with django_db_blocker.unblock(), copied("template1") as scratch:
        scratch.migrate()
        yield catalog(scratch, ALIGNED)


@pytest.fixture(params=STATES)
def state(request: pytest.FixtureRequest, pgvector: bool) -> State:
    state = STATES[request.param]
    if state.vector and not pgvector:
        # The same tables without the column are a state of their own.
        state = State(_without_vectors(state.tables), _without_vectors(state.rows), state.own)
    return state


def _without_vectors(script: str) -> str:
    """The legacy tables see for themselves whether there is pgvector."""
    adapting = LEGACY_TABLES if script.startswith(LEGACY_TABLES) else ""
    parts = script.removeprefix(adapting).split(";")
    kept = (part for part in parts if "vector" not in part and "embedding" not in part)
    return adapting + ";".join(kept)


@pytest.fixture
def found(scratch: Scratch, state: State) -> Scratch:
    scratch.script(state.tables)
    scratch.script(state.rows)
    return scratch


def live_rows(scratch: Scratch, tables: tuple[str, ...]) -> dict[str, dict[str, str]]:
    """Rows by table and id, as text, of tables in use."""
    return {
        table: {key: row.text for key, row in read_table(scratch, table).items()}
        for table in tables
        if scratch.value("SELECT to_regclass(%s) IS NOT NULL", [f"public.{table}"])
    }


def test_catalog_is_that_of_an_empty_database(
    found: Scratch, state: State, expected: frozenset[str]
) -> None:
    found.migrate()
    own = {one for one in state.own if "vector" not in one or state.vector}
    assert catalog(found, ALIGNED) == expected | own


def test_catalog_does_not_depend_on_rows(
    scratch: Scratch, state: State, expected: frozenset[str]
) -> None:
    scratch.script(state.tables)
    scratch.migrate()
    own = {one for one in state.own if "vector" not in one or state.vector}
    assert catalog(scratch, ALIGNED) == expected | own


def test_there_and_back_and_there_loses_nothing(found: Scratch) -> None:
    before = live_rows(found, LEGACY)
    found.migrate()
    aligned = found.dump(*ALIGNED)
    assert "No migrations to apply" in found.migrate(verbosity=1)
    assert found.dump(*ALIGNED) == aligned

    found.migrate("alignment", "0001")
    legacy = found.dump(*LEGACY)
    after = live_rows(found, LEGACY)
    for table, rows in before.items():
        if _is_legacy(rows):
            assert {key: after[table].get(key) for key in rows} == rows, table
    found.migrate()
    assert found.dump(*ALIGNED) == aligned
    found.migrate("alignment", "0001")
    assert found.dump(*LEGACY) == legacy


def _is_legacy(rows: dict[str, str]) -> bool:
    """Whether rows under a legacy name are legacy rows: those of the older lineage are not."""
    return not any(re.match(r"\((3|7),shop|\(\d+,(phoenix|odd)", row) for row in rows.values())


def test_zero_drops_no_table(scratch_factory: ScratchFactory, state: State) -> None:
    database = scratch_factory()
    database.script(state.tables)
    names = "SELECT tablename FROM pg_tables WHERE schemaname LIKE 'public%'"
    before = set(database.query(names))
    database.migrate()
    database.migrate("alignment", "zero")
    now = {(name.removesuffix("_found"),) for (name,) in database.query(names)}
    assert before <= now

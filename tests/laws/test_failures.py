"""Law 7 without a kill: whatever fails, wherever, the database is as before the section.

And the operator is told what failed, in a line.
"""

from collections.abc import Callable, Iterator
from importlib import import_module
from typing import Any

import pytest
from django.core.management.base import CommandError

from alignment import workplace
from tests.config.processes import manage
from tests.field.states import STATES
from tests.laws.hostile import HOSTILE_ROWS
from tests.laws.test_dump import LEGACY
from tests.scratch import Scratch

SECTIONS = "snapshots", "gitcoord", "techknowledge"

END_OTHERS = """
    SELECT pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid()"""


class Broken(Exception):
    """What fails in place of whatever might."""


def operations(section: str) -> list[Any]:
    return list(import_module(f"{section}.migrations.0002_align").Migration.operations)


def broken_after(work: Callable[..., None]) -> Callable[..., None]:
    def fail(*args: Any) -> None:
        work(*args)
        raise Broken

    return fail


def breakages(
    section: str, direction: str, monkeypatch: pytest.MonkeyPatch
) -> Iterator[type[Exception]]:
    """Each operation of a section in turn fails when it is done."""
    for operation in operations(section):
        with monkeypatch.context() as patch:
            work = getattr(operation, f"database_{direction}")
            patch.setattr(operation, f"database_{direction}", broken_after(work))
            yield Broken


def contents(database: Scratch) -> str:
    """All of a database but the numbers that sequences gave out, which no rollback takes back."""
    lines = database.dump().splitlines()
    return "\n".join(line for line in lines if not line.startswith("SELECT pg_catalog.setval"))


@pytest.fixture(params=["before", "legacy beside half aligned", "columns and indexes of its own"])
def begun(request: pytest.FixtureRequest, scratch: Scratch) -> Scratch:
    """A database in which only the sections have still to cross."""
    scratch.script(STATES[request.param].tables)
    scratch.script(STATES[request.param].rows)
    scratch.migrate("admin")
    scratch.migrate("alignment", "0002")
    return scratch


@pytest.mark.parametrize("section", SECTIONS)
def test_after_a_failure_between_any_two_operations_nothing_has_happened(
    begun: Scratch, section: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = contents(begun)
    for failure in breakages(section, "forwards", monkeypatch):
        with pytest.raises(failure):
            begun.migrate(section)
        assert contents(begun) == before
    begun.migrate(section)

    aligned = contents(begun)
    for failure in breakages(section, "backwards", monkeypatch):
        with pytest.raises(failure):
            begun.migrate(section, "0001")
        assert contents(begun) == aligned
    begun.migrate(section, "0001")


def test_a_full_disk_is_said_and_nothing_has_happened(
    legacy: Scratch, monkeypatch: pytest.MonkeyPatch
) -> None:
    legacy.script(
        "INSERT INTO detection_events SELECT gen_random_uuid(), 'a', 'b', 1, "
        "jsonb_build_object('codebase_id', n), '{}', '2025-01-01', '2025-01-01' "
        "FROM generate_series(1, 20000) AS n"
    )
    legacy.migrate("alignment", "0002")
    before = contents(legacy)
    little = workplace.ROOM_TO_WORK.replace("128MB", "64kB")
    monkeypatch.setattr(workplace, "ROOM_TO_WORK", little)
    legacy.script(f"ALTER DATABASE {legacy.name} SET temp_file_limit = '128kB'")
    legacy.connection.close()
    with pytest.raises(CommandError, match=r"^snapshots\.0002_align was rolled back: .*temp_file"):
        legacy.migrate("snapshots")
    assert contents(legacy) == before
    legacy.script(f"ALTER DATABASE {legacy.name} RESET temp_file_limit")
    legacy.connection.close()
    legacy.migrate("snapshots")
    assert legacy.value("SELECT count(*) FROM codebase_snapshots") == 20000


def test_a_lost_connection_is_said_and_nothing_has_happened(
    legacy: Scratch, monkeypatch: pytest.MonkeyPatch
) -> None:
    legacy.script(HOSTILE_ROWS)
    legacy.migrate("alignment", "0002")
    before = contents(legacy)
    carry = operations("gitcoord")[-1]

    def lose(apps: Any, schema_editor: Any) -> None:
        legacy.script(END_OTHERS)
        work(apps, schema_editor)

    work = carry.code
    with monkeypatch.context() as patch:
        patch.setattr(carry, "code", lose)
        with pytest.raises(CommandError, match=r"gitcoord\.0002_align was rolled back: .*terminat"):
            legacy.migrate("gitcoord")
    legacy.connection.close()
    assert contents(legacy) == before
    legacy.migrate("gitcoord")


def test_a_role_that_may_not_idle_in_a_transaction_migrates(legacy: Scratch) -> None:
    """That of statements is tested in `tests/alignment/test_locks.py`."""
    timeout = "idle_in_transaction_session_timeout"
    legacy.script(HOSTILE_ROWS)
    before = legacy.dump(*LEGACY)
    legacy.script(f"ALTER DATABASE {legacy.name} SET {timeout} = 1")
    legacy.connection.close()
    legacy.migrate()
    legacy.migrate("alignment", "0001")
    assert legacy.value(f"SHOW {timeout}") == "1ms"
    legacy.script(f"ALTER DATABASE {legacy.name} RESET {timeout}")
    assert legacy.dump(*LEGACY) == before


def test_what_postgresql_refuses_is_told_in_a_line(legacy: Scratch) -> None:
    legacy.script(HOSTILE_ROWS)
    legacy.script("""
        CREATE FUNCTION refuse() RETURNS event_trigger LANGUAGE plpgsql AS
            $$ BEGIN RAISE 'Not tonight.'; END $$;
        CREATE EVENT TRIGGER refuse ON ddl_command_end WHEN TAG IN ('CREATE VIEW')
            EXECUTE FUNCTION refuse();
    """)
    outcome = manage("migrate", DATABASE_URL=legacy.url)
    assert outcome.returncode == 1
    assert outcome.stderr.startswith("RolledBack: ")
    assert "0002_align was rolled back: Not tonight. CONTEXT" in outcome.stderr
    assert len(outcome.stderr.splitlines()) == 1

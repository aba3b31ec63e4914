"""One migration at a time, and nobody queued for ever behind it."""

import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
import pytest
from pytest_django.fixtures import Settings

from alignment.errors import AnotherMigration, TableInUse
from alignment.locks import only_migration
from tests.config.processes import manage, managing
from tests.rows import event, insert
from tests.scratch import Scratch


@contextmanager
def somebody(database: Scratch, statement: str) -> Iterator[psycopg.Connection]:
    """Another session, in a transaction that has run a statement."""
    with psycopg.connect(database.url, application_name="somebody") as session:
        session.execute(statement.encode())
        yield session


ADVISORY = """
    SELECT pg_advisory_lock(hashtextextended('alignment:' || current_schema(), 0))
"""


def test_a_second_migration_says_who_is_at_work(legacy: Scratch, settings: Settings) -> None:
    settings.ALIGNMENT_MIGRATION_WAIT = 0.3
    before = legacy.dump()
    with somebody(legacy, ADVISORY) as session:
        pid = session.info.backend_pid
        with pytest.raises(AnotherMigration, match=f"pid {pid}, .*application somebody"):
            legacy.migrate()
    assert legacy.dump() == before


def test_a_second_migration_waits_and_then_sees_the_work_done(legacy: Scratch) -> None:
    with somebody(legacy, ADVISORY) as session:
        end = threading.Timer(1, session.close)
        end.start()
        began = time.monotonic()
        legacy.migrate()
        assert time.monotonic() - began > 0.9
        end.join()
    assert legacy.value("SELECT to_regclass('codebase_snapshots') IS NOT NULL")


def test_of_two_started_together_one_works(legacy: Scratch) -> None:
    insert(legacy, "detection_events", event(1))
    outcomes = []
    runs = [
        threading.Thread(target=lambda: outcomes.append(manage("migrate", DATABASE_URL=legacy.url)))
        for _ in range(2)
    ]
    for run in runs:
        run.start()
    for run in runs:
        run.join()
    assert [outcome.returncode for outcome in outcomes] == [0, 0]
    assert sorted("No migrations to apply" in outcome.stdout for outcome in outcomes) == [
        False,
        True,
    ]
    twice = "SELECT app, name FROM django_migrations GROUP BY 1, 2 HAVING count(*) > 1"
    assert legacy.query(twice) == []
    assert legacy.value("SELECT count(*) FROM codebase_snapshots") == 1


def test_the_lock_is_given_back_after_an_error(legacy: Scratch) -> None:
    with pytest.raises(ZeroDivisionError), only_migration(legacy.connection):
        raise ZeroDivisionError
    with somebody(legacy, "SELECT 1") as session:
        taken = session.execute(ADVISORY.replace("pg_adv", "pg_try_adv").encode()).fetchone()
        assert taken == (True,)


def test_a_table_in_use_is_given_up_with_the_query_that_holds_it(
    legacy: Scratch, settings: Settings
) -> None:
    settings.ALIGNMENT_LOCK_TIMEOUT, settings.ALIGNMENT_LOCK_TRIES = 1, 2
    legacy.migrate("alignment", "0002")
    before = legacy.dump("git_sessions", "git_commits")
    query = "SELECT count(*) FROM git_commits"
    with somebody(legacy, query) as session:
        pid = session.info.backend_pid
        with pytest.raises(TableInUse, match=rf"in 2 tries.*\n  pid {pid}, .*") as refusal:
            legacy.migrate()
        assert query in str(refusal.value)
    assert legacy.dump("git_sessions", "git_commits") == before


def test_a_table_that_is_released_in_time_is_taken(legacy: Scratch, settings: Settings) -> None:
    settings.ALIGNMENT_LOCK_TIMEOUT, settings.ALIGNMENT_LOCK_TRIES = 0.2, 20
    with somebody(legacy, "SELECT count(*) FROM git_commits") as session:
        release = threading.Timer(2, session.rollback)
        release.start()
        legacy.migrate()
        release.join()
    assert legacy.value("SELECT to_regclass('git_merge_history') IS NOT NULL")


def waiting(database: Scratch) -> bool:
    """Whether a session waits for a lock on a table of this database: others have tests too."""
    question = """
        SELECT EXISTS (
            SELECT FROM pg_locks JOIN pg_database ON pg_database.oid = database
            WHERE datname = current_database() AND locktype = 'relation' AND NOT granted)"""
    return database.value(question) is True


def test_a_deadlock_with_somebody_is_a_reason_to_try_again(legacy: Scratch) -> None:
    legacy.migrate("alignment", "0002")
    with somebody(legacy, "LOCK TABLE git_sessions IN ROW EXCLUSIVE MODE") as session:
        session.execute("SET deadlock_timeout = '1min'")  # of the two, not this one is ended
        run = managing("migrate", DATABASE_URL=legacy.url)
        while not waiting(legacy):
            time.sleep(0.05)
        session.execute("LOCK TABLE git_commits IN ROW EXCLUSIVE MODE")
        session.rollback()
        output, complaint = run.communicate(timeout=60)
    assert (run.returncode, complaint) == (0, "")
    assert "Applying gitcoord.0002_align" in output


def test_a_statement_timeout_of_the_role_does_not_break_a_carry(legacy: Scratch) -> None:
    legacy.script(
        "INSERT INTO detection_events SELECT gen_random_uuid(), 'a', 'b', 1, "
        "jsonb_build_object('codebase_id', n % 50), '{}', '2025-01-01', '2025-01-01' "
        "FROM generate_series(1, 60000) AS n"
    )
    legacy.migrate("alignment", "0002")
    legacy.script(f"ALTER DATABASE {legacy.name} SET statement_timeout = 300")
    legacy.connection.close()
    legacy.migrate("snapshots")
    assert legacy.value("SELECT count(*) FROM codebase_snapshots") == 60000


def test_ctrl_c_rolls_back_and_says_so_in_one_line(legacy: Scratch) -> None:
    with somebody(legacy, "SELECT count(*) FROM technology_knowledge"):
        run = managing("migrate", DATABASE_URL=legacy.url, ALIGNMENT_LOCK_TIMEOUT="60")
        while run.poll() is None and not waiting(legacy):
            time.sleep(0.05)
        run.send_signal(signal.SIGINT)
        _, complaint = run.communicate(timeout=30)
    assert run.returncode == 130
    assert complaint.splitlines() == [
        "Interrupted. The section at work was rolled back; run migrate again to go on."
    ]
    assert legacy.value("SELECT to_regclass('technology_knowledge') IS NOT NULL")

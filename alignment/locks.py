"""One migration at a time, and nobody queued for ever behind it.

Of two `migrate` started together one works; the other waits for it and then sees the work done, or
says who is at work. And a table's exclusive lock is asked for with a timeout, again and again: a
request that waits blocks every query that comes after it.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from django.conf import settings
from django.db import OperationalError, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from psycopg import errors, sql

from alignment.catalog import Table, execute, rows, value
from alignment.errors import AnotherMigration, TableInUse
from alignment.narration import step

# Advisory locks belong to a database; this makes one of each schema in it.
KEY = "hashtextextended('alignment:' || current_schema(), 0)"

TRY = f"SELECT pg_try_advisory_lock({KEY})"

RELEASE = f"SELECT pg_advisory_unlock({KEY})"

# How pg_locks shows an advisory lock that somebody holds: a bigint key stands there as two halves.
HELD = """
    locktype = 'advisory' AND objsubid = 1 AND granted
    AND pg_locks.database = (SELECT oid FROM pg_database WHERE datname = current_database())
    AND (classid::bigint << 32) | objid::bigint = {key}"""

HOLDER = f"""
    SELECT activity.pid, activity.usename, activity.application_name,
           date_trunc('second', now() - activity.backend_start)::text
    FROM pg_locks
    JOIN pg_stat_activity AS activity ON activity.pid = pg_locks.pid
    WHERE {HELD.format(key=KEY)}"""

BLOCKERS = """
    SELECT DISTINCT activity.pid, activity.usename,
           date_trunc('second', now() - activity.xact_start)::text,
           left(regexp_replace(activity.query, '\\s+', ' ', 'g'), 200)
    FROM pg_locks
    JOIN pg_stat_activity AS activity ON activity.pid = pg_locks.pid
    WHERE relation = ANY (%s::regclass[]) AND granted AND activity.pid <> pg_backend_pid()"""

# A role's timeouts are made for an application's queries, not for a long carry. The third is there
# from PostgreSQL 17 on.
NO_TIMEOUTS = """
    SELECT set_config(name, '0', FALSE) FROM pg_settings
    WHERE name IN ('statement_timeout', 'idle_in_transaction_session_timeout',
                   'transaction_timeout')"""

TIMEOUTS_AGAIN = """
    SELECT set_config(name, reset_val, FALSE) FROM pg_settings
    WHERE name IN ('statement_timeout', 'idle_in_transaction_session_timeout',
                   'transaction_timeout')"""

POLL = 0.2  # seconds between two looks


@contextmanager
def only_migration(connection: BaseDatabaseWrapper) -> Iterator[None]:
    """Keep every other migration of this database and schema out.

    The lock is the session's: it is gone with the connection, however that ends.

    Raises:
        AnotherMigration: one was still at work after ALIGNMENT_MIGRATION_WAIT seconds.
    """
    _wait_for_turn(connection)
    # What others commit while a table's lock is waited for has to be seen when it is had.
    execute(connection, "SET default_transaction_isolation = 'read committed'")
    execute(connection, NO_TIMEOUTS)
    try:
        yield
    finally:
        if connection.is_usable():
            execute(connection, TIMEOUTS_AGAIN)
            value(connection, RELEASE)


def _wait_for_turn(connection: BaseDatabaseWrapper) -> None:
    if value(connection, TRY):
        return
    deadline = time.monotonic() + settings.ALIGNMENT_MIGRATION_WAIT
    with step("Wait for another migration"):
        while not value(connection, TRY):
            if time.monotonic() > deadline:
                raise AnotherMigration(settings.ALIGNMENT_MIGRATION_WAIT, rows(connection, HOLDER))
            time.sleep(POLL)


def lock_tables(connection: BaseDatabaseWrapper, tables: Sequence[Table]) -> None:
    """Lock tables against everybody else until the transaction ends, all or none.

    Each try waits ALIGNMENT_LOCK_TIMEOUT seconds; between two of them others get through. They are
    asked for in the order of their names, all before any work, so that nobody who does the same can
    be in the way half-way. Somebody with another order may be, and PostgreSQL ends one of the two.

    Raises:
        TableInUse: after ALIGNMENT_LOCK_TRIES, with who holds which query open for how long.
    """
    names = sorted(str(table) for table in tables)
    if not names:
        return
    for attempt in range(1, settings.ALIGNMENT_LOCK_TRIES + 1):
        if _try_to_lock(connection, names):
            return
        blockers = rows(connection, BLOCKERS, [names])
        if attempt < settings.ALIGNMENT_LOCK_TRIES:
            time.sleep(_pause(attempt))
    raise TableInUse(names, settings.ALIGNMENT_LOCK_TRIES, blockers)


def patience() -> float:
    """Seconds after which `lock_tables` gives up."""
    tries, timeout = settings.ALIGNMENT_LOCK_TRIES, settings.ALIGNMENT_LOCK_TIMEOUT
    return float(tries * timeout + sum(_pause(attempt) for attempt in range(1, tries)))


def _pause(attempt: int) -> float:
    """Seconds between two tries, in which others get through: longer each time."""
    return float(attempt * settings.ALIGNMENT_LOCK_TIMEOUT / 5)


def _try_to_lock(connection: BaseDatabaseWrapper, names: Sequence[str]) -> bool:
    timeout = sql.SQL("SET LOCAL lock_timeout = {}").format(
        sql.Literal(f"{settings.ALIGNMENT_LOCK_TIMEOUT * 1000:.0f}ms")
    )
    lock = f"LOCK TABLE {', '.join(names)} IN ACCESS EXCLUSIVE MODE"
    try:
        with transaction.atomic(using=connection.alias):
            execute(connection, timeout)
            execute(connection, lock)
    except OperationalError as error:
        if isinstance(error.__cause__, errors.LockNotAvailable | errors.DeadlockDetected):
            return False
        raise
    return True

"""What a preparation waits for: it has time, and whoever uses the database has not."""

from __future__ import annotations

import time

from django.conf import settings
from django.db.backends.base.base import BaseDatabaseWrapper
from django.template.defaultfilters import filesizeformat

from alignment.catalog import rows, value
from alignment.narration import step

# Where it may be seen, which takes pg_monitor; else none is known of.
LAG = """
    SELECT coalesce(max(pg_wal_lsn_diff(pg_current_wal_lsn(), replay_lsn)), 0)::bigint
    FROM pg_stat_replication"""

# Of this database, with a number or a snapshot of their own: they hold back watermarks and vacuum,
# which vacuum itself does not.
LONG = """
    SELECT pid, usename, date_trunc('second', now() - xact_start)::text
    FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid()
      AND backend_type <> 'autovacuum worker'
      AND (backend_xid IS NOT NULL OR backend_xmin IS NOT NULL)
      AND xact_start < now() - make_interval(secs => %s)
    ORDER BY xact_start LIMIT 1"""

POLL = 0.5  # seconds between two looks


def keep_pace(connection: BaseDatabaseWrapper) -> None:
    """Pause after a batch, and for as long as standbys are behind or a transaction is old."""
    time.sleep(settings.ALIGNMENT_PREPARE_PAUSE)
    wait_for_others(connection)


def wait_for_others(connection: BaseDatabaseWrapper) -> None:
    """Wait while there is a reason to; it is told at once, and how long that took afterwards."""
    reason = _reason(connection)
    if not reason:
        return
    with step(f"Wait: {reason}"):
        pass
    with step("Go on"):
        while _reason(connection):
            time.sleep(POLL)


def _reason(connection: BaseDatabaseWrapper) -> str:
    behind = value(connection, LAG)
    if behind > settings.ALIGNMENT_PREPARE_MAX_LAG:
        size = filesizeformat(behind).replace("\xa0", " ")
        return f"a standby is {size} behind"
    for pid, user, age in rows(connection, LONG, [settings.ALIGNMENT_PREPARE_MAX_TRANSACTION]):
        return f"pid {pid}, user {user}, is in a transaction for {age}"
    return ""

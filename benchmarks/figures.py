"""What is read off a database before and after somebody worked in it."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Any

import psycopg
from psycopg.rows import dict_row
from psycopg.sql import SQL, Identifier

from benchmarks.server import Server

_WAL = "SELECT pg_current_wal_lsn() - '0/0'::pg_lsn AS bytes"
_TEMPORARY = "SELECT temp_bytes FROM pg_stat_database WHERE datname = %s"
_BUSY = """
    SELECT EXISTS (
        SELECT FROM pg_stat_activity
        WHERE datname = %s AND backend_type IN ('client backend', 'parallel worker'))"""

# Tables of the sections and of the ledger, wherever they stand; not Django's own.
_TABLES = """
    SELECT nspname AS schema, pg_class.relname AS name,
           pg_table_size(pg_class.oid) AS bytes,
           pg_relation_size(pg_class.oid) AS heap,
           pg_indexes_size(pg_class.oid) AS indexes,
           n_dead_tup AS dead_rows
    FROM pg_class
    JOIN pg_namespace ON pg_namespace.oid = relnamespace
    JOIN pg_stat_all_tables ON pg_stat_all_tables.relid = pg_class.oid
    WHERE relkind = 'r' AND nspname NOT IN ('pg_catalog', 'information_schema', 'pg_toast')
      AND pg_class.relname ~ '^(detection_|codebase_|git_|technology_|alignment_)'
    ORDER BY nspname, pg_class.relname"""

# A row takes its own bytes, filled up to eight, and a pointer; a page has 24 bytes for itself. By
# ROW, or the values of columns that were dropped would count, which stay until the row is written.
_LIVE = """
    SELECT count(*) AS rows,
           coalesce(sum((pg_column_size(ROW(whole.*)) + 7) / 8 * 8 + 4), 0)::bigint AS bytes
    FROM {} AS whole"""


@dataclass(frozen=True)
class Reading:
    """Where the server's counters stand.

    Attributes:
        wal: bytes of the whole server; nobody else should be writing to it.
        temporary: bytes of files for sorts and joins, of the database.
    """

    wal: int
    temporary: int


def read(server: Server, database: str) -> Reading:
    """Read the counters, when nobody works in the database any more."""
    with server.connect() as connection:
        while connection.execute(_BUSY, [database]).fetchone() == (True,):
            time.sleep(0.02)
        [wal] = connection.execute(_WAL).fetchone() or (0,)
        [temporary] = connection.execute(_TEMPORARY, [database]).fetchone() or (0,)
    return Reading(int(wal), int(temporary))


def settle(server: Server, database: str) -> None:
    """Write out what is in memory, so that each begins from the same."""
    with server.connect(database) as connection:
        connection.execute("CHECKPOINT")


def sizes(server: Server, database: str) -> list[dict[str, Any]]:
    """The tables with their bytes, and how much of the heap is rows.

    `filled` is the share of a table's pages that its rows take; what lacks is bloat. Values that
    stand outside of their row count as if they stood in it, at most up to 1.
    """
    with server.connect(database) as connection:
        connection.row_factory = dict_row  # type: ignore[assignment]
        tables: list[dict[str, Any]] = connection.execute(_TABLES).fetchall()  # type: ignore[assignment]
        for table in tables:
            table |= _live(connection, table)
    return tables


def _live(connection: psycopg.Connection, table: dict[str, Any]) -> dict[str, Any]:
    statement = SQL(_LIVE).format(Identifier(table["schema"], table["name"]))
    live: dict[str, Any] = connection.execute(statement).fetchone()  # type: ignore[assignment]
    heap = table["heap"]
    return {
        "rows": live["rows"],
        "live_bytes": live["bytes"],
        "filled": min(1.0, live["bytes"] / heap) if heap else None,
    }

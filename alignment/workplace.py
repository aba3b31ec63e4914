"""What the statements of a mapping count on while they run: settings, functions and names."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from django.db.backends.base.base import BaseDatabaseWrapper
from psycopg import sql

from alignment import ledger
from alignment.catalog import execute, rows
from alignment.jsonb import define_functions

# Enough to sort and to build indexes on a million rows in memory; and compiling a mapping, which
# runs once, takes longer than it saves, as does sorting a million rows to join them. Digests are
# worth a second processor even if every row is handed over. A few thousand rows of a million are
# fetched one by one; what a mapping says of each is asked once, so that to remember it is in vain,
# and keys to remember it by make a plan too long to be told: `auto_explain` took all memory there
# was. For this transaction only.
ROOM_TO_WORK = """
    SET LOCAL work_mem = '128MB';
    SET LOCAL maintenance_work_mem = '512MB';
    SET LOCAL jit = off;
    SET LOCAL enable_mergejoin = off;
    SET LOCAL enable_memoize = off;
    SET LOCAL parallel_tuple_cost = 0.001;
    SET LOCAL random_page_cost = 1.1"""

# A policy that hides rows has to fail, not to hide them.
NO_HIDDEN_ROWS = "SET LOCAL row_security = off"

TOUCHED = "CREATE TEMP TABLE touched (relation text, id text)"

TEMPORARY_TABLES = """
    SELECT relname FROM pg_class
    WHERE relnamespace = pg_my_temp_schema() AND relkind = 'r' AND relname <> 'touched'"""


@contextmanager
def workplace(
    connection: BaseDatabaseWrapper, views: Mapping[str, sql.Composable]
) -> Iterator[None]:
    """Set the session up for a crossing, and leave nothing temporary behind.

    Args:
        views: names of the session's own, and the tables or subqueries they stand for.
    """
    execute(connection, ledger.STABLE_TEXT)
    execute(connection, ROOM_TO_WORK)
    execute(connection, NO_HIDDEN_ROWS)
    execute(connection, TOUCHED)
    define_functions(connection)
    with temporary_views(connection, views):
        yield
    execute(connection, "DROP TABLE pg_temp.touched")


@contextmanager
def temporary_views(
    connection: BaseDatabaseWrapper, views: Mapping[str, sql.Composable]
) -> Iterator[None]:
    """Have something under another name for a while."""
    for name, source in views.items():
        view = sql.SQL("CREATE TEMP VIEW {} AS SELECT * FROM {}")
        execute(connection, view.format(sql.Identifier(name), source))
    yield
    for name in views:
        execute(connection, sql.SQL("DROP VIEW {}").format(sql.Identifier("pg_temp", name)))


def clear_tables(connection: BaseDatabaseWrapper) -> None:
    """Drop the temporary tables that the statements of one pair made."""
    for (table,) in rows(connection, TEMPORARY_TABLES):
        execute(connection, sql.SQL("DROP TABLE {}").format(sql.Identifier("pg_temp", table)))

"""The tables of a database, with their rows, as they all were at one moment."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from django.db import transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from psycopg import sql

from alignment.catalog import execute, rows, value

# What belongs to an extension comes back with it, and is not in an archive.
TABLES = """
    SELECT class.oid, namespace.nspname, class.relname, class.relkind = 'r'
    FROM pg_class AS class
    JOIN pg_namespace AS namespace ON namespace.oid = class.relnamespace
    WHERE class.relkind IN ('r', 'p')
      AND namespace.nspname !~ '^pg_' AND namespace.nspname <> 'information_schema'
      AND NOT EXISTS (SELECT FROM pg_depend WHERE classid = 'pg_class'::regclass
                      AND objid = class.oid AND deptype = 'e')
    ORDER BY namespace.nspname, class.relname"""

# A server that ends what takes long, or idles in a transaction, would end a backup.
WITHOUT_LIMITS = """
    SELECT set_config(name, '0', true) FROM pg_settings
    WHERE name IN ('statement_timeout', 'idle_in_transaction_session_timeout',
                   'transaction_timeout')"""


@dataclass(frozen=True)
class Found:
    """A table.

    Attributes:
        stores: whether it has rows of its own; those of a partitioned table are its partitions'.
    """

    oid: int
    schema: str
    name: str
    stores: bool

    def __str__(self) -> str:
        return f"{self.schema}.{self.name}"


Counts = dict[Found, int]


def tables(connection: BaseDatabaseWrapper) -> list[Found]:
    """All tables outside PostgreSQL's own schemas, by schema and name."""
    return [Found(*row) for row in rows(connection, TABLES)]


def count(connection: BaseDatabaseWrapper) -> Counts:
    """The rows of all tables; each row counts once, in the table that stores it."""
    return {table: _count(connection, table) for table in tables(connection)}


def in_words(counts: Counts) -> str:
    return f"{len(counts):,} tables, {sum(counts.values()):,} rows"


@contextmanager
def snapshot(connection: BaseDatabaseWrapper) -> Iterator[str]:
    """A transaction that sees one moment; the name by which pg_dump sees the same."""
    with transaction.atomic(using=connection.alias, durable=True):
        execute(connection, "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        rows(connection, WITHOUT_LIMITS)
        yield str(value(connection, "SELECT pg_export_snapshot()"))


def _count(connection: BaseDatabaseWrapper, table: Found) -> int:
    statement = sql.SQL("SELECT count(*) FROM ONLY {}")
    return int(value(connection, statement.format(sql.Identifier(table.schema, table.name))))

"""The demo's own database, on the server that the settings name."""

from __future__ import annotations

import os
import shlex
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError
from django.db import connection
from django.db.backends.utils import CursorWrapper
from psycopg import Cursor
from psycopg.sql import SQL, Identifier, Literal

NAME_VARIABLE = "DEMO_DATABASE"
DEFAULT_NAME = "alignment_demo"

# By this we know the database again: one that somebody else made is not ours to drop.
MARK = "Made by config.demo, which drops it at its next run."

# What the environment says about the server and the database.
_VARIABLES = ("DATABASE_URL", "PGSERVER_POSTGRES_VERSION", NAME_VARIABLE)

LEGACY_TABLES = Path(__file__).with_name("legacy.sql")


def name() -> str:
    """What the database is called."""
    return os.environ.get(NAME_VARIABLE) or DEFAULT_NAME


def use() -> None:
    """Have Django work on the demo's database from now on, in this process."""
    connection.close()
    connection.settings_dict["NAME"] = name()


def invocation() -> str:
    """How to run a command of manage.py on this database: what goes before the command."""
    variables = {name: shlex.quote(os.environ[name]) for name in _VARIABLES if os.environ.get(name)}
    if connection.settings_dict["PASSWORD"]:
        variables["DATABASE_URL"] = '"$DATABASE_URL"'  # not for everybody who looks on
    python = os.path.relpath(sys.executable)
    if python.startswith(os.pardir):
        python = sys.executable
    assignments = (f"{name}={text}" for name, text in variables.items())
    return " ".join((*assignments, shlex.quote(python), "-m config.demo"))


def is_there() -> bool:
    """Whether there is a database from an earlier run.

    Raises:
        CommandError: there is one of this name that the demo did not make.
    """
    with connection.cursor() as cursor:
        exists = _exists(cursor)
        if exists and not _is_ours(cursor):
            raise CommandError(
                f"There is a database {name()!r} already, and the demo did not make it. "
                f"Set {NAME_VARIABLE} to another name."
            )
    return exists


def remake() -> bool:
    """Make the database, empty; whether there was one from an earlier run.

    Raises:
        CommandError: there is a database of this name that the demo did not make.
    """
    again = is_there()
    quoted = Identifier(name())
    with connection.cursor() as cursor:
        cursor.execute(SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(quoted))
        cursor.execute(SQL("CREATE DATABASE {} TEMPLATE template0").format(quoted))
        cursor.execute(SQL("COMMENT ON DATABASE {} IS {}").format(quoted, Literal(MARK)))
    return again


def _exists(cursor: CursorWrapper) -> bool:
    cursor.execute("SELECT EXISTS (SELECT FROM pg_database WHERE datname = %s)", [name()])
    return bool(_only_value(cursor))


def _is_ours(cursor: CursorWrapper) -> bool:
    cursor.execute(
        "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = %s", [name()]
    )
    return bool(_only_value(cursor) == MARK)


def _only_value(cursor: CursorWrapper) -> Any:
    [(result,)] = cursor.fetchall()
    return result


def make_legacy_tables() -> None:
    """The tables as Ecto's migrations leave them, empty."""
    with connection.cursor() as cursor:
        cursor.execute(LEGACY_TABLES.read_text())


def has_embeddings() -> bool:
    """Whether knowledge has embeddings here, which takes the extension pgvector."""
    return bool(value("SELECT EXISTS (SELECT FROM pg_extension WHERE extname = 'vector')"))


def fill(tables: Mapping[str, Sequence[Mapping[str, Any]]], cursor: Cursor) -> None:
    """Copy rows into tables."""
    for table, rows in tables.items():
        columns = SQL(", ").join(map(Identifier, rows[0]))
        command = SQL("COPY {} ({}) FROM STDIN").format(Identifier(table), columns)
        with cursor.copy(command) as copy:
            for row in rows:
                copy.write_row(list(row.values()))
        cursor.execute(SQL("ANALYZE {}").format(Identifier(table)))


def query(statement: str, params: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
    """The rows of a query."""
    with connection.cursor() as cursor:
        cursor.execute(statement, params)
        return list(cursor.fetchall())


def value(statement: str, params: Sequence[Any] = ()) -> Any:
    """The one value of a query that has one."""
    [(result,)] = query(statement, params)
    return result


def record(statement: str, params: Sequence[Any] = ()) -> dict[str, Any]:
    """The one row of a query that has one, by column."""
    with connection.cursor() as cursor:
        cursor.execute(statement, params)
        [row] = cursor.fetchall()
        return dict(zip([column.name for column in cursor.description], row, strict=True))

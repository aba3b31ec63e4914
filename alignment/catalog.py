"""Tables as PostgreSQL's catalog has them: where they are, what columns, moved in and out.

Nothing here names a schema of its own: tables in use are those of the connection's current
schema, and what goes out of use stands beside it, in `<current schema>_archive`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db.backends.base.base import BaseDatabaseWrapper
from psycopg import sql

from alignment.errors import NameTaken, NoSchema, TableMissing

TABLE_EXISTS = """
    SELECT EXISTS (
        SELECT FROM pg_class AS class
        JOIN pg_namespace AS namespace ON namespace.oid = class.relnamespace
        WHERE namespace.nspname = %s AND class.relname = %s AND class.relkind IN ('r', 'p')
    )"""

NAME_TAKEN = """
    SELECT EXISTS (
        SELECT FROM pg_class
        JOIN pg_namespace ON pg_namespace.oid = relnamespace
        WHERE nspname = %(schema)s AND relname = %(name)s
        UNION ALL
        SELECT FROM pg_type
        JOIN pg_namespace ON pg_namespace.oid = typnamespace
        WHERE nspname = %(schema)s AND typname = %(name)s
    )"""

COLUMNS = """
    SELECT attribute.attname, format_type(attribute.atttypid, attribute.atttypmod)
    FROM pg_attribute AS attribute
    JOIN pg_class AS class ON class.oid = attribute.attrelid
    JOIN pg_namespace AS namespace ON namespace.oid = class.relnamespace
    WHERE namespace.nspname = %s AND class.relname = %s
      AND attribute.attnum > 0 AND NOT attribute.attisdropped
    ORDER BY attribute.attnum"""

SEQUENCE = "SELECT pg_get_serial_sequence(%s, %s)"

GIVEN = "SELECT last_value - (NOT is_called)::int FROM {}"


def rows(
    connection: BaseDatabaseWrapper, statement: str | sql.Composable, params: Any = None
) -> list[tuple[Any, ...]]:
    """All rows of a query."""
    with connection.cursor() as cursor:
        cursor.execute(statement, params)
        return list(cursor.fetchall())


def value(
    connection: BaseDatabaseWrapper, statement: str | sql.Composable, params: Any = None
) -> Any:
    """The first column of a query's only row."""
    [(result, *_)] = rows(connection, statement, params)
    return result


def execute(
    connection: BaseDatabaseWrapper, statement: str | sql.Composable, params: Any = None
) -> int:
    """Run one statement; the number of rows it wrote."""
    with connection.cursor() as cursor:
        cursor.execute(statement, params)
        return int(cursor.rowcount)


def current_schema(connection: BaseDatabaseWrapper) -> str:
    """The schema that unqualified names go to, by the connection's search_path.

    Raises:
        NoSchema: there is none.
    """
    schema = value(connection, "SELECT current_schema()")
    if schema is None:
        raise NoSchema(value(connection, "SHOW search_path"))
    return str(schema)


def archive_schema(connection: BaseDatabaseWrapper) -> str:
    """The schema that keeps tables which went out of use (setting ALIGNMENT_ARCHIVE_SCHEMA)."""
    return settings.ALIGNMENT_ARCHIVE_SCHEMA or f"{current_schema(connection)}_archive"


@dataclass(frozen=True)
class Table:
    """A table of one name in one schema, whether it exists or not."""

    connection: BaseDatabaseWrapper
    schema: str
    name: str

    def __str__(self) -> str:
        return self.quoted.as_string(None)

    @property
    def exists(self) -> bool:
        return bool(value(self.connection, TABLE_EXISTS, [self.schema, self.name]))

    @property
    def is_taken(self) -> bool:
        """Whether anything has this name: a table, a view, an index, a type."""
        return bool(value(self.connection, NAME_TAKEN, {"schema": self.schema, "name": self.name}))

    @property
    def columns(self) -> dict[str, str]:
        """Column names in order, each with its type, e.g. ``character varying(255)``."""
        return dict(rows(self.connection, COLUMNS, [self.schema, self.name]))

    @property
    def quoted(self) -> sql.Identifier:
        return sql.Identifier(self.schema, self.name)

    @property
    def has_rows(self) -> bool:
        return bool(
            value(self.connection, sql.SQL("SELECT EXISTS (SELECT FROM {})").format(self.quoted))
        )

    def count(self) -> int:
        return int(value(self.connection, sql.SQL("SELECT count(*) FROM {}").format(self.quoted)))

    def sequence(self, column: str = "id") -> str | None:
        """The quoted name of the sequence that numbers a column; None if there is none."""
        found = value(self.connection, SEQUENCE, [str(self), column])
        return None if found is None else str(found)

    def highest_id(self) -> int:
        """0 if there are no rows."""
        highest = sql.SQL("SELECT coalesce(max(id), 0) FROM {}").format(self.quoted)
        return int(value(self.connection, highest))

    def last_number(self) -> int:
        """The highest id that there is, or that the sequence has given out."""
        sequence = self.sequence()
        if sequence is None:
            return self.highest_id()
        given = sql.SQL(GIVEN).format(sql.SQL(sequence))
        return max(self.highest_id(), int(value(self.connection, given)))

    def move_to(self, schema: str, why: str) -> None:
        """Move the table with rows, indexes, constraints and sequences; takes no time.

        Raises:
            NameTaken: the schema has a table of this name, which would be in the way.
        """
        if Table(self.connection, schema, self.name).exists:
            raise NameTaken(schema, self.name, why)
        execute(
            self.connection,
            sql.SQL("ALTER TABLE {} SET SCHEMA {}").format(self.quoted, sql.Identifier(schema)),
        )


def live(connection: BaseDatabaseWrapper, name: str) -> Table:
    """The table in use."""
    return Table(connection, current_schema(connection), name)


def archived(connection: BaseDatabaseWrapper, name: str) -> Table:
    """The table out of use."""
    return Table(connection, archive_schema(connection), name)


def create_schema(connection: BaseDatabaseWrapper, name: str) -> None:
    """Make a schema. Where it exists nothing is asked of PostgreSQL, which asks for more rights."""
    if not value(connection, "SELECT EXISTS (SELECT FROM pg_namespace WHERE nspname = %s)", [name]):
        execute(connection, sql.SQL("CREATE SCHEMA {}").format(sql.Identifier(name)))


def archive(connection: BaseDatabaseWrapper, name: str) -> None:
    """Take a table out of use. Done already (a run that was killed late): nothing to do.

    Raises:
        TableMissing: the table is nowhere.
        NameTaken: the archive has another table of this name.
    """
    table, kept = live(connection, name), archived(connection, name)
    if table.exists:
        create_schema(connection, kept.schema)
        table.move_to(kept.schema, f"{name} of schema {table.schema!r} has to be kept")
    elif not kept.exists:
        raise TableMissing(name, table.schema, kept.schema)


def bring_home(connection: BaseDatabaseWrapper, name: str) -> None:
    """Put an archived table back in use. Done already: nothing to do.

    Raises:
        TableMissing: the table is nowhere.
        NameTaken: another table took its place meanwhile.
    """
    table, kept = live(connection, name), archived(connection, name)
    if kept.exists:
        kept.move_to(table.schema, f"{name} has to come home from schema {kept.schema!r}")
    elif not table.exists:
        raise TableMissing(name, table.schema, kept.schema)

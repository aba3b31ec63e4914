"""Archived tables, which no model describes: read by their columns, whatever these are."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db import DataError, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.utils.safestring import SafeString
from psycopg import sql

from alignment.admin import cells
from alignment.admin.changelist import MOST
from alignment.admin.verbatim import LONGEST, is_whole, parsed
from alignment.catalog import Table, archive_schema, rows, value
from alignment.section import sections
from alignment.shapes import FOUND

# Characters of a text that a page shows, and that a list does.
PAGE_TEXT, LIST_TEXT = 2_000, 80

PER_PAGE = 100

# The digest that the ledger has of a row; the session has to be in the ledger's STABLE_TEXT.
DIGEST = sql.SQL("md5((whole.*)::text)::uuid")

ROWS = """
    SELECT whole.id::text, {digest}, {values} FROM {table} AS whole
    WHERE {condition} ORDER BY {order}"""

PAGE = """
    SELECT whole.id::text, {values} FROM {table} AS whole
    WHERE {condition} ORDER BY whole.id {direction} LIMIT {limit}"""

COUNT = "SELECT count(*) FROM (SELECT FROM {table} LIMIT {limit}) AS counted"


@dataclass(frozen=True)
class Value:
    """What stands in a column, or under a key of a document in it.

    Attributes:
        path: ``data``, or ``data.codebase_id``.
        kind: of which type it is.
        text: as PostgreSQL writes it, an array as a list of JSON, cut after LONGEST; None for NULL
            and for a key that is not there.
    """

    path: str
    kind: str
    text: str | None

    def cell(self, whole: str | None = None) -> SafeString:
        """How a page shows it.

        Args:
            whole: where all of it is.
        """
        if self.kind == "jsonb":
            return cells.document(self.text, whole)
        if self.text is not None and is_array(self.kind) and is_whole(self.text):
            return cells.chips(parsed(self.text))
        cell = cells.text(self.text, PAGE_TEXT)
        if whole is None or self.text is None or len(self.text) <= PAGE_TEXT:
            return cell
        return cells.lines([cell, cells.link(whole, "The whole text")])


@dataclass(frozen=True)
class ArchivedRow:
    """A row, as it was left.

    Attributes:
        digest: as the ledger takes it.
        values: by path, in the order asked for.
    """

    id: str
    digest: Any
    values: dict[str, Value]


class Archive:
    """One archived table. Where it does not exist, it has no columns."""

    def __init__(self, connection: BaseDatabaseWrapper, name: str, schema: str = "") -> None:
        self.connection = connection
        self.name = name
        self.schema = schema or archive_schema(connection)

    @property
    def table(self) -> Table:
        return Table(self.connection, self.schema, self.name)

    @cached_property
    def columns(self) -> dict[str, str]:
        """Columns in order, each with its type."""
        return self.table.columns

    @property
    def exists(self) -> bool:
        return "id" in self.columns

    @property
    def others(self) -> list[str]:
        """The columns besides the key."""
        return [name for name in self.columns if name != "id"]

    def count(self) -> int:
        """How many rows it has, as far as they are counted: at most one more than MOST."""
        statement = sql.SQL(COUNT).format(table=self.table.quoted, limit=sql.Literal(MOST + 1))
        return int(value(self.connection, statement))

    def rows(self, ids: Sequence[str], paths: Sequence[str] = ()) -> dict[str, ArchivedRow]:
        """Rows by their ids, the oldest first; those that are not there are left out.

        Args:
            paths: what to read besides all columns.
        """
        wanted = dict.fromkeys((*self.columns, *(path for path in paths if self.has(path))))
        statement = sql.SQL(ROWS).format(
            digest=DIGEST,
            values=sql.SQL(", ").join(self._expression(path) for path in wanted),
            table=self.table.quoted,
            condition=self._is_one_of(ids),
            order=sql.SQL(", ").join(
                sql.Identifier("whole", name)
                for name in ("inserted_at", "id")
                if name in self.columns
            ),
        )
        found = {}
        for key, digest, *texts in rows(self.connection, statement):
            values = zip(wanted, texts, strict=True)
            found[key] = ArchivedRow(
                key, digest, {path: self._value(path, text) for path, text in values}
            )
        return found

    def row(self, key: str) -> ArchivedRow | None:
        """One row; None if there is none, or the key is of another type than the table's."""
        try:
            with transaction.atomic(self.connection.alias):
                return next(iter(self.rows([key]).values()), None)
        except (DataError, ValueError):
            return None

    def whole(self, key: str, column: str) -> str | None:
        """All of what stands in a column of a row. NULL and no such row are None."""
        statement = sql.SQL("SELECT {column}::text FROM {table} WHERE {condition}").format(
            column=sql.Identifier(column), table=self.table.quoted, condition=self._is_one_of([key])
        )
        found = rows(self.connection, statement)
        return found[0][0] if found else None

    def page(self, *, after: str = "", before: str = "") -> tuple[list[list[str | None]], bool]:
        """A page of the table in the order of its key, cut for a list.

        Args:
            after, before: a key that the page begins behind, or ends at; it need not be there.

        Returns:
            The rows, of each the key and its other columns, and whether there are more in the
            direction in which they were asked for.

        Raises:
            DataError: the key is of another type than the table's.
        """
        sign, bound, direction = (">", after, "ASC") if not before else ("<", before, "DESC")
        condition: sql.Composable = sql.SQL("TRUE")
        if bound:
            condition = sql.SQL(f"id {sign} CAST({{}} AS {{}})").format(
                sql.Literal(bound), self._key_type
            )
        statement = sql.SQL(PAGE).format(
            values=sql.SQL(", ").join(
                sql.SQL("left({}::text, {})").format(sql.Identifier(column), LIST_TEXT + 1)
                for column in self.others
            ),
            table=self.table.quoted,
            condition=condition,
            direction=sql.SQL(direction),
            limit=sql.Literal(PER_PAGE + 1),
        )
        with transaction.atomic(self.connection.alias):
            found = [list(row) for row in rows(self.connection, statement)]
        page = found[:PER_PAGE]
        return page[::-1] if before else page, len(found) > PER_PAGE

    def has(self, path: str) -> bool:
        """Whether there is such a column, and of a type that has keys if a key is asked for."""
        column, _, key = path.partition(".")
        return column in self.columns and (not key or self.columns[column] == "jsonb")

    @property
    def _key_type(self) -> sql.SQL:
        return sql.SQL(self.columns["id"])

    def _is_one_of(self, ids: Sequence[str]) -> sql.Composed:
        return sql.SQL("id = ANY (CAST({} AS {}[]))").format(
            sql.Literal(list(ids)), sql.SQL(self.columns["id"].partition("(")[0])
        )

    def _expression(self, path: str) -> sql.Composed:
        column, _, key = path.partition(".")
        read: sql.Composable = sql.Identifier(column)
        if key:
            read = sql.SQL("({} -> {})").format(read, sql.Literal(key))
        kind = self.columns[column]
        text = "jsonb_pretty({})" if kind == "jsonb" else "{}::text"
        if is_array(kind):
            text = "to_json({}::text[])::text"  # as texts, which are what PostgreSQL writes
        return sql.SQL(f"left({text}, {LONGEST + 1})").format(read)

    def _value(self, path: str, text: str | None) -> Value:
        return Value(path, self.columns[path.partition(".")[0]], text)


def is_array(kind: str) -> bool:
    """Whether a type, as PostgreSQL names it, is one of arrays."""
    return kind.endswith("[]")


def known_tables() -> Iterator[str]:
    """Every table that the alignment may have put into the archive."""
    for section in sections():
        for table in section.tables:
            yield table
            yield FOUND.format(table)

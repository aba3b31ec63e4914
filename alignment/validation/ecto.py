"""Tables against the application's Ecto schemas: the mismatch that all this began with."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper

from alignment.catalog import Table, current_schema, rows
from alignment.ecto_sources import EctoField, EctoSchema, Unread, read_tree
from alignment.errors import NoSuchFolder
from alignment.findings import Finding
from alignment.page import Page
from alignment.structure import Column, columns_of
from alignment.validation.strays import TABLES


@dataclass(frozen=True)
class EctoValidation:
    """How tables differ from what Elixir sources say.

    Attributes:
        schemas: how many were read.
        unread: what looks like one and was not understood; nobody has looked at it.
    """

    schemas: int
    differences: tuple[Finding, ...]
    unread: tuple[Unread, ...]

    @property
    def findings(self) -> int:
        return len(self.differences)

    def as_json(self) -> dict[str, Any]:
        return {
            "schemas": self.schemas,
            "findings": [one.as_json() for one in self.differences],
            "unread": [vars(one) for one in self.unread],
        }

    def tell(self, page: Page) -> None:
        for one in self.differences:
            page.finding(one)
        if self.unread:
            page.heading("Not understood, and not looked at")
            page.table(
                ("Where", "What", "Why"),
                [(f"{one.path}:{one.line}", one.what, one.why) for one in self.unread],
            )
        page.gap()
        found = f"{self.findings} findings" if self.differences else "no differences"
        page.say(f"Compared {self.schemas} Ecto schemas with the database: {found}.")


def validate_ecto(connection: BaseDatabaseWrapper, path: Path) -> EctoValidation:
    """Compare the Ecto schemas of a source tree with the tables that are there.

    Raises:
        NoSuchFolder: there is no such source tree.
    """
    if not path.is_dir():
        raise NoSuchFolder(path)
    reading = read_tree(path)
    findings = [found for one in reading.schemas for found in _compare(connection, one)]
    return EctoValidation(len(reading.schemas), tuple(findings), reading.unread)


def _compare(connection: BaseDatabaseWrapper, schema: EctoSchema) -> Iterator[Finding]:
    table = Table(connection, schema.prefix or current_schema(connection), schema.table)
    if not table.exists:
        yield _missing(table, schema)
        return
    columns = columns_of(table)
    for field in schema.fields:
        if field.name not in columns:
            yield _missing_column(table, schema, field, columns)
        else:
            yield from _compare_column(table, schema, field, columns[field.name])
    if schema.complete:
        yield from _unknown_columns(table, schema, columns)


def _missing(table: Table, schema: EctoSchema) -> Finding:
    there = [name for (name,) in rows(table.connection, TABLES, [table.schema])]
    return Finding(
        "alignment.E01",
        f"{schema.module} ({schema.path}:{schema.line})",
        f"its table {schema.table} is missing",
        _perhaps(schema.table, there) or "Run the migration that makes it.",
    )


def _missing_column(
    table: Table, schema: EctoSchema, field: EctoField, columns: Iterable[str]
) -> Finding:
    known = {one.name for one in schema.fields}
    return Finding(
        "alignment.E02",
        f"{schema.module}.{field.name} ({schema.path}:{field.line})",
        f"table {table.name} has no such column",
        _perhaps(field.name, [name for name in columns if name not in known])
        or f"ALTER TABLE {table} ADD {field.name} {' or '.join(field.postgres) or '…'}.",
    )


def _perhaps(name: str, there: Sequence[str]) -> str:
    [like] = get_close_matches(name, there, n=1) or [""]
    return f"There is {like}, which may be it under another name." if like else ""


def _compare_column(
    table: Table, schema: EctoSchema, field: EctoField, column: Column
) -> Iterator[Finding]:
    place = f"{schema.module}.{field.name} ({schema.path}:{field.line})"
    plain = re.sub(r"\(\d+(,\d+)?\)", "", column.type)
    if field.postgres and plain not in field.postgres:
        yield Finding(
            "alignment.E03",
            place,
            f"it is {field.type}, and {table.name}.{field.name} is {column.type}",
            f"Ecto keeps {field.type} in {' or '.join(field.postgres)}.",
        )
    generated = column.identity or column.default is not None
    if field.primary_key and field.type == ":id" and not generated:
        yield Finding(
            "alignment.E04",
            place,
            f"Ecto leaves it to the database, and nothing generates {table.name}.{field.name}",
            f"ALTER TABLE {table} ALTER {field.name} ADD GENERATED BY DEFAULT AS IDENTITY.",
        )


def _unknown_columns(
    table: Table, schema: EctoSchema, columns: dict[str, Column]
) -> Iterator[Finding]:
    """Columns that an INSERT by Ecto leaves out, and the table does not let it."""
    known = {field.name for field in schema.fields}
    for name, column in columns.items():
        demanded = column.not_null and column.default is None and not column.identity
        if demanded and name not in known:
            yield Finding(
                "alignment.E05",
                f"{schema.module} ({schema.path}:{schema.line})",
                f"it does not know {table.name}.{name}, without which no row can be written",
                f"ALTER TABLE {table} ALTER {name} SET DEFAULT …, or DROP NOT NULL.",
            )

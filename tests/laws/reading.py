"""The tables of a scratch database as Python values, wherever they stand at the moment."""

from __future__ import annotations

import json
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from tests.scratch import Scratch

LEGACY: Final = ("detection_events", "git_sessions", "git_commits", "technology_knowledge")
ALIGNED: Final = (
    "codebase_snapshots",
    "git_agent_sessions",
    "git_merge_history",
    "git_pending_merges",
    "technology_templates",
    "technology_patterns",
)

COLUMNS = """
    SELECT attname::text, format_type(atttypid, NULL) FROM pg_attribute
    WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped ORDER BY attnum"""

RECEIPTS = """
    SELECT legacy_table, legacy_id, aligned_table, aligned_id,
           replace(legacy_digest::text, '-', ''), replace(aligned_digest::text, '-', '')
    FROM alignment_movedrow"""


class JsonNull:
    """The JSON value null in a column, which is not the column being NULL."""

    def __repr__(self) -> str:
        return "JSON null"


JSON_NULL: Final = JsonNull()


@dataclass(frozen=True)
class Row:
    """A row: its text, which is compared where it has to be verbatim, and its values.

    Numbers of a double column and timestamps are text, so that NaN is NaN and infinity is no error.
    """

    text: str
    values: dict[str, Any]

    def __getitem__(self, column: str) -> Any:
        return self.values[column]


Table = dict[str, Row]
"""Rows by their id as text, of one table."""


@dataclass(frozen=True)
class Receipt:
    """What the ledger says about two rows."""

    legacy_table: str
    legacy_id: str
    aligned_table: str
    aligned_id: str | None
    legacy_digest: str
    aligned_digest: str | None


@dataclass(frozen=True)
class State:
    """All tables of the sections, and the ledger, at one moment."""

    tables: dict[str, Table]
    receipts: list[Receipt]

    def pairs(self, legacy: str, aligned: str) -> set[tuple[str, str]]:
        """The ids of the rows that correspond."""
        return {
            (receipt.legacy_id, receipt.aligned_id)
            for receipt in self.receipts
            if (receipt.legacy_table, receipt.aligned_table) == (legacy, aligned)
            and receipt.aligned_id is not None
        }


def parse(document: str | None) -> Any:
    """A jsonb column's text as a value that loses no digit."""
    if document is None:
        return None
    value = json.loads(document, parse_float=Decimal)
    return JSON_NULL if value is None else value


def place(scratch: Scratch, table: str) -> str | None:
    """The table in use, else the archived one, else none."""
    for schema in ("public", "public_archive"):
        if scratch.value("SELECT to_regclass(%s)", [f"{schema}.{table}"]):
            return f"{schema}.{table}"
    return None


def read_table(scratch: Scratch, table: str) -> Table:
    """Every row of a table; none where it does not exist yet."""
    where = place(scratch, table)
    if where is None:
        return {}
    columns: dict[str, str] = dict(scratch.query(COLUMNS, [where]))
    chosen = [
        f'"{name}"' if kind.endswith("[]") or kind in ("integer", "bigint") else f'"{name}"::text'
        for name, kind in columns.items()
    ]
    found: Table = {}
    for text, *values in scratch.query(
        f"SELECT whole::text, {', '.join(chosen)} FROM {where} AS whole"
    ):
        named = dict(zip(columns, values, strict=True))
        for name, kind in columns.items():
            if kind == "jsonb":
                named[name] = parse(named[name])
        found[str(named["id"])] = Row(text, named)
    return found


def read(scratch: Scratch) -> State:
    """Everything the oracle compares."""
    tables = {table: read_table(scratch, table) for table in (*LEGACY, *ALIGNED)}
    receipts = [
        Receipt(legacy, key, aligned, None if place is None else str(place), *digests)
        for legacy, key, aligned, place, *digests in scratch.query(RECEIPTS)
    ]
    return State(tables, receipts)


def sequences(scratch: Scratch) -> dict[str, tuple[int, bool]]:
    """Where each aligned table's numbering stands."""
    found = {}
    for table in ALIGNED:
        where = place(scratch, table)
        if where is not None:
            name = scratch.value("SELECT pg_get_serial_sequence(%s, 'id')", [where])
            found[table] = scratch.query(f"SELECT last_value, is_called FROM {name}")[0]
    return found

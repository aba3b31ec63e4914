"""Rows of every table with values that are the same in every run, and how they get in and out.

A row is a dict of column and value. Its number decides its id and its timestamps; any column can be
given another value:

    insert(scratch, "detection_events", event(1), event(2, data={"codebase_id": "shop"}))

A jsonb column takes and gives what it says in Python, `JSON_NULL` for JSON's null and None for
SQL's, and `Json` for a text that Python could not write: `Json('{"pi": 3.14159265358979323846}')`.
"""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from psycopg.sql import SQL, Identifier

from tests.scratch import Scratch

Row = dict[str, Any]

BEGIN = datetime(2025, 3, 1, 8)


@dataclass(frozen=True)
class Json:
    """A JSON text, as it is to be stored."""

    text: str


JSON_NULL = Json("null")


def uuid(number: int) -> UUID:
    """The id of the legacy row of a number."""
    return UUID(int=number)


def times(number: int, first: str = "inserted_at") -> Row:
    """Timestamps an hour apart, with whole seconds as legacy columns have them."""
    inserted = BEGIN + timedelta(hours=number)
    return {first: inserted, "updated_at": inserted + timedelta(minutes=30)}


# --- Legacy --------------------------------------------------------------------------------------


def event(number: int, **columns: Any) -> Row:
    """A row of detection_events that says nothing of its codebase."""
    defaults: Row = {
        "id": uuid(number),
        "event_type": "technology_detected",
        "detector": "file_scanner",
        "confidence": 0.75,
        "data": {},
        "metadata": {},
    }
    return defaults | times(number) | columns


def session(number: int, **columns: Any) -> Row:
    """A row of git_sessions that says nothing of its agent."""
    defaults: Row = {
        "id": uuid(number),
        "session_type": "feature",
        "branch_name": f"feature/{number}",
        "base_branch": "main",
        "status": "active",
        "metadata": {},
    }
    return defaults | times(number) | columns


def commit(number: int, **columns: Any) -> Row:
    """A row of git_commits that belongs to no session."""
    defaults: Row = {
        "id": uuid(number),
        "session_id": None,
        "commit_hash": f"{number:040x}",
        "message": f"Step {number}",
        "author": "Ada",
        "files_changed": ["lib/a.ex"],
        "metadata": {},
    }
    return defaults | times(number) | columns


def knowledge(number: int, **columns: Any) -> Row:
    """A row of technology_knowledge with a template, alone in its technology."""
    defaults: Row = {
        "id": uuid(number),
        "technology": f"tech{number}",
        "category": "language",
        "name": "module",
        "description": "A module",
        "template": "defmodule X do end",
        "examples": ["an example"],
        "best_practices": "Keep it short",
        "antipatterns": ["god module"],
        "metadata": {},
    }
    return defaults | times(number) | columns


# --- Aligned -------------------------------------------------------------------------------------


def snapshot(number: int, **columns: Any) -> Row:
    """A row of codebase_snapshots as the application writes it; the database gives the id."""
    defaults: Row = {
        "codebase_id": f"codebase {number}",
        "snapshot_id": number,
        "metadata": {},
        "summary": {},
        "detected_technologies": [],
        "features": {},
        "inserted_at": times(number)["inserted_at"],
    }
    return defaults | columns


def agent_session(number: int, **columns: Any) -> Row:
    """A row of git_agent_sessions as the application writes it."""
    defaults: Row = {
        "agent_id": f"agent {number}",
        "branch": f"agent/{number}",
        "workspace_path": f"work/{number}",
        "correlation_id": None,
        "status": "active",
        "meta": {},
    }
    return defaults | times(number) | columns


def merge(number: int, **columns: Any) -> Row:
    """A row of git_merge_history that was never a commit."""
    defaults: Row = {
        "branch": f"agent/{number}",
        "agent_id": f"agent {number}",
        "task_id": None,
        "correlation_id": None,
        "merge_commit": f"{number:040x}",
        "status": "merged",
        "details": {},
    }
    return defaults | times(number) | columns


def pending_merge(number: int, **columns: Any) -> Row:
    """A row of git_pending_merges."""
    defaults: Row = {
        "branch": f"agent/{number}",
        "pr_number": number,
        "agent_id": f"agent {number}",
        "task_id": None,
        "correlation_id": None,
        "meta": {},
    }
    return defaults | times(number) | columns


def template(number: int, **columns: Any) -> Row:
    """A row of technology_templates."""
    defaults: Row = {
        "identifier": f"made{number}/module",
        "category": "language",
        "version": None,
        "source": "store",
        "template": {"technology": f"made{number}", "name": "module", "template": "text"},
        "metadata": {},
        "checksum": None,
    }
    return defaults | times(number) | columns


def pattern(number: int, **columns: Any) -> Row:
    """A row of technology_patterns."""
    defaults: Row = {
        "technology_name": f"made{number}",
        "technology_type": "language",
        "file_patterns": [],
        "confidence_weight": 1.0,
        "detection_count": 0,
        "success_rate": 1.0,
        "extended_metadata": None,
    }
    return defaults | times(number, "created_at") | columns


# --- In and out ----------------------------------------------------------------------------------


def insert(scratch: Scratch, table: str, *rows: Row) -> list[Any]:
    """Write rows; their ids."""
    return [_run(scratch, table, row, INSERT)[0][0] for row in rows]


def update(scratch: Scratch, table: str, row_id: Any, **columns: Any) -> None:
    """Change columns of one row."""
    assert _run(scratch, table, columns, UPDATE, row_id), f"{table} has no row {row_id}"


def delete(scratch: Scratch, table: str, row_id: Any) -> None:
    """Delete one row."""
    assert _run(scratch, table, {}, DELETE, row_id), f"{table} has no row {row_id}"


def fetch(scratch: Scratch, table: str) -> dict[Any, Row]:
    """All rows of a table, whole, by id and in its order."""
    columns = _columns(scratch, table)
    found = {}
    for values in scratch.query(f'SELECT * FROM "{table}" ORDER BY id'):
        cells = zip(columns.items(), values, strict=True)
        row = {name: _decoded(kind, value) for (name, kind), value in cells}
        found[row["id"]] = row
    return found


INSERT = "INSERT INTO {table} ({names}) VALUES ({values}) RETURNING id"
UPDATE = "UPDATE {table} SET ({names}) = ROW ({values}) WHERE id = %s RETURNING id"
DELETE = "DELETE FROM {table} WHERE id = %s RETURNING id"


def _run(scratch: Scratch, table: str, row: Row, statement: str, *keys: Any) -> list[Any]:
    kinds = _columns(scratch, table)
    composed = SQL(statement).format(
        table=Identifier(table),
        names=SQL(", ").join(map(Identifier, row)),
        values=SQL(", ").join(SQL(f"%s::{kinds[name]}") for name in row),
    )
    values = [_encoded(kinds[name], value) for name, value in row.items()]
    return scratch.query(composed, [*values, *keys])  # type: ignore[arg-type]


def _columns(scratch: Scratch, table: str) -> dict[str, str]:
    statement = """
        SELECT attname, format_type(atttypid, atttypmod) FROM pg_attribute
        WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped ORDER BY attnum"""
    return dict(scratch.query(statement, [table]))


def _encoded(kind: str, value: Any) -> Any:
    if isinstance(value, Json):
        return value.text
    return json.dumps(value) if kind == "jsonb" and value is not None else value


def _decoded(kind: str, value: Any) -> Any:
    if kind != "jsonb" or value is None:
        return value
    return JSON_NULL if value == "null" else json.loads(value)

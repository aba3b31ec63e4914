"""The indexes of the aligned tables, for the contenders that write their own SQL.

A test holds them against those that the alignment makes.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True)
class Index:
    """An index by the name that Ecto derives.

    Attributes:
        columns: of the aligned table.
        unique: whether it keeps others of the same values out.
        method: ``btree`` or ``gin``.
        capitals: of the beginning of a column, for names in any case.
    """

    table: str
    columns: tuple[str, ...]
    unique: bool = False
    method: str = "btree"
    capitals: bool = False

    @property
    def name(self) -> str:
        columns = ("upper", *self.columns) if self.capitals else self.columns
        return "_".join((self.table, *columns, "index"))

    @property
    def statement(self) -> str:
        kind = "UNIQUE INDEX" if self.unique else "INDEX"
        columns = ", ".join(self.columns)
        if self.capitals:
            columns = f"upper(left({columns}, 255))"
        return f"CREATE {kind} {self.name} ON {self.table} USING {self.method} ({columns})"


# By table: columns of each index; those of another kind below.
_PLAIN = {
    "codebase_snapshots": "codebase_id|snapshot_id|inserted_at",
    "git_agent_sessions": "branch|status|correlation_id",
    "git_merge_history": (
        "branch|agent_id|status|merge_commit|inserted_at|branch status|agent_id inserted_at"
    ),
    "git_pending_merges": "agent_id|pr_number|task_id|correlation_id",
    "technology_templates": "category|version|category version",
    "technology_patterns": (
        "technology_name|technology_type|detection_count|success_rate|last_detected_at"
    ),
}
_UNIQUE = {
    "codebase_snapshots": "codebase_id snapshot_id",
    "git_agent_sessions": "agent_id",
    "git_pending_merges": "branch",
    "technology_templates": "identifier",
    "technology_patterns": "technology_name technology_type",
}
_GIN = {"codebase_snapshots": "detected_technologies"}
_CAPITALS = {"technology_patterns": "technology_name technology_type"}

TABLES = tuple(_PLAIN)


def of(table: str) -> Iterator[Index]:
    """The indexes of an aligned table, without that of its primary key."""
    for columns in _PLAIN[table].split("|"):
        yield Index(table, tuple(columns.split()))
    if table in _UNIQUE:
        yield Index(table, tuple(_UNIQUE[table].split()), unique=True)
    if table in _GIN:
        yield Index(table, (_GIN[table],), method="gin")
    for column in _CAPITALS.get(table, "").split():
        yield Index(table, (column,), capitals=True)


def statements(table: str) -> str:
    """What makes them all."""
    return ";\n".join(index.statement for index in of(table))

"""The floor: a bare copy of the rows with the indexes; nothing that keeps the rows can be faster.

`copy_legacy` copies the four legacy tables as they are. Where an aligned table has an index on what
is a legacy column, or stands under a key in one, the copy has it on that. `copy_aligned` copies six
tables that are aligned already, with the very indexes: it writes to the byte what an alignment has
to write, without having to find out what that is.
"""

from __future__ import annotations

from collections.abc import Iterator

from benchmarks.contenders import indexes
from benchmarks.contenders.work import run

# By legacy table: what the aligned indexes are on, there.
_LEGACY = {
    "detection_events": (
        "(id)",
        "((data ->> 'codebase_id'))",
        "((data ->> 'snapshot_id'))",
        "(inserted_at)",
        "((data ->> 'codebase_id'), (data ->> 'snapshot_id'))",
        "USING gin ((data -> 'technologies') jsonb_path_ops)",
    ),
    "git_sessions": (
        "(id)",
        "((metadata ->> 'agent_id'))",
        "(branch_name)",
        "(status)",
        "((metadata ->> 'correlation_id'))",
    ),
    "git_commits": (
        "(id)",
        "(session_id)",
        "(author)",
        "(message)",
        "(commit_hash)",
        "(inserted_at)",
        "(session_id, author)",
        "(author, inserted_at)",
    ),
    "technology_knowledge": (
        "(id)",
        "(technology, name)",
        "(category)",
        "((metadata ->> 'version'))",
        "(category, (metadata ->> 'version'))",
        "(technology, category)",
        "(technology)",
        "(upper(left(technology, 255)))",
        "(upper(left(category, 255)))",
    ),
}


def copy_legacy() -> None:
    """Copy the legacy tables and index the copies."""
    run(_legacy_steps())


def _legacy_steps() -> Iterator[tuple[str, str]]:
    yield "Make a place", "CREATE SCHEMA floor; SET LOCAL search_path = floor"
    for table, columns in _LEGACY.items():
        yield f"Copy {table}", f"CREATE TABLE {table} AS TABLE public.{table}"
        made = ";".join(f"CREATE INDEX ON {table} {column}" for column in columns)
        yield f"Build {len(columns)} indexes", made
        yield "Update statistics", f"ANALYZE {table}"


def copy_aligned() -> None:
    """Copy the aligned tables and index the copies."""
    run(_aligned_steps())


def _aligned_steps() -> Iterator[tuple[str, str]]:
    yield "Make a place", "CREATE SCHEMA floor; SET LOCAL search_path = floor"
    for table in indexes.TABLES:
        yield f"Copy {table}", f"CREATE TABLE {table} AS TABLE public.{table}"
        key = f"ALTER TABLE {table} ADD PRIMARY KEY (id)"
        made = f"{key};\n{indexes.statements(table)}"
        yield f"Build {len(list(indexes.of(table))) + 1} indexes", made
        yield "Update statistics", f"ANALYZE {table}"

"""How the git tables may look when they are met (behaviour, section 7)."""

from __future__ import annotations

from alignment.shapes import ANY_KEY, Shape

TIMES = {"inserted_at": "timestamp timestamptz", "updated_at": "timestamp timestamptz"}

SESSIONS = Shape(
    table="git_sessions",
    columns={
        "id": ANY_KEY,
        "session_type": "text",
        "branch_name": "text",
        "base_branch": "text",
        "status": "text",
        "metadata": "jsonb",
        "inserted_at": "timestamp",
        "updated_at": "timestamp",
    },
    required=("status",),
)

COMMITS = Shape(
    table="git_commits",
    columns={
        "id": ANY_KEY,
        "session_id": ANY_KEY,
        "commit_hash": "text",
        "message": "text",
        "author": "text",
        "files_changed": "texts",
        "metadata": "jsonb",
        "inserted_at": "timestamp",
        "updated_at": "timestamp",
    },
)

AGENT_COLUMNS = {
    "agent_id": "text",
    "branch": "text",
    "workspace_path": "text",
    "correlation_id": "text",
    "status": "text",
    "meta": "jsonb",
}

AGENT_SESSIONS = Shape(
    table="git_agent_sessions",
    columns={"id": "integer", **AGENT_COLUMNS, **TIMES},
    required=("agent_id", "workspace_path", "status"),
    unique=("agent_id",),
)

# What the predecessor made of sessions: still with their keys, and mostly without agents (V03).
HALF_ALIGNED = Shape(
    table="git_agent_sessions",
    columns={
        "id": "uuid",
        **AGENT_COLUMNS,
        "inserted_at": "timestamp",
        "updated_at": "timestamp",
    },
    required=("status",),
    really="git_sessions",
    rows="""
        SELECT crossing.aligned_id AS id,
               found.agent_id,
               found.branch,
               coalesce(found.workspace_path, '') AS workspace_path,
               found.correlation_id,
               found.status,
               found.meta,
               found.inserted_at::timestamp,
               found.updated_at::timestamp
        FROM found JOIN crossing ON crossing.found_id = found.id""",
    # Columns that nobody knew of are kept in metadata.
    after=(
        """
        UPDATE git_sessions AS session
        SET metadata = more.columns || pg_temp.as_object(session.metadata, 'metadata')
        FROM crossing
        JOIN found ON found.id = crossing.found_id
        CROSS JOIN LATERAL (
            SELECT to_jsonb(found.*) - ARRAY[
                'id', 'agent_id', 'branch', 'workspace_path', 'correlation_id', 'status', 'meta',
                'inserted_at', 'updated_at'] AS columns
        ) AS more
        WHERE session.id = crossing.legacy_id AND more.columns <> '{}'
        """,
    ),
)

PENDING_MERGES = Shape(
    table="git_pending_merges",
    columns={
        "id": "integer",
        "branch": "text",
        "pr_number": "integer",
        "agent_id": "text",
        "task_id": "text",
        "correlation_id": "text",
        "meta": "jsonb",
        **TIMES,
    },
    required=("branch", "agent_id"),
    unique=("branch",),
)

MERGE_HISTORY = Shape(
    table="git_merge_history",
    columns={
        "id": "integer",
        "branch": "text",
        "agent_id": "text",
        "task_id": "text",
        "correlation_id": "text",
        "merge_commit": "text",
        "status": "text",
        "details": "jsonb",
        **TIMES,
    },
    required=("branch", "status"),
)

SHAPES = (SESSIONS, COMMITS, AGENT_SESSIONS, HALF_ALIGNED, PENDING_MERGES, MERGE_HISTORY)

"""Each state as a script of its tables and one of its rows."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from tests.field import rows, shapes

LEGACY = Path(settings.BASE_DIR, "config/demo/legacy.sql").read_text()
WITHOUT_EMBEDDINGS = LEGACY + "ALTER TABLE technology_knowledge DROP COLUMN IF EXISTS embedding;"
ONLY_KNOWLEDGE = LEGACY + "DROP TABLE git_commits, git_sessions, detection_events;"
ALIGNED_MADE = (
    shapes.MADE_SNAPSHOTS
    + shapes.MADE_AGENTS
    + shapes.MADE_MERGES
    + shapes.MADE_TEMPLATES
    + shapes.MADE_PATTERNS
)
ALIGNED_ROWS = (
    rows.SNAPSHOTS.format(table="codebase_snapshots")
    + rows.NEVER
    + rows.AGENTS
    + rows.MERGES
    + rows.TEMPLATES
    + rows.PATTERNS
)
LEGACY_ROWS = rows.LEGACY + rows.COMMITS + rows.KNOWLEDGE
HALF = shapes.HALF_SNAPSHOTS + shapes.HALF_AGENTS + shapes.HALF_MERGES + shapes.HALF_TEMPLATES
ECTO_14 = "INSERT INTO schema_migrations VALUES (20250101000014, '2025-10-09 00:00:00');"


def _each_legacy(script: str, statement: str) -> str:
    tables = "detection_events", "git_sessions", "git_commits", "technology_knowledge"
    return script + "".join(f"{statement.format(table)};\n" for table in tables)


@dataclass(frozen=True)
class State:
    """One database of the field.

    Attributes:
        tables: makes them.
        rows: fills them.
        own: what the catalog of the aligned tables has besides that of an empty database, as
            ``table: what``. Nothing of this is taken away, for it may be wanted.
        vector: whether it needs pgvector.
    """

    tables: str
    rows: str = ""
    own: frozenset[str] = frozenset()
    vector: bool = False


GIN_ON_DOCUMENTS = frozenset(
    {
        "codebase_snapshots: index codebase_snapshots_metadata_index gin (metadata)",
        "git_agent_sessions: index git_agent_sessions_meta_index gin (meta)",
        "technology_patterns: index technology_patterns_extended_metadata_index "
        "gin (extended_metadata)",
    }
)
OLD_LINEAGE = frozenset(
    {
        "git_merge_history: index git_merge_history_correlation_id_index btree (correlation_id)",
        "technology_templates: constraint template_is_object "
        "CHECK ((jsonb_typeof(template) = 'object'::text))",
    }
)

STATES = {
    "empty": State(""),
    "before": State(LEGACY, LEGACY_ROWS),
    "before, with embeddings": State(LEGACY, LEGACY_ROWS + rows.EMBEDDINGS, vector=True),
    "before, without embeddings": State(WITHOUT_EMBEDDINGS, LEGACY_ROWS),
    "before, with times unknown": State(
        _each_legacy(
            LEGACY,
            "ALTER TABLE {} ALTER inserted_at DROP NOT NULL, ALTER updated_at DROP NOT NULL",
        ),
        _each_legacy(
            LEGACY_ROWS,
            "UPDATE {} SET inserted_at = NULL, updated_at = NULL WHERE id::text LIKE '%1'",
        ),
    ),
    "made new": State(ALIGNED_MADE, ALIGNED_ROWS, GIN_ON_DOCUMENTS),
    "half aligned": State(
        HALF + shapes.HALF_PATTERNS, rows.HALF + rows.MERGES + rows.TEMPLATES + rows.PATTERNS
    ),
    "half aligned, knowledge kept": State(
        ONLY_KNOWLEDGE + ECTO_14 + HALF + shapes.HALF_PATTERNS, rows.HALF + rows.KNOWLEDGE
    ),
    "production": State(
        ONLY_KNOWLEDGE
        + ECTO_14
        + shapes.MADE_SNAPSHOTS
        + shapes.MADE_AGENTS
        + shapes.MADE_MERGES
        + shapes.HALF_TEMPLATES
        + shapes.HALF_PATTERNS,
        ALIGNED_ROWS,
        GIN_ON_DOCUMENTS - {next(one for one in GIN_ON_DOCUMENTS if "patterns" in one)},
    ),
    "stopped halfway": State(ONLY_KNOWLEDGE + HALF, rows.HALF + rows.KNOWLEDGE + rows.TEMPLATES),
    "commits of half-aligned sessions": State(
        HALF + shapes.HALF_PATTERNS + shapes.COMMITS_OF_HALF_AGENTS, rows.HALF + rows.COMMITS
    ),
    "rolled back by the predecessor": State(
        shapes.BACK_EVENTS.format(key="uuid")
        + shapes.BACK_SESSIONS.format(key="uuid")
        + shapes.BACK_KNOWLEDGE,
        rows.BACK.format(**rows.UUIDS) + rows.KNOWLEDGE,
    ),
    "a no-op rolled back": State(
        shapes.BACK_EVENTS.format(key="bigserial")
        + shapes.BACK_SESSIONS.format(key="bigserial")
        + shapes.MADE_MERGES,
        rows.BACK.format(**rows.NUMBERS) + rows.MERGES,
    ),
    "side by side": State(LEGACY + ALIGNED_MADE, LEGACY_ROWS + ALIGNED_ROWS, GIN_ON_DOCUMENTS),
    "legacy beside half aligned": State(
        LEGACY
        + HALF.replace("detection_events_pkey", "a_pkey").replace("git_sessions_pkey", "b_pkey"),
        LEGACY_ROWS + rows.HALF,
    ),
    "older lineage": State(
        shapes.OLD_EVENTS + shapes.OLD_KNOWLEDGE + shapes.OLD_TEMPLATES + shapes.OLD_GIT,
        rows.SNAPSHOTS.format(table="detection_events")
        + rows.AGENTS
        + rows.MERGES
        + rows.TEMPLATES
        + rows.OLD_KNOWLEDGE,
        OLD_LINEAGE,
    ),
    "older lineage, with embeddings": State(
        shapes.VECTOR
        + shapes.OLD_EVENTS
        + shapes.OLD_KNOWLEDGE
        + shapes.OLD_PATTERN_EMBEDDING
        + shapes.OLD_TEMPLATES
        + shapes.OLD_GIT,
        rows.OLD_KNOWLEDGE + "UPDATE technology_knowledge SET pattern_embedding = '[1, 2, 3]';",
        OLD_LINEAGE
        | {
            "technology_patterns: column pattern_embedding vector(3)",
            "technology_patterns: index technology_patterns_embedding_idx "
            "hnsw (pattern_embedding vector_cosine_ops)",
        },
        vector=True,
    ),
    "b-trees over jsonb": State(ALIGNED_MADE + shapes.BTREES, ALIGNED_ROWS),
    "columns and indexes of its own": State(
        LEGACY + ALIGNED_MADE + shapes.EXTRAS,
        LEGACY_ROWS + ALIGNED_ROWS,
        GIN_ON_DOCUMENTS
        | {
            "codebase_snapshots: column reviewed boolean DEFAULT false",
            "codebase_snapshots: index snapshots_to_review btree (id) WHERE (NOT reviewed)",
            "git_merge_history: column reviewer text",
            "technology_patterns: column file_extensions text[]",
            "technology_patterns: constraint technology_patterns_detection_count_check "
            "CHECK ((detection_count >= 0))",
        },
    ),
}

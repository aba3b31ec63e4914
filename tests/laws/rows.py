"""Rows as the application might write them, table by table: a strategy for each column."""

from __future__ import annotations

from typing import Final

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from tests.laws import values as v
from tests.laws.reading import JSON_NULL

Columns = dict[str, SearchStrategy]

_ids = st.sampled_from(v.IDS)
_legacy_text = v.any_text.map(lambda text: text[:255])
_legacy_texts = st.none() | st.lists(_legacy_text | st.none(), max_size=3)
_null_text = st.none() | v.any_text
_texts = st.none() | st.lists(v.any_text | st.none(), max_size=3)
_legacy_times: Columns = {"inserted_at": v.seconds, "updated_at": v.seconds}
_times: Columns = {"inserted_at": v.instants, "updated_at": v.instants}

_technologies = st.dictionaries(
    st.sampled_from(["language", "Framework", ""]),
    st.lists(v.words | v.document(name=v.words, technology_name=v.words), max_size=3),
    max_size=2,
) | st.lists(v.document(category=v.categories, name=v.words) | v.words, max_size=3)

_event_data = v.document(
    codebase_id=v.codebases,
    codebase_path=v.codebases,
    snapshot_id=v.numbers,
    summary=v.json_objects,
    technologies=_technologies,
    detected_technologies=v.json_texts,
    features=v.json_objects,
    inserted_at=v.noted_instants,
    data=v.json_values,
)
_event_metadata = v.document(
    codebase_id=v.codebases,
    snapshot_id=v.numbers,
    event_type=v.any_text,
    detector=v.any_text,
    detection_method=v.any_text,
    confidence=v.numbers | v.doubles,
    data=_event_data,
    metadata=v.json_values,
)
_session_metadata = v.document(
    agent_id=v.agents,
    workspace_path=v.any_text,
    correlation_id=v.any_text,
    session_type=v.any_text,
    base_branch=v.branches,
    branch=v.branches | st.none(),
    status=v.statuses,
    metadata=v.json_values,
    inserted_at=v.noted_instants,
    updated_at=v.noted_instants,
)
_commit_metadata = v.document(
    author=v.any_text,
    files_changed=v.json_texts,
    merge_commit=v.hashes | st.none(),
    status=v.statuses,
    branch=v.branches,
    agent_id=v.agents,
    details=v.json_values,
    metadata=v.json_values,
    inserted_at=v.noted_instants,
)
_knowledge_metadata = v.document(
    version=v.any_text,
    source=v.any_text,
    aliases=v.json_texts,
    category=v.any_text,
    metadata=v.json_values,
    file_patterns=v.json_texts,
    directory_patterns=v.json_texts,
    build_command=v.any_text,
    version_pattern=v.any_text,
    confidence_weight=v.numbers | v.doubles,
    detection_count=v.numbers,
    technology_name=v.any_text,
    template=v.json_values,
    identifier=v.names,
    inserted_at=v.noted_instants,
)
_spoken: Columns = {
    "name": v.names,
    "description": st.none() | v.any_text,
    "examples": v.json_texts | st.none(),
    "best_practices": st.none() | v.any_text,
    "antipatterns": v.json_texts | st.none(),
}
_template = v.document(technology=v.technologies, template=v.any_text, **_spoken)

ROWS: Final[dict[str, Columns]] = {
    "detection_events": {
        "id": _ids,
        "event_type": _legacy_text,
        "detector": _legacy_text,
        "confidence": v.doubles,
        "data": v.column(_event_data, null=False),
        "metadata": v.column(_event_metadata),
        **_legacy_times,
    },
    "git_sessions": {
        "id": _ids,
        "session_type": _legacy_text,
        "branch_name": v.branches.map(lambda text: text[:255]),
        "base_branch": st.none() | _legacy_text,
        "status": v.statuses.map(lambda text: text[:255]),
        "metadata": v.column(_session_metadata),
        **_legacy_times,
    },
    "git_commits": {
        "id": _ids,
        "session_id": st.none() | _ids,
        "commit_hash": v.hashes.map(lambda text: text[:255]) | _legacy_text,
        "message": v.any_text,
        "author": st.none() | _legacy_text,
        "files_changed": _legacy_texts,
        "metadata": v.column(_commit_metadata),
        **_legacy_times,
    },
    "technology_knowledge": {
        "id": _ids,
        "technology": v.technologies,
        "category": v.categories,
        "name": v.names | _legacy_text,
        "description": _null_text,
        "template": st.none() | v.any_text,
        "examples": _texts,
        "best_practices": _null_text,
        "antipatterns": _legacy_texts,
        "metadata": v.column(_knowledge_metadata),
        **_legacy_times,
    },
    "codebase_snapshots": {
        "codebase_id": v.codebases | v.any_text,
        "snapshot_id": st.sampled_from([0, 1, 2, 3, 2**63 - 1, -5]),
        "metadata": v.column(_event_metadata),
        "summary": v.column(v.json_objects),
        "detected_technologies": _texts,
        "features": v.column(v.json_objects),
        "inserted_at": st.none() | v.instants,
    },
    "git_agent_sessions": {
        "agent_id": v.agents | v.any_text,
        "branch": st.none() | v.branches,
        "workspace_path": v.any_text,
        "correlation_id": _null_text,
        "status": v.statuses,
        "meta": v.column(_session_metadata),
        **_times,
    },
    "git_merge_history": {
        "branch": v.branches,
        "agent_id": st.none() | v.agents,
        "task_id": _null_text,
        "correlation_id": _null_text,
        "merge_commit": st.none() | v.hashes,
        "status": v.statuses,
        "details": v.column(
            v.document(
                message=v.any_text,
                author=v.any_text | st.none(),
                files_changed=v.json_texts | st.none(),
                metadata=v.column(_commit_metadata).map(lambda m: None if m is JSON_NULL else m),
                session_id=_ids | st.none(),
            )
        ),
        **_times,
    },
    "git_pending_merges": {
        "branch": v.branches,
        "pr_number": st.none() | st.integers(-(2**31), 2**31 - 1),
        "agent_id": v.agents,
        "meta": v.column(v.json_objects),
        **_times,
    },
    "technology_templates": {
        "identifier": st.builds("{}/{}".format, v.technologies, v.names) | v.any_text,
        "category": v.categories | v.any_text,
        "version": _null_text,
        "source": _null_text,
        "template": v.column(_template, null=False),
        "metadata": v.column(_knowledge_metadata),
        "checksum": _null_text,
        **_times,
    },
    "technology_patterns": {
        "technology_name": v.technologies | v.any_text,
        "technology_type": v.categories | v.any_text,
        "version_pattern": _null_text,
        "file_patterns": _texts,
        "directory_patterns": _texts,
        "config_files": _texts,
        "build_command": _null_text,
        "output_directory": _null_text,
        "confidence_weight": st.none() | v.doubles,
        "detection_count": st.none() | st.sampled_from([0, 1, 2**31 - 1]),
        "success_rate": st.none() | v.doubles,
        "last_detected_at": st.none() | v.instants,
        "extended_metadata": v.column(v.document(knowledge=v.json_values, **_spoken)),
        "created_at": st.none() | v.instants,
        "updated_at": st.none() | v.instants,
    },
}

JSONB: Final = {"data", "metadata", "summary", "features", "meta", "details", "extended_metadata"}
OMISSIBLE: Final = {"metadata", "summary", "features", "meta", "details", "files_changed"}
"""Columns that have a default in the database, or are null without."""


def is_jsonb(table: str, name: str) -> bool:
    return name in JSONB or (table, name) == ("technology_templates", "template")

"""The way of Django's tutorials: a RunPython that reads with iterator and writes with bulk_create.

Written as well as it can be: new tables without secondary indexes, which are built last, as in any
migration; rows read by a cursor of the server, in batches of 2,000, and written in the same; one
transaction; the old tables locked against writes, which would be lost, and dropped in the end.
"""

from __future__ import annotations

from django.db import connection, models, transaction
from django.db.migrations.loader import MigrationLoader

from alignment.narration import step
from benchmarks.contenders.orm import events, git, knowledge
from gitcoord.models import GitAgentSession, MergeHistory, PendingMerge
from snapshots.models import CodebaseSnapshot
from techknowledge.models import TechnologyPattern, TechnologyTemplate

_NEW: tuple[type[models.Model], ...] = (
    CodebaseSnapshot,
    GitAgentSession,
    MergeHistory,
    PendingMerge,
    TechnologyTemplate,
    TechnologyPattern,
)
_OLD = (
    ("snapshots", "DetectionEvent"),
    ("gitcoord", "GitSession"),
    ("gitcoord", "GitCommit"),
    ("techknowledge", "TechnologyKnowledge"),
)
_LOCK = """
    LOCK TABLE detection_events, git_sessions, git_commits, technology_knowledge
    IN SHARE ROW EXCLUSIVE MODE"""


def forward() -> None:
    """Make the aligned tables from the legacy ones."""
    old_events, old_sessions, old_commits, old_knowledge = _legacy_models()
    with transaction.atomic(), connection.schema_editor() as editor:
        editor.execute(_LOCK)
        for model in _NEW:
            editor.create_model(model)
        with step("Carry detection_events"):
            events.carry(old_events)
        with step("Carry git_sessions"):
            agents = git.carry_sessions(old_sessions)
        with step("Carry git_commits"):
            git.carry_commits(old_commits, agents)
        with step("Carry technology_knowledge to technology_templates"):
            knowledge.carry_templates(old_knowledge)
        with step("Carry technology_knowledge to technology_patterns"):
            knowledge.carry_patterns(old_knowledge)
        for model in (old_commits, old_sessions, old_events, old_knowledge):
            editor.delete_model(model)
        with step("Build indexes"):
            # What Django would do last, here to be told as a step.
            for statement in editor.deferred_sql:
                editor.execute(statement, None)
            editor.deferred_sql.clear()


def _legacy_models() -> list[type[models.Model]]:
    """The models of the legacy tables, as a migration gets them."""
    loader = MigrationLoader(connection)
    legacy = [(app, "0001_legacy") for app in ("snapshots", "gitcoord", "techknowledge")]
    apps = loader.project_state(legacy).apps
    return [apps.get_model(app, name) for app, name in _OLD]

"""git_sessions and git_commits become git_agent_sessions and git_merge_history."""

from django.db import migrations, models

from alignment.fields import UtcDateTimeField, UtcNow
from alignment.indexes import EctoIndex
from alignment.operations import ArchiveTables, RenameModel, Reshape, RestoreTable
from alignment.preflight import leave
from gitcoord.mapping import adopt, carry_back, carry_forward


class Migration(migrations.Migration):
    dependencies = [("gitcoord", "0001_legacy"), ("alignment", "0002_begin")]

    operations = [
        migrations.RunPython(adopt, leave),
        ArchiveTables(["git_sessions", "git_commits"]),
        RenameModel("GitSession", "GitAgentSession"),
        Reshape(
            "GitAgentSession",
            state_operations=[
                migrations.AlterModelTable("GitAgentSession", "git_agent_sessions"),
                migrations.RemoveIndex("GitAgentSession", "git_sessions_session_type_index"),
                migrations.RemoveIndex("GitAgentSession", "git_sessions_status_index"),
                migrations.RemoveField("GitAgentSession", "session_type"),
                migrations.RemoveField("GitAgentSession", "branch_name"),
                migrations.RemoveField("GitAgentSession", "base_branch"),
                migrations.RemoveField("GitAgentSession", "status"),
                migrations.RemoveField("GitAgentSession", "metadata"),
                migrations.RemoveField("GitAgentSession", "inserted_at"),
                migrations.RemoveField("GitAgentSession", "updated_at"),
                migrations.AlterField(
                    "GitAgentSession", "id", models.BigAutoField(primary_key=True, serialize=False)
                ),
                migrations.AddField("GitAgentSession", "agent_id", models.CharField()),
                migrations.AddField(
                    "GitAgentSession",
                    "branch",
                    models.CharField(
                        blank=True, help_text="Empty while the agent needs none.", null=True
                    ),
                ),
                migrations.AddField(
                    "GitAgentSession",
                    "workspace_path",
                    models.CharField(
                        blank=True,
                        db_default="",
                        default="",
                        help_text="Folder of the agent's checkout.",
                    ),
                ),
                migrations.AddField(
                    "GitAgentSession",
                    "correlation_id",
                    models.CharField(
                        blank=True,
                        help_text="The request that several agents serve together.",
                        null=True,
                    ),
                ),
                migrations.AddField(
                    "GitAgentSession",
                    "status",
                    models.CharField(db_default="active", default="active"),
                ),
                migrations.AddField(
                    "GitAgentSession",
                    "meta",
                    models.JSONField(blank=True, db_default={}, default=dict, null=True),
                ),
                migrations.AddField(
                    "GitAgentSession",
                    "inserted_at",
                    UtcDateTimeField(blank=True, db_default=UtcNow(), null=True),
                ),
                migrations.AddField(
                    "GitAgentSession",
                    "updated_at",
                    UtcDateTimeField(blank=True, db_default=UtcNow(), null=True),
                ),
                migrations.AddConstraint(
                    "GitAgentSession",
                    models.UniqueConstraint(
                        fields=("agent_id",), name="git_agent_sessions_agent_id_index"
                    ),
                ),
                migrations.AddIndex(
                    "GitAgentSession",
                    EctoIndex(fields=["branch"], name="git_agent_sessions_branch_index"),
                ),
                migrations.AddIndex(
                    "GitAgentSession",
                    EctoIndex(fields=["status"], name="git_agent_sessions_status_index"),
                ),
                migrations.AddIndex(
                    "GitAgentSession",
                    EctoIndex(
                        fields=["correlation_id"], name="git_agent_sessions_correlation_id_index"
                    ),
                ),
            ],
        ),
        RenameModel("GitCommit", "MergeHistory"),
        Reshape(
            "MergeHistory",
            state_operations=[
                migrations.AlterModelTable("MergeHistory", "git_merge_history"),
                migrations.AlterModelOptions(
                    "MergeHistory", options={"verbose_name_plural": "merge history"}
                ),
                migrations.RemoveIndex("MergeHistory", "git_commits_session_id_index"),
                migrations.RemoveConstraint("MergeHistory", "git_commits_commit_hash_index"),
                migrations.RemoveField("MergeHistory", "session_id"),
                migrations.RemoveField("MergeHistory", "commit_hash"),
                migrations.RemoveField("MergeHistory", "message"),
                migrations.RemoveField("MergeHistory", "author"),
                migrations.RemoveField("MergeHistory", "files_changed"),
                migrations.RemoveField("MergeHistory", "metadata"),
                migrations.RemoveField("MergeHistory", "inserted_at"),
                migrations.RemoveField("MergeHistory", "updated_at"),
                migrations.AlterField(
                    "MergeHistory", "id", models.BigAutoField(primary_key=True, serialize=False)
                ),
                migrations.AddField(
                    "MergeHistory",
                    "branch",
                    models.CharField(help_text="'unknown' for a commit without a session."),
                ),
                migrations.AddField(
                    "MergeHistory", "agent_id", models.CharField(blank=True, null=True)
                ),
                migrations.AddField(
                    "MergeHistory", "task_id", models.CharField(blank=True, null=True)
                ),
                migrations.AddField(
                    "MergeHistory", "correlation_id", models.CharField(blank=True, null=True)
                ),
                migrations.AddField(
                    "MergeHistory",
                    "merge_commit",
                    models.CharField(blank=True, help_text="Hash; empty if not merged.", null=True),
                ),
                migrations.AddField(
                    "MergeHistory",
                    "status",
                    models.CharField(help_text="merged, conflict, …, or legacy_commit."),
                ),
                migrations.AddField(
                    "MergeHistory",
                    "details",
                    models.JSONField(blank=True, db_default={}, default=dict, null=True),
                ),
                migrations.AddField(
                    "MergeHistory",
                    "inserted_at",
                    UtcDateTimeField(blank=True, db_default=UtcNow(), null=True),
                ),
                migrations.AddField(
                    "MergeHistory",
                    "updated_at",
                    UtcDateTimeField(blank=True, db_default=UtcNow(), null=True),
                ),
                migrations.AddIndex(
                    "MergeHistory",
                    EctoIndex(fields=["branch"], name="git_merge_history_branch_index"),
                ),
                migrations.AddIndex(
                    "MergeHistory",
                    EctoIndex(fields=["agent_id"], name="git_merge_history_agent_id_index"),
                ),
                migrations.AddIndex(
                    "MergeHistory",
                    EctoIndex(fields=["status"], name="git_merge_history_status_index"),
                ),
                migrations.AddIndex(
                    "MergeHistory",
                    EctoIndex(fields=["merge_commit"], name="git_merge_history_merge_commit_index"),
                ),
                migrations.AddIndex(
                    "MergeHistory",
                    EctoIndex(fields=["inserted_at"], name="git_merge_history_inserted_at_index"),
                ),
                migrations.AddIndex(
                    "MergeHistory",
                    EctoIndex(
                        fields=["branch", "status"], name="git_merge_history_branch_status_index"
                    ),
                ),
                migrations.AddIndex(
                    "MergeHistory",
                    EctoIndex(
                        fields=["agent_id", "inserted_at"],
                        name="git_merge_history_agent_id_inserted_at_index",
                    ),
                ),
            ],
        ),
        Reshape(
            "PendingMerge",
            state_operations=[
                migrations.CreateModel(
                    "PendingMerge",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        ("branch", models.CharField()),
                        ("pr_number", models.BigIntegerField(blank=True, null=True)),
                        ("agent_id", models.CharField()),
                        ("task_id", models.CharField(blank=True, null=True)),
                        ("correlation_id", models.CharField(blank=True, null=True)),
                        (
                            "meta",
                            models.JSONField(blank=True, db_default={}, default=dict, null=True),
                        ),
                        (
                            "inserted_at",
                            UtcDateTimeField(blank=True, db_default=UtcNow(), null=True),
                        ),
                        (
                            "updated_at",
                            UtcDateTimeField(blank=True, db_default=UtcNow(), null=True),
                        ),
                    ],
                    options={
                        "db_table": "git_pending_merges",
                        "indexes": [
                            EctoIndex(
                                fields=["agent_id"], name="git_pending_merges_agent_id_index"
                            ),
                            EctoIndex(
                                fields=["pr_number"], name="git_pending_merges_pr_number_index"
                            ),
                            EctoIndex(fields=["task_id"], name="git_pending_merges_task_id_index"),
                            EctoIndex(
                                fields=["correlation_id"],
                                name="git_pending_merges_correlation_id_index",
                            ),
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("branch",), name="git_pending_merges_branch_index"
                            )
                        ],
                    },
                )
            ],
        ),
        RestoreTable(
            "GitAgentSession",
            stands_for="git_sessions",
            renamed={"branch_name": "branch", "metadata": "meta"},
        ),
        RestoreTable(
            "MergeHistory", stands_for="git_commits", renamed={"commit_hash": "merge_commit"}
        ),
        RestoreTable(
            "PendingMerge",
            stands_for="git_sessions",
            renamed={"branch_name": "branch", "metadata": "meta"},
        ),
        migrations.RunPython(carry_forward, carry_back),
    ]

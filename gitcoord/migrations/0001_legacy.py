"""Sessions and commits as the application has them so far."""

from django.contrib.postgres.fields import ArrayField
from django.db import migrations, models

from alignment.fields import UtcDateTimeField
from alignment.indexes import EctoIndex
from alignment.operations import AdoptModel


class Migration(migrations.Migration):
    initial = True

    dependencies = [("alignment", "0001_initial")]

    operations = [
        AdoptModel(
            name="GitSession",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("session_type", models.CharField(max_length=255)),
                ("branch_name", models.CharField(max_length=255)),
                ("base_branch", models.CharField(max_length=255, null=True)),
                ("status", models.CharField(max_length=255)),
                ("metadata", models.JSONField(null=True, db_default={})),
                ("inserted_at", UtcDateTimeField(precision=0)),
                ("updated_at", UtcDateTimeField(precision=0)),
            ],
            options={
                "db_table": "git_sessions",
                "indexes": [
                    EctoIndex(fields=["session_type"], name="git_sessions_session_type_index"),
                    EctoIndex(fields=["status"], name="git_sessions_status_index"),
                ],
            },
            replaced_by="git_agent_sessions",
            renamed={"branch": "branch_name", "meta": "metadata"},
        ),
        AdoptModel(
            name="GitCommit",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("session_id", models.UUIDField(null=True)),
                ("commit_hash", models.CharField(max_length=255)),
                ("message", models.TextField()),
                ("author", models.CharField(max_length=255, null=True)),
                (
                    "files_changed",
                    ArrayField(models.CharField(max_length=255), null=True, db_default=[]),
                ),
                ("metadata", models.JSONField(null=True, db_default={})),
                ("inserted_at", UtcDateTimeField(precision=0)),
                ("updated_at", UtcDateTimeField(precision=0)),
            ],
            options={
                "db_table": "git_commits",
                "constraints": [
                    models.UniqueConstraint(
                        fields=["commit_hash"], name="git_commits_commit_hash_index"
                    )
                ],
                "indexes": [EctoIndex(fields=["session_id"], name="git_commits_session_id_index")],
            },
            replaced_by="git_merge_history",
            renamed={"merge_commit": "commit_hash"},
        ),
    ]

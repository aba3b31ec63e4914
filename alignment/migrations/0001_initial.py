"""What the alignment remembers; the point that `migrate alignment 0001` rolls back to."""

from django.contrib.postgres.fields import ArrayField
from django.db import migrations, models
from django.db.models.functions import Now

from alignment.fields import UtcDateTimeField, UtcNow
from alignment.operations import KeepModel
from alignment.preflight import keep_ledger, leave


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("contenttypes", "0002_remove_content_type_name"),
        ("auth", "0012_alter_user_first_name_max_length"),
    ]

    operations = [
        KeepModel(
            name="AlignmentRun",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                (
                    "section",
                    models.CharField(help_text="App label of the section, e.g. snapshots."),
                ),
                (
                    "direction",
                    models.CharField(
                        choices=[
                            ("forward", "legacy to aligned"),
                            ("backward", "aligned to legacy"),
                        ]
                    ),
                ),
                ("started", models.DateTimeField()),
                ("finished", models.DateTimeField()),
                (
                    "archived",
                    models.BigIntegerField(
                        help_text="Rows in the tables that went to the archive."
                    ),
                ),
                (
                    "carried",
                    models.BigIntegerField(help_text="Rows written on the side that is now live."),
                ),
                ("unchanged", models.BigIntegerField(help_text="Rows put back verbatim.")),
                (
                    "changed",
                    models.BigIntegerField(help_text="Rows updated since the last crossing."),
                ),
                (
                    "born",
                    models.BigIntegerField(help_text="Rows inserted since the last crossing."),
                ),
                (
                    "deleted",
                    models.BigIntegerField(help_text="Rows deleted since the last crossing."),
                ),
                (
                    "counts",
                    models.JSONField(
                        help_text="The same by pair of tables, with the row counts compared."
                    ),
                ),
            ],
            options={"ordering": ["-id"]},
        ),
        KeepModel(
            name="EctoVersion",
            fields=[
                ("version", models.BigIntegerField(primary_key=True, serialize=False)),
                ("recorded", UtcDateTimeField(db_default=UtcNow())),
            ],
        ),
        KeepModel(
            name="Inspection",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("verification", "whether every row is there"),
                            ("rollback", "what a rollback would carry"),
                        ]
                    ),
                ),
                (
                    "asked_by",
                    models.CharField(
                        help_text="Name of the user; the inspection outlives the account."
                    ),
                ),
                ("started", models.DateTimeField()),
                ("finished", models.DateTimeField(null=True)),
                (
                    "step",
                    models.CharField(default="", help_text="What it is doing, or did last."),
                ),
                ("done", models.IntegerField(default=0, help_text="Steps that are done.")),
                ("steps", models.IntegerField(help_text="Steps there are.")),
                (
                    "findings",
                    models.IntegerField(
                        help_text="How many things are not as they should be.", null=True
                    ),
                ),
                (
                    "answer",
                    models.JSONField(
                        help_text="As the command answers with --format json.", null=True
                    ),
                ),
                ("error", models.CharField(default="", help_text="Why there is no answer.")),
            ],
            options={"ordering": ["-id"]},
        ),
        KeepModel(
            name="MovedRow",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("legacy_table", models.CharField(db_collation="C")),
                (
                    "legacy_id",
                    models.CharField(
                        db_collation="C",
                        help_text="The legacy primary key as text, most often a uuid.",
                    ),
                ),
                ("aligned_table", models.CharField(db_collation="C")),
                (
                    "aligned_id",
                    models.BigIntegerField(
                        help_text="Empty: the row crossed, and has no partner in this table.",
                        null=True,
                    ),
                ),
                (
                    "legacy_digest",
                    models.UUIDField(help_text="MD5 of the whole legacy row as text."),
                ),
                (
                    "aligned_digest",
                    models.UUIDField(help_text="MD5 of the whole aligned row as text.", null=True),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        fields=["aligned_table", "aligned_id"],
                        name="alignment_movedrow_aligned_idx",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("legacy_table", "legacy_id", "aligned_table"),
                        name="alignment_movedrow_legacy_uniq",
                    )
                ],
            },
        ),
        KeepModel(
            name="Preparation",
            fields=[
                (
                    "section",
                    models.CharField(
                        help_text="App label of the section.", primary_key=True, serialize=False
                    ),
                ),
                ("started", models.DateTimeField(db_default=Now())),
                (
                    "made_schema",
                    models.BooleanField(help_text="Whether there was no archive before."),
                ),
                (
                    "caught_up",
                    models.DateTimeField(
                        help_text="When a pass had last carried all there was.", null=True
                    ),
                ),
                (
                    "carried",
                    models.BigIntegerField(default=0, help_text="Rows that this pass carried."),
                ),
            ],
        ),
        KeepModel(
            name="RetiredTable",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                (
                    "section",
                    models.CharField(help_text="App label of the section, e.g. snapshots."),
                ),
                ("table", models.CharField(help_text="Name that the table had.")),
                ("rows", models.BigIntegerField(help_text="How many it held.")),
                (
                    "size",
                    models.BigIntegerField(help_text="What it took with its indexes, in bytes."),
                ),
                ("retired", models.DateTimeField(db_default=Now())),
            ],
            options={"ordering": ["-id"]},
        ),
        KeepModel(
            name="Watermark",
            fields=[
                (
                    "table",
                    models.CharField(
                        help_text="Name of the table.", primary_key=True, serialize=False
                    ),
                ),
                ("cluster", models.BigIntegerField(help_text="PostgreSQL's system identifier.")),
                ("relation", models.BigIntegerField(help_text="PostgreSQL's oid of the table.")),
                (
                    "structure",
                    models.CharField(help_text="MD5 of what the catalog says of its columns."),
                ),
                (
                    "horizon",
                    models.BigIntegerField(
                        help_text="The oldest transaction that was still running."
                    ),
                ),
                (
                    "writers",
                    ArrayField(
                        base_field=models.BigIntegerField(),
                        help_text="Later transactions that had written rows already.",
                        size=None,
                    ),
                ),
                ("rows", models.BigIntegerField(help_text="How many rows there were.")),
            ],
        ),
        # Last, so that on the way back it is asked first.
        migrations.RunPython(leave, keep_ledger),
    ]

"""detection_events becomes codebase_snapshots."""

from django.contrib.postgres.fields import ArrayField
from django.db import migrations, models

from alignment.fields import UtcDateTimeField, UtcNow
from alignment.indexes import EctoGinIndex, EctoIndex
from alignment.operations import ArchiveTables, RenameModel, Reshape, RestoreTable
from alignment.preflight import leave
from snapshots.mapping import adopt, carry_back, carry_forward


class Migration(migrations.Migration):
    dependencies = [("snapshots", "0001_legacy"), ("alignment", "0002_begin")]

    operations = [
        migrations.RunPython(adopt, leave),
        ArchiveTables(["detection_events"]),
        RenameModel("DetectionEvent", "CodebaseSnapshot"),
        Reshape(
            "CodebaseSnapshot",
            state_operations=[
                migrations.AlterModelTable("CodebaseSnapshot", "codebase_snapshots"),
                migrations.RemoveIndex("CodebaseSnapshot", "detection_events_event_type_index"),
                migrations.RemoveIndex("CodebaseSnapshot", "detection_events_detector_index"),
                migrations.RemoveIndex("CodebaseSnapshot", "detection_events_inserted_at_index"),
                migrations.RemoveField("CodebaseSnapshot", "event_type"),
                migrations.RemoveField("CodebaseSnapshot", "detector"),
                migrations.RemoveField("CodebaseSnapshot", "confidence"),
                migrations.RemoveField("CodebaseSnapshot", "data"),
                migrations.RemoveField("CodebaseSnapshot", "metadata"),
                migrations.RemoveField("CodebaseSnapshot", "inserted_at"),
                migrations.RemoveField("CodebaseSnapshot", "updated_at"),
                migrations.AlterField(
                    "CodebaseSnapshot", "id", models.BigAutoField(primary_key=True, serialize=False)
                ),
                migrations.AddField(
                    "CodebaseSnapshot",
                    "codebase_id",
                    models.CharField(help_text="Name of the code base."),
                ),
                migrations.AddField(
                    "CodebaseSnapshot",
                    "snapshot_id",
                    models.BigIntegerField(
                        help_text="Number within the code base; the detector uses epoch seconds."
                    ),
                ),
                migrations.AddField(
                    "CodebaseSnapshot",
                    "metadata",
                    models.JSONField(blank=True, db_default={}, default=dict, null=True),
                ),
                migrations.AddField(
                    "CodebaseSnapshot",
                    "summary",
                    models.JSONField(
                        blank=True,
                        db_default={},
                        default=dict,
                        help_text="Technologies by category.",
                        null=True,
                    ),
                ),
                migrations.AddField(
                    "CodebaseSnapshot",
                    "detected_technologies",
                    ArrayField(
                        base_field=models.CharField(),
                        blank=True,
                        db_default=[],
                        default=list,
                        help_text="Flat list of category:name, e.g. language:Rust.",
                        null=True,
                        size=None,
                    ),
                ),
                migrations.AddField(
                    "CodebaseSnapshot",
                    "features",
                    models.JSONField(
                        blank=True,
                        db_default={},
                        default=dict,
                        help_text="Counts, e.g. languages_count.",
                        null=True,
                    ),
                ),
                migrations.AddField(
                    "CodebaseSnapshot",
                    "inserted_at",
                    UtcDateTimeField(blank=True, db_default=UtcNow(), null=True),
                ),
                migrations.AddConstraint(
                    "CodebaseSnapshot",
                    models.UniqueConstraint(
                        fields=("codebase_id", "snapshot_id"),
                        name="codebase_snapshots_codebase_id_snapshot_id_index",
                    ),
                ),
                migrations.AddIndex(
                    "CodebaseSnapshot",
                    EctoIndex(fields=["codebase_id"], name="codebase_snapshots_codebase_id_index"),
                ),
                migrations.AddIndex(
                    "CodebaseSnapshot",
                    EctoIndex(fields=["snapshot_id"], name="codebase_snapshots_snapshot_id_index"),
                ),
                migrations.AddIndex(
                    "CodebaseSnapshot",
                    EctoIndex(fields=["inserted_at"], name="codebase_snapshots_inserted_at_index"),
                ),
                migrations.AddIndex(
                    "CodebaseSnapshot",
                    EctoGinIndex(
                        fields=["detected_technologies"],
                        name="codebase_snapshots_detected_technologies_index",
                    ),
                ),
            ],
        ),
        RestoreTable("CodebaseSnapshot", stands_for="detection_events"),
        migrations.RunPython(carry_forward, carry_back),
    ]

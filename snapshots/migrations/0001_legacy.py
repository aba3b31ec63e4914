"""The events as the application has them so far."""

from django.db import migrations, models

from alignment.fields import UtcDateTimeField
from alignment.indexes import EctoIndex
from alignment.operations import AdoptModel


class Migration(migrations.Migration):
    initial = True

    dependencies = [("alignment", "0001_initial")]

    operations = [
        AdoptModel(
            name="DetectionEvent",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("event_type", models.CharField(max_length=255)),
                ("detector", models.CharField(max_length=255)),
                ("confidence", models.FloatField()),
                ("data", models.JSONField()),
                ("metadata", models.JSONField(null=True, db_default={})),
                ("inserted_at", UtcDateTimeField(precision=0)),
                ("updated_at", UtcDateTimeField(precision=0)),
            ],
            options={
                "db_table": "detection_events",
                "indexes": [
                    EctoIndex(fields=["event_type"], name="detection_events_event_type_index"),
                    EctoIndex(fields=["detector"], name="detection_events_detector_index"),
                    EctoIndex(fields=["inserted_at"], name="detection_events_inserted_at_index"),
                ],
            },
            replaced_by="codebase_snapshots",
        )
    ]

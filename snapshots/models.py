"""Snapshots of code bases: what was detected in one, and when."""

from __future__ import annotations

from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models

from alignment.fields import UtcDateTimeField, UtcNow
from alignment.indexes import EctoGinIndex, EctoIndex
from snapshots.querysets import CodebaseSnapshotQuerySet


class CodebaseSnapshot(models.Model):
    """What a detector found in a code base at one time.

    Written by `objects.record`, and by the application's technology detector, which upserts on
    (codebase_id, snapshot_id); aligned from ``detection_events``. A snapshot is replaced by one
    that names its number, and its table is a plain one; the application's documents say otherwise
    (behaviour S-6).
    """

    id = models.BigAutoField(primary_key=True)
    codebase_id = models.CharField(help_text="Name of the code base.")
    snapshot_id = models.BigIntegerField(
        help_text="Number within the code base; the detector uses epoch seconds."
    )
    metadata: models.JSONField[Any, Any] = models.JSONField(
        null=True, blank=True, default=dict, db_default={}
    )
    summary: models.JSONField[Any, Any] = models.JSONField(
        null=True, blank=True, default=dict, db_default={}, help_text="Technologies by category."
    )
    detected_technologies = ArrayField(
        models.CharField(),
        null=True,
        blank=True,
        default=list,
        db_default=[],
        help_text="Flat list of category:name, e.g. language:Rust.",
    )
    features: models.JSONField[Any, Any] = models.JSONField(
        null=True,
        blank=True,
        default=dict,
        db_default={},
        help_text="Counts, e.g. languages_count.",
    )
    inserted_at = UtcDateTimeField(null=True, blank=True, db_default=UtcNow())

    objects = CodebaseSnapshotQuerySet.as_manager()

    class Meta:
        db_table = "codebase_snapshots"
        constraints = [
            models.UniqueConstraint(
                fields=["codebase_id", "snapshot_id"],
                name="codebase_snapshots_codebase_id_snapshot_id_index",
            ),
        ]
        indexes = [
            EctoIndex(fields=["codebase_id"], name="codebase_snapshots_codebase_id_index"),
            EctoIndex(fields=["snapshot_id"], name="codebase_snapshots_snapshot_id_index"),
            EctoIndex(fields=["inserted_at"], name="codebase_snapshots_inserted_at_index"),
            # The only GIN: with_technology() is a query of the application and of the admin, while
            # nothing searches within metadata or features (one would cost 8-15 s a million rows).
            EctoGinIndex(
                fields=["detected_technologies"],
                name="codebase_snapshots_detected_technologies_index",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.codebase_id} #{self.snapshot_id}"

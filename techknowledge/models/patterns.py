"""By what a technology is recognised, and how it is built and run."""

from __future__ import annotations

from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models

from alignment.fields import UtcDateTimeField, UtcNow
from alignment.indexes import EctoIndex
from techknowledge.capitals import capitals
from techknowledge.pattern_queries import TechnologyPatternQuerySet
from techknowledge.technologies import Technology


class TechnologyPattern(models.Model):
    """By what files and folders a technology is recognised, and how it is built and run.

    Written by the application's pattern store, which upserts on (technology_name,
    technology_type) and counts detections; aligned from all rows of ``technology_knowledge`` of
    one technology and category.
    """

    id = models.BigAutoField(primary_key=True)
    technology_name = models.CharField()
    technology_type = models.CharField(help_text="language, framework, messaging, …")
    version_pattern = models.CharField(null=True, blank=True)
    file_patterns = ArrayField(
        models.CharField(), null=True, blank=True, default=list, db_default=[]
    )
    directory_patterns = ArrayField(
        models.CharField(), null=True, blank=True, default=list, db_default=[]
    )
    config_files = ArrayField(
        models.CharField(), null=True, blank=True, default=list, db_default=[]
    )
    build_command = models.CharField(null=True, blank=True)
    dev_command = models.CharField(null=True, blank=True)
    install_command = models.CharField(null=True, blank=True)
    test_command = models.CharField(null=True, blank=True)
    output_directory = models.CharField(null=True, blank=True)
    confidence_weight = models.FloatField(
        null=True, blank=True, default=1.0, db_default=1.0, help_text="Weight of a match, 0 to 1."
    )
    detection_count = models.BigIntegerField(null=True, blank=True, default=0, db_default=0)
    success_rate = models.FloatField(
        null=True,
        blank=True,
        default=1.0,
        db_default=1.0,
        help_text="Share of right matches, 0 to 1.",
    )
    last_detected_at = UtcDateTimeField(null=True, blank=True)
    extended_metadata: models.JSONField[Any, Any] = models.JSONField(null=True, blank=True)
    created_at = UtcDateTimeField(null=True, blank=True, db_default=UtcNow())
    updated_at = UtcDateTimeField(null=True, blank=True, db_default=UtcNow())

    objects = TechnologyPatternQuerySet.as_manager()

    class Meta:
        db_table = "technology_patterns"
        constraints = [
            models.UniqueConstraint(
                fields=["technology_name", "technology_type"],
                name="technology_patterns_technology_name_technology_type_index",
            ),
        ]
        indexes = [
            EctoIndex(fields=["technology_name"], name="technology_patterns_technology_name_index"),
            EctoIndex(fields=["technology_type"], name="technology_patterns_technology_type_index"),
            EctoIndex(fields=["detection_count"], name="technology_patterns_detection_count_index"),
            EctoIndex(fields=["success_rate"], name="technology_patterns_success_rate_index"),
            EctoIndex(
                fields=["last_detected_at"], name="technology_patterns_last_detected_at_index"
            ),
            EctoIndex(
                capitals("technology_name"), name="technology_patterns_upper_technology_name_index"
            ),
            EctoIndex(
                capitals("technology_type"), name="technology_patterns_upper_technology_type_index"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.technology_name} ({self.technology_type})"

    @property
    def technology(self) -> Technology:
        """What it is a pattern of, by the name that the project has for it."""
        return Technology.of(self.technology_type, self.technology_name)

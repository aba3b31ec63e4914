"""Documents to generate from: code templates, workflow phases, quality rules."""

from __future__ import annotations

from typing import Any

from django.db import models

from alignment.fields import UtcDateTimeField, UtcNow
from alignment.indexes import EctoIndex


class TechnologyTemplateQuerySet(models.QuerySet["TechnologyTemplate"]):
    def in_category(self, category: str) -> TechnologyTemplateQuerySet:
        """Templates of one category, by identifier."""
        return self.filter(category=category).order_by("identifier")


class TechnologyTemplate(models.Model):
    """A template to generate code from, as one JSON document.

    Written by the application's template store, which upserts on identifier; aligned from the rows
    of ``technology_knowledge`` that have a template text.
    """

    id = models.BigAutoField(primary_key=True)
    identifier = models.CharField(help_text="Path-like name, e.g. framework/phoenix.")
    category = models.CharField()
    version = models.CharField(null=True, blank=True)
    source = models.CharField(null=True, blank=True, help_text="Where it came from: 'migrated', …")
    template: models.JSONField[Any, Any] = models.JSONField()
    metadata: models.JSONField[Any, Any] = models.JSONField(
        null=True, blank=True, default=dict, db_default={}
    )
    checksum = models.CharField(
        null=True, blank=True, help_text="SHA-256 of the canonical JSON (RFC 8785) of template."
    )
    inserted_at = UtcDateTimeField(null=True, blank=True, db_default=UtcNow())
    updated_at = UtcDateTimeField(null=True, blank=True, db_default=UtcNow())

    objects = TechnologyTemplateQuerySet.as_manager()

    class Meta:
        db_table = "technology_templates"
        constraints = [
            models.UniqueConstraint(
                fields=["identifier"], name="technology_templates_identifier_index"
            ),
        ]
        indexes = [
            EctoIndex(fields=["category"], name="technology_templates_category_index"),
            EctoIndex(fields=["version"], name="technology_templates_version_index"),
            EctoIndex(
                fields=["category", "version"], name="technology_templates_category_version_index"
            ),
        ]

    def __str__(self) -> str:
        return self.identifier

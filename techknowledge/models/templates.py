"""Documents to generate from: code templates, workflow phases, quality rules."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Any

from django.db import models
from django.db.models import Q

from alignment.documents import is_storable
from alignment.fields import UtcDateTimeField, UtcNow
from alignment.indexes import EctoIndex
from techknowledge.errors import InvalidIdentifier
from techknowledge.identifiers import normalised, text_of
from techknowledge.storing import Outcome, row_for, write
from techknowledge.versions import by_version

logger = logging.getLogger(__name__)

# What Python cannot always hold: PostgreSQL has `infinity` and years before Christ, and the
# alignment carries what the legacy rows had.
TIMES = ("inserted_at", "updated_at")


class TechnologyTemplateQuerySet(models.QuerySet["TechnologyTemplate"]):
    def in_category(self, category: str) -> TechnologyTemplateQuerySet:
        """Templates of one category, by identifier."""
        return self.filter(category=category).without_times().order_by("identifier")

    def without_times(self) -> TechnologyTemplateQuerySet:
        """The same rows, whose times are read when they are asked for.

        A row with a time that Python cannot hold, such as ``infinity``, can be read like any other.
        """
        return self.defer(*TIMES)

    def find(self, identifier: str | Sequence[str]) -> TechnologyTemplate | None:
        """The template that a name means; files are never looked at (behaviour L-3, L-5).

        The first of these that there is (behaviour 4.2):

        1. the row of that identifier, as given or normalised;
        2. one whose document has the name as its ``id``;
        3. one that is aligned from ``technology_knowledge`` (T-9): it has the name among its
           ``aliases``, or the name is its ``category/technology``, for which the application's
           loader asks.

        Of several the one of the highest version, then the first by identifier; a warning is
        logged.

        Args:
            identifier: a path, its segments, or an id; anything else is the name of nothing.
        """
        name = text_of(identifier)
        if not name or not is_storable(name):
            return None
        for meaning in _meanings(name):
            if found := by_version(self.filter(meaning).without_times()):
                _warn_of_several(name, found)
                return found[0]
        return None

    def templates_for_phase(self, phase: str) -> list[TechnologyTemplate]:
        """Templates of a phase of SPARC, such as ``architecture`` (behaviour L-6).

        They say so by their ``phase``, or by the id ``sparc-<phase>``.

        Returns:
            Highest version first, then by identifier.
        """
        phase = phase.strip().lower()
        if not is_storable(phase):
            return []
        named = Q(template__phase__iexact=phase) | Q(template__id__iexact=f"sparc-{phase}")
        return by_version(self.filter(named).without_times())

    def upsert(
        self,
        identifier: str | Sequence[str],
        template: dict[str, Any],
        *,
        category: str | None = None,
        version: str | float | None = None,
        source: str = "user",
        metadata: Mapping[str, Any] | None = None,
        force: bool = False,
    ) -> Outcome:
        """Store a template under its identifier, with the checksum of its canonical JSON (T-5).

        A row is replaced if it is of the same source, or comes from a file: to put something in
        place of files at run time is what the table is for. Rows of any other source are kept
        (T-2). Where nothing would change, nothing is written.

        Args:
            identifier: a path or its segments; stored normalised.
            category: by default the first segment, of a name of one segment the template's own.
            version: by default that of the template; a number counts as its text (T-7).
            metadata: keys to set in what is there already; a value of None removes its key.
            force: replace the row, whatever its source is.

        Raises:
            InvalidIdentifier: the name is none.
            InvalidTemplate: the template is no object, or has what PostgreSQL cannot hold.
        """
        row = row_for(
            identifier,
            template,
            category=category,
            version=version,
            source=source,
            metadata=metadata,
        )
        self._for_write = True
        return write(row, force=force, using=self.db)


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


def _meanings(name: str) -> list[Q]:
    """What a name can mean, most exact first."""
    meanings = [Q(identifier=name), Q(template__id=name), Q(metadata__aliases__contains=[name])]
    with suppress(InvalidIdentifier):  # An id may be written in any way.
        if (usual := normalised(name)) != name:
            meanings.insert(1, Q(identifier=usual))
    category, slash, technology = name.partition("/")
    if slash:
        meanings.append(Q(category__iexact=category, template__technology__iexact=technology))
    return meanings


def _warn_of_several(name: str, found: list[TechnologyTemplate]) -> None:
    if len(found) > 1:
        logger.warning(
            "%d templates are called %r: took %s. Others: %s",
            len(found),
            name,
            found[0],
            ", ".join(map(str, found[1:])),
        )

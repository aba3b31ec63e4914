"""Technology knowledge in the admin: templates to generate from, patterns to detect by."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.db.models.fields.json import KeyTextTransform
from django.http import HttpRequest

from alignment.admin.base import RowsAdmin
from alignment.admin.filters import Dates, KnownValues
from alignment.admin.related import related
from alignment.admin.search import Search
from alignment.admin.verbatim import Verbatim
from alignment.models import MovedRow
from techknowledge.canonical import checksum
from techknowledge.identifiers import LONGEST, normalised
from techknowledge.mapping import patterns, templates
from techknowledge.models import TechnologyPattern, TechnologyTemplate


def name_of(value: str) -> str:
    """A text that an index takes.

    Raises:
        ValueError: it is longer.
    """
    if (size := len(value.encode())) > LONGEST:
        raise ValueError(f"It has {size:,} bytes; an index holds {LONGEST:,}. Shorten it.")
    return value


def share_of(value: float) -> float:
    """A share, or a weight.

    Raises:
        ValueError: it is not from 0 to 1.
    """
    if not 0 <= value <= 1:
        raise ValueError(f"{value:g} is not from 0 to 1.")
    return value


def summed(document: Verbatim) -> Verbatim:
    """A document of which there is a checksum.

    Raises:
        ValueError: it has a number that canonical JSON does not have.
    """
    checksum(json.loads(str(document)))
    return document


@admin.register(TechnologyTemplate)
class TechnologyTemplateAdmin(RowsAdmin):
    list_display = ("identifier", "category", "version", "source", "updated_at")
    list_filter = (("category", KnownValues), ("version", KnownValues), ("updated_at", Dates))
    sortable = ("identifier",)
    orders = {"category": ("-category", "-version", "-id")}
    linked = ("identifier", "category", "version")
    search = Search(texts=("identifier", "category"))
    kept = ("checksum",)
    fieldsets = (
        (None, {"fields": ("id", "identifier", "category", "version", "source")}),
        (None, {"fields": ("checksum", "inserted_at", "updated_at")}),
        ("Documents", {"fields": ("template", "metadata")}),
    )
    checks = {
        "identifier": normalised,
        "category": name_of,
        "version": name_of,
        "template": summed,
    }
    pair = templates.PAIR
    rules = templates.RULES
    shared = {"identifier": (), "metadata": ("identifier",)}

    def complete(self, obj: TechnologyTemplate, changed: Sequence[str]) -> Sequence[str]:
        if "template" not in changed:
            return ()
        obj.checksum = checksum(json.loads(str(obj.template)))
        return ("checksum",)

    def related(self, request: HttpRequest, obj: TechnologyTemplate) -> Iterable[Any]:
        technology = (
            TechnologyTemplate.objects.filter(pk=obj.pk)
            .annotate(technology=KeyTextTransform("technology", "template"))
            .values("technology")
        )
        named = TechnologyPattern.objects.filter(
            technology_name__in=technology, technology_type=obj.category
        )
        yield related(self, request, "Its pattern", _with_partners(named, obj))


@admin.register(TechnologyPattern)
class TechnologyPatternAdmin(RowsAdmin):
    list_display = (
        "technology_name",
        "technology_type",
        "file_patterns",
        "detection_count",
        "success_rate",
        "last_detected_at",
    )
    list_filter = (("technology_type", KnownValues), ("last_detected_at", Dates))
    sortable = ("technology_name", "detection_count", "success_rate", "last_detected_at")
    orders = {"last_detected_at": ("-last_detected_at", "-id")}
    linked = ("technology_name", "technology_type")
    search = Search(texts=("technology_name",))
    fieldsets = (
        (None, {"fields": ("id", "technology_name", "technology_type")}),
        (
            "Recognised by",
            {"fields": ("file_patterns", "directory_patterns", "config_files", "version_pattern")},
        ),
        (
            "Built and run by",
            {
                "fields": (
                    "build_command",
                    "dev_command",
                    "install_command",
                    "test_command",
                    "output_directory",
                )
            },
        ),
        (
            "How well it does",
            {
                "fields": (
                    "confidence_weight",
                    "detection_count",
                    "success_rate",
                    "last_detected_at",
                    "created_at",
                    "updated_at",
                )
            },
        ),
        ("Documents", {"fields": ("extended_metadata",)}),
    )
    checks = {
        "technology_name": name_of,
        "technology_type": name_of,
        "confidence_weight": share_of,
        "success_rate": share_of,
    }
    pair = patterns.PAIR
    rules = patterns.RULES

    def related(self, request: HttpRequest, obj: TechnologyPattern) -> Iterable[Any]:
        named = TechnologyTemplate.objects.filter(
            category=obj.technology_type, template__technology=obj.technology_name
        )
        yield related(self, request, "Its templates", _with_partners(named, obj))


def _with_partners(named: QuerySet[Any], obj: Any) -> QuerySet[Any]:
    """Rows, and those of their model that came from the same legacy rows; newest first.

    As a union, because of two conditions joined by OR an index would have to answer both.
    """
    receipts = MovedRow.objects.of_aligned(obj._meta.db_table, obj.pk)
    partners = MovedRow.objects.filter(
        legacy_table=templates.PAIR.legacy,
        legacy_id__in=receipts.values("legacy_id"),
        aligned_table=named.model._meta.db_table,
        aligned_id__isnull=False,
    )
    found = named.values("pk").union(partners.values("aligned_id"))
    rows: QuerySet[Any] = named.model._default_manager.filter(pk__in=found)
    return rows.order_by("-id")

"""What crossed when, what was dropped for good, and what was said to Ecto."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from django.contrib import admin
from django.db import models
from django.db.models.expressions import RawSQL
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString

from alignment.admin import cells
from alignment.admin.base import ReadOnlyAdmin
from alignment.admin.filters import ClosedFilter
from alignment.admin.places import list_url, may_view, model_of
from alignment.figures import rows_a_second
from alignment.models import AlignmentRun, EctoVersion, MovedRow, RetiredTable
from alignment.section import sections

COUNTS = ("archived", "carried", "unchanged", "changed", "born", "deleted")
KINDS = ("source", "target", "unchanged", "changed", "born", "deleted", "dropped")


class SectionFilter(ClosedFilter):
    title = "section"
    parameter_name = "section"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(section.label, section.title) for section in sections()]

    def having(self, queryset: models.QuerySet[Any], chosen: str) -> models.QuerySet[Any]:
        return queryset.filter(section=chosen)


@dataclass(frozen=True)
class Figures:
    """The figures of a run, pair by pair, and the way to both ends."""

    template: ClassVar[str] = "admin/alignment/figures.html"
    anchor: ClassVar[str] = "figures"
    words: ClassVar[str] = "Pair by pair"

    kinds: tuple[str, ...]
    pairs: list[dict[str, Any]]
    links: list[tuple[str, str]]


@admin.register(AlignmentRun)
class AlignmentRunAdmin(ReadOnlyAdmin):
    list_display = (
        "started",
        "section",
        "direction",
        "took",
        "pace",
        *COUNTS[1:],
    )
    list_filter = (SectionFilter, "direction")
    counts = COUNTS
    fieldsets = (
        (None, {"fields": ("section", "direction", "started", "finished", "took", "pace")}),
        (
            "Rows",
            {"fields": COUNTS},
        ),
    )

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[Any]:
        seconds = "extract(epoch FROM finished - started)::double precision"
        took = RawSQL(seconds, [], output_field=models.FloatField())
        runs: models.QuerySet[Any] = super().get_queryset(request).annotate(seconds=took)
        return runs

    @admin.display(description="took")
    def took(self, run: Any) -> SafeString:
        return format_html('<span class="figure">{} s</span>', f"{run.seconds:,.1f}")

    @admin.display(description="rows a second")
    def pace(self, run: Any) -> SafeString:
        pace = rows_a_second(run.archived, run.seconds)
        return cells.figure(pace)

    def panels(self, request: HttpRequest, obj: AlignmentRun) -> list[Any]:
        counts = AlignmentRun.objects.values_list("counts", flat=True).get(pk=obj.pk)
        figures = [
            {"tables": tables, "figures": [f"{found.get(kind, 0):,}" for kind in KINDS]}
            for tables, found in counts.items()
        ]
        return [Figures(KINDS, figures, self._links(request, obj))]

    def _links(self, request: HttpRequest, run: AlignmentRun) -> list[tuple[str, str]]:
        """To the rows of the section, and to their receipts."""
        site = self.admin_site
        pairs = [
            pair for section in sections() if section.label == run.section for pair in section.pairs
        ]
        links = []
        for pair in pairs:
            model = model_of(pair.aligned)
            if model and may_view(request, model):
                links.append((list_url(site, model), str(model._meta.verbose_name_plural)))
        for pair in pairs:
            if may_view(request, MovedRow):
                url = list_url(site, MovedRow, pair=f"{pair.legacy}.{pair.aligned}")
                links.append((url, f"receipts of {pair}"))
        return links


@admin.register(RetiredTable)
class RetiredTableAdmin(ReadOnlyAdmin):
    """In the lists of what is here only once a table was retired: before that there is no file."""

    list_display = ("table", "section", "rows", "size", "retired")
    counts = ("rows", "size")
    list_filter = (SectionFilter,)
    fieldsets = ((None, {"fields": ("table", "section", "rows", "size", "retired")}),)

    def get_model_perms(self, request: HttpRequest) -> dict[str, bool]:
        return super().get_model_perms(request) if self.standing(request).size else {}

    def panels(self, request: HttpRequest, obj: Any) -> list[Any]:
        return []


@admin.register(EctoVersion)
class EctoVersionAdmin(ReadOnlyAdmin):
    list_display = ("version", "recorded")
    ordering = ("-version",)
    fieldsets = ((None, {"fields": ("version", "recorded")}),)

    def panels(self, request: HttpRequest, obj: Any) -> list[Any]:
        return []

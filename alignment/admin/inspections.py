"""The looks at every row that were asked for, and what each came to."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db import models
from django.db.models.expressions import RawSQL
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString

from alignment.admin import cells
from alignment.admin.base import ReadOnlyAdmin
from alignment.models import Inspection
from alignment.overview.inspection import IS_HELD

# Of those without an end, the last one is at work while its lock is held. The others never ended.
UNFINISHED = Inspection.objects.filter(finished=None).order_by("-id")

INTERRUPTED = "interrupted: the server in which it was at work was stopped"


@admin.register(Inspection)
class InspectionAdmin(ReadOnlyAdmin):
    list_display = ("started", "kind", "asked_by", "took", "result")
    list_filter = ("kind",)
    fieldsets = (
        (None, {"fields": ("kind", "asked_by", "started", "finished", "took", "result")}),
        ("How far it came", {"fields": ("step", "done", "steps")}),
        ("Documents", {"fields": ("answer",)}),
    )

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[Any]:
        seconds = "extract(epoch FROM finished - started)::double precision"
        found: models.QuerySet[Any] = (
            super()
            .get_queryset(request)
            .annotate(
                took_seconds=RawSQL(seconds, [], output_field=models.FloatField()),
                is_held=RawSQL(f"({IS_HELD})", [], output_field=models.BooleanField()),
                last_unfinished=models.Subquery(UNFINISHED.values("pk")[:1]),
            )
        )
        return found

    @admin.display(description="took")
    def took(self, inspection: Any) -> SafeString:
        if inspection.took_seconds is None:
            return cells.nothing("no end")
        return format_html('<span class="figure">{} s</span>', f"{inspection.took_seconds:,.1f}")

    @admin.display(description="result")
    def result(self, inspection: Any) -> SafeString:
        return cells.text(_result(inspection))

    def panels(self, request: HttpRequest, obj: Any) -> list[Any]:
        return []


def _result(inspection: Any) -> str:
    if inspection.took_seconds is None:
        is_last = inspection.pk == inspection.last_unfinished
        if inspection.is_held and is_last:
            return f"at work: {inspection.done} of {inspection.steps} steps done"
        return INTERRUPTED
    if inspection.error:
        return f"no answer: {inspection.error}"
    if inspection.findings:
        return f"{inspection.findings:,} finding{'' if inspection.findings == 1 else 's'}"
    return "nothing amiss"

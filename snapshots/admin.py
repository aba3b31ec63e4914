"""Snapshots in the admin: what was found in a code base, and which event said so."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.contrib import admin
from django.db import models
from django.http import HttpRequest

from alignment.admin.address import NotUnderstood
from alignment.admin.base import RowsAdmin
from alignment.admin.filters import CommonElements, Dates
from alignment.admin.related import related
from alignment.admin.search import Search
from snapshots.errors import InvalidValue
from snapshots.mapping import events
from snapshots.models import CodebaseSnapshot
from snapshots.values import codebase_of, number_of, technologies_of
from techknowledge.technologies import Technology


class TechnologyFilter(CommonElements):
    title = "technology"
    parameter_name = "technology"
    column = "detected_technologies"

    def having(self, queryset: Any, element: str) -> models.QuerySet[Any]:
        try:
            found: models.QuerySet[Any] = queryset.with_technology(element)
        except InvalidValue as error:
            raise NotUnderstood("technology", element, "that is no technology") from error
        return found


@admin.register(CodebaseSnapshot)
class CodebaseSnapshotAdmin(RowsAdmin):
    list_display = ("codebase_id", "snapshot_id", "detected_technologies", "inserted_at")
    list_filter = (TechnologyFilter, ("inserted_at", Dates))
    sortable = ("inserted_at",)
    orders = {
        "codebase_id": ("-codebase_id", "-snapshot_id"),
        "inserted_at": ("-inserted_at", "-id"),
    }
    linked = ("codebase_id", "snapshot_id")
    search = Search(texts=("codebase_id",), numbers=("snapshot_id",))
    fieldsets = (
        (
            None,
            {
                "fields": (
                    "id",
                    "codebase_id",
                    "snapshot_id",
                    "detected_technologies",
                    "inserted_at",
                )
            },
        ),
        ("Documents", {"fields": ("summary", "features", "metadata")}),
    )
    checks = {
        "codebase_id": codebase_of,
        "snapshot_id": number_of,
        "detected_technologies": technologies_of,
    }
    pair = events.PAIR
    rules = events.RULES
    shared = {"snapshot_id": ()}

    def get_search_results(
        self, request: HttpRequest, queryset: Any, search_term: str
    ) -> tuple[models.QuerySet[Any], bool]:
        """A term like language:Rust is a technology; any other a code base or a number."""
        if Technology.parse(search_term):
            return queryset.with_technology(search_term), False
        return super().get_search_results(request, queryset, search_term)

    def search_help(self, request: HttpRequest) -> str:
        return f"{super().search_help(request)} A technology: language:rust."

    def related(self, request: HttpRequest, obj: CodebaseSnapshot) -> Iterable[Any]:
        others = CodebaseSnapshot.objects.filter(codebase_id=obj.codebase_id).exclude(pk=obj.pk)
        yield related(
            self,
            request,
            "Others of this code base, newest first",
            others.order_by("-codebase_id", "-snapshot_id"),
            codebase_id=obj.codebase_id,
        )

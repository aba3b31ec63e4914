"""Git coordination in the admin: who works where, what waits to be merged, what became of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial
from typing import Any

from django.contrib import admin
from django.db import connections
from django.db.models import Q, QuerySet
from django.http import HttpRequest

from alignment.admin.base import ReadOnlyAdmin, RowsAdmin
from alignment.admin.filters import Dates, KnownValues
from alignment.admin.related import Related, related
from alignment.admin.search import Search
from alignment.admin.tables import standing_of
from gitcoord.mapping import commits, sessions
from gitcoord.models import GitAgentSession, MergeHistory, PendingMerge
from gitcoord.values import text


def texts(*names: str) -> dict[str, Callable[[Any], Any]]:
    """What makes identifiers fit, by column."""
    return {name: partial(text, name) for name in names}


class Coordinated(RowsAdmin):
    """Rows that belong together by agent, branch or request."""

    def sessions(self, request: HttpRequest, obj: Any) -> Related | None:
        found = GitAgentSession.objects.filter(_shared(obj, "agent_id", "correlation_id"))
        title = "Sessions of the same agent or request"
        return related(self, request, title, _others(found, obj).order_by("-id"))

    def pending(self, request: HttpRequest, obj: Any) -> Related | None:
        found = PendingMerge.objects.filter(_shared(obj, "agent_id", "branch", "correlation_id"))
        title = "Waiting to be merged, of the same agent, branch or request"
        return related(self, request, title, _others(found, obj).order_by("-id"))

    def history_of(self, request: HttpRequest, obj: Any, name: str) -> Related | None:
        """What became of the branches of an agent, or of one branch."""
        value = getattr(obj, name)
        if value is None:
            return None
        found = _others(MergeHistory.objects.filter(**{name: value}), obj)
        order = ("-agent_id", "-inserted_at") if name == "agent_id" else ("-id",)
        title = f"History of {name.removesuffix('_id')} {value}"
        return related(self, request, title, found.order_by(*order), **{name: value})

    def history_of_request(self, request: HttpRequest, obj: Any) -> Related | None:
        """No index has it, so it is told while the history is short."""
        found = MergeHistory.objects.filter(correlation_id=obj.correlation_id)
        standing = standing_of(connections[found.db], MergeHistory._meta.db_table)
        if obj.correlation_id is None or not standing.is_small:
            return None
        title = f"History of request {obj.correlation_id}"
        return related(self, request, title, _others(found, obj).order_by("-id"))


@admin.register(GitAgentSession)
class GitAgentSessionAdmin(Coordinated):
    list_display = (
        "agent_id",
        "branch",
        "status",
        "correlation_id",
        "workspace_path",
        "updated_at",
    )
    list_filter = (("status", KnownValues), ("inserted_at", Dates))
    sortable = ("agent_id",)
    linked = ("agent_id", "branch", "status", "correlation_id")
    search = Search(texts=("agent_id", "branch", "correlation_id"))
    fieldsets = (
        (None, {"fields": ("id", "agent_id", "branch", "status", "workspace_path")}),
        (None, {"fields": ("correlation_id", "inserted_at", "updated_at")}),
        ("Documents", {"fields": ("meta",)}),
    )
    checks = texts("agent_id", "branch", "status", "correlation_id")
    pair = sessions.PAIR
    rules = sessions.RULES
    shared = {"agent_id": ()}

    def related(self, request: HttpRequest, obj: GitAgentSession) -> Iterable[Any]:
        yield self.pending(request, obj)
        yield self.history_of(request, obj, "agent_id")
        yield self.history_of(request, obj, "branch")
        yield self.history_of_request(request, obj)


@admin.register(PendingMerge)
class PendingMergeAdmin(Coordinated):
    list_display = ("branch", "agent_id", "pr_number", "task_id", "correlation_id", "inserted_at")
    list_filter = (("inserted_at", Dates),)
    sortable = ("branch",)
    linked = ("branch", "agent_id", "pr_number", "task_id", "correlation_id")
    search = Search(
        texts=("branch", "agent_id", "task_id", "correlation_id"), numbers=("pr_number",)
    )
    fieldsets = (
        (None, {"fields": ("id", "branch", "agent_id", "pr_number", "task_id")}),
        (None, {"fields": ("correlation_id", "inserted_at", "updated_at")}),
        ("Documents", {"fields": ("meta",)}),
    )
    checks = texts("branch", "agent_id", "task_id", "correlation_id")
    nothing_legacy = (
        "Nothing legacy corresponds to a branch that waits to be merged: a rollback keeps it, "
        "archived, until it is undone."
    )

    def related(self, request: HttpRequest, obj: PendingMerge) -> Iterable[Any]:
        yield self.sessions(request, obj)
        yield self.history_of(request, obj, "branch")
        yield self.history_of(request, obj, "agent_id")
        yield self.history_of_request(request, obj)


@admin.register(MergeHistory)
class MergeHistoryAdmin(ReadOnlyAdmin, Coordinated):
    list_display = ("branch", "status", "agent_id", "merge_commit", "task_id", "inserted_at")
    list_filter = (("status", KnownValues), ("inserted_at", Dates))
    sortable = ("inserted_at",)
    orders = {
        "inserted_at": ("-inserted_at", "-id"),
        "agent_id": ("-agent_id", "-inserted_at", "-id"),
    }
    linked = ("branch", "agent_id", "status", "merge_commit")
    search = Search(texts=("branch", "agent_id", "merge_commit"))
    fieldsets = (
        (None, {"fields": ("id", "branch", "status", "merge_commit", "agent_id", "task_id")}),
        (None, {"fields": ("correlation_id", "inserted_at", "updated_at")}),
        ("Documents", {"fields": ("details",)}),
    )
    pair = commits.PAIR
    rules = commits.RULES
    shared = {"branch": (), "agent_id": ()}

    def related(self, request: HttpRequest, obj: MergeHistory) -> Iterable[Any]:
        yield self.sessions(request, obj)
        yield self.pending(request, obj)
        yield self.history_of(request, obj, "branch")
        yield self.history_of_request(request, obj)


def _shared(obj: Any, *names: str) -> Q:
    """Rows that have one of these in common with another."""
    meaning = Q(pk__in=[])
    for name in names:
        value = getattr(obj, name)
        if value is not None:
            meaning |= Q(**{name: value})
    return meaning


def _others(rows: QuerySet[Any], obj: Any) -> QuerySet[Any]:
    """Rows without the one whose page it is."""
    return rows.exclude(pk=obj.pk) if rows.model is type(obj) else rows

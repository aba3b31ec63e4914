"""The archived tables, read only: which there are, their rows, one row, all of one value."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import wraps
from http import HTTPStatus
from typing import Any

from django.contrib.admin import AdminSite
from django.core.exceptions import PermissionDenied
from django.db import DataError, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path

from alignment.admin import cells
from alignment.admin.archive import LIST_TEXT, Archive, ArchivedRow, known_tables
from alignment.admin.changelist import MOST
from alignment.admin.places import (
    archive_url,
    list_url,
    may_view,
    may_view_archive,
    model_of,
    row_url,
    section_of,
)
from alignment.catalog import archive_schema, live
from alignment.models import MovedRow

# By the side of a receipt that a row stands on, the other one.
PARTNERS = {"legacy": ("aligned_table", "aligned_id"), "aligned": ("legacy_table", "legacy_id")}

# That are told of all rows of a page.
MOST_PARTNERS = 1_000

View = Callable[..., HttpResponseBase]


def urls(site: AdminSite) -> list[URLPattern]:
    """Below those of the ledger."""
    views = ArchiveViews(site)
    return [
        path("archive/", site.admin_view(views.tables), name="alignment_archive"),
        path("archive/<str:table>/", site.admin_view(views.rows), name="alignment_archived_table"),
        path(
            "archive/<str:table>/value/<path:key>/",
            site.admin_view(views.value),
            name="alignment_archived_value",
        ),
        path(
            "archive/<str:table>/row/<path:key>/",
            site.admin_view(views.row),
            name="alignment_archived_row",
        ),
    ]


def permitted(view: View) -> View:
    """Who may not see a table is not told whether it is there; only sections have such tables."""

    @wraps(view)
    def answer(
        self: ArchiveViews, request: HttpRequest, table: str, **kwargs: Any
    ) -> HttpResponseBase:
        if may_view(request, MovedRow) and table not in known_tables():
            raise Http404(f"There is no archived table {table!r}.")
        if not may_view_archive(request, table):
            raise PermissionDenied
        archive = Archive(self.connection, table)
        if not archive.exists and live(self.connection, table).exists:
            return self.in_use(request, table)
        if not archive.exists:
            raise Http404(f"There is no archived table {table!r}.")
        return view(self, request, archive, **kwargs)

    return answer


class ArchiveViews:
    """The views, of one site."""

    def __init__(self, site: AdminSite) -> None:
        self.site = site

    @property
    def connection(self) -> BaseDatabaseWrapper:
        return connections[MovedRow.objects.db]

    def tables(self, request: HttpRequest) -> HttpResponseBase:
        if not may_view(request, MovedRow):
            raise PermissionDenied
        schema = archive_schema(self.connection)
        archives = [
            Archive(self.connection, name, schema)
            for name in known_tables()
            if may_view_archive(request, name)
        ]
        listed = [
            {
                "name": archive.name,
                "url": archive_url(self.site, archive.name),
                "section": section_of(archive.name),
                "count": _told(archive.count()),
                "columns": len(archive.columns),
            }
            for archive in archives
            if archive.exists
        ]
        return self._page(request, "archive.html", "Archived tables", tables=listed, schema=schema)

    @permitted
    def rows(self, request: HttpRequest, archive: Archive) -> HttpResponseBase:
        wanted = request.GET.get("q", "").strip()
        if wanted and archive.row(wanted):
            return HttpResponseRedirect(archive_url(self.site, archive.name, wanted))
        after, before = request.GET.get("after", ""), request.GET.get("before", "")
        try:
            found, has_more = archive.page(after=after, before=before)
        except (DataError, ValueError) as error:
            raise Http404("That is no key of this table.") from error
        keys = [str(key) for key, *_ in found]
        return self._page(
            request,
            "archived_table.html",
            archive.name,
            archive=archive,
            count=_told(archive.count()),
            wanted=wanted,
            columns=archive.others,
            rows=self._listed(request, archive, found),
            first=keys[0] if keys and (after or (before and has_more)) else "",
            last=keys[-1] if keys and (before or has_more) else "",
        )

    @permitted
    def row(self, request: HttpRequest, archive: Archive, key: str) -> HttpResponseBase:
        found = archive.row(key)
        if found is None:
            raise Http404(f"{archive.name} has no row {key!r}.")
        return self._page(
            request,
            "archived_row.html",
            f"{archive.name} {found.id}",
            archive=archive,
            values=self._values(archive, found),
            partners=self._partners(request, archive.name, [found.id]).get(found.id, []),
        )

    @permitted
    def value(self, request: HttpRequest, archive: Archive, key: str) -> HttpResponseBase:
        column = request.GET.get("column", "")
        if column not in archive.columns or archive.row(key) is None:
            raise Http404
        is_json = archive.columns[column] in ("json", "jsonb")
        kind = "application/json" if is_json else "text/plain"
        text = archive.whole(key, column)
        if text is None:
            raise Http404
        return HttpResponse(text, content_type=f"{kind}; charset=utf-8")

    def in_use(self, request: HttpRequest, table: str) -> HttpResponseBase:
        """In place of a table that a crossing took out of the archive."""
        model = model_of(table)
        url = list_url(self.site, model) if model else ""
        context = {"table": table, "section": section_of(table), "url": url}
        title = f"{table} is not in the archive"
        page = self._page(request, "in_use.html", title, **context)
        page.status_code = HTTPStatus.NOT_FOUND
        return page

    # --- What they show ---

    def _page(
        self, request: HttpRequest, template: str, title: str, **context: Any
    ) -> TemplateResponse:
        known = {**self.site.each_context(request), "title": title, "opts": MovedRow._meta}
        return TemplateResponse(
            request, f"admin/alignment/{template}", {**known, "ledger": self._ledger(), **context}
        )

    def _ledger(self) -> str:
        return list_url(self.site, MovedRow)

    def _listed(
        self, request: HttpRequest, archive: Archive, found: Iterable[list[str | None]]
    ) -> list[dict[str, Any]]:
        found = list(found)
        partners = self._partners(request, archive.name, [str(key) for key, *_ in found])
        return [
            {
                "url": archive_url(self.site, archive.name, str(key)),
                "id": key,
                "cells": [_short(text) for text in texts],
                "partners": partners.get(str(key), []),
            }
            for key, *texts in found
        ]

    def _values(self, archive: Archive, row: ArchivedRow) -> list[dict[str, Any]]:
        return [
            {
                "name": name,
                "type": archive.columns[name],
                "cell": value.cell(archive_url(self.site, archive.name, row.id, name)),
            }
            for name, value in row.values.items()
        ]

    def _partners(
        self, request: HttpRequest, table: str, keys: list[str]
    ) -> dict[str, list[dict[str, str]]]:
        """Where rows went, or came from, by their ids."""
        section = section_of(table)
        side = "legacy" if section and table in section.legacy_tables else "aligned"
        if side == "aligned":
            keys = [key for key in keys if key.isdigit()]
        receipts = MovedRow.objects.filter(
            **{f"{side}_table": table, f"{side}_id__in": keys}
        ).order_by("aligned_table", "id")[:MOST_PARTNERS]
        other_table, other_id = PARTNERS[side]
        found = [
            (str(getattr(one, f"{side}_id")), getattr(one, other_table), getattr(one, other_id))
            for one in receipts
        ]
        models = self._models(request, {other for _, other, _ in found})
        partners: dict[str, list[dict[str, str]]] = {}
        for key, other, number in found:
            if number is not None:
                model = models.get(other)
                url = row_url(self.site, model, number) if model else ""
                partners.setdefault(key, []).append({"words": f"{other} {number}", "url": url})
        return partners

    def _models(self, request: HttpRequest, tables: set[str]) -> dict[str, type[Model] | None]:
        """Tables in use, with the models by whose pages somebody may look at their rows."""
        found = {table: model_of(table) for table in tables}
        return {
            table: model
            for table, model in found.items()
            if model and may_view(request, model) and live(self.connection, table).exists
        }


def _told(count: int) -> str:
    return f">{MOST:,}" if count > MOST else f"{count:,}"


def _short(text: str | None) -> str:
    """A text that was read for a list: cut, without knowing how long it is."""
    cut = text is not None and len(text) > LIST_TEXT
    return f"{text[:LIST_TEXT]}…" if text and cut else cells.text(text)

"""The ledger: which legacy row and which aligned row are the same thing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, ClassVar

from django.contrib import admin
from django.db import models, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.http import HttpRequest
from django.urls import URLPattern
from psycopg import sql

from alignment import ledger
from alignment.admin import archive_views
from alignment.admin.archive import DIGEST
from alignment.admin.base import ReadOnlyAdmin
from alignment.admin.filters import ClosedFilter
from alignment.admin.places import archive_url, may_view, may_view_archive, model_of, row_url
from alignment.admin.search import Search
from alignment.catalog import Table, archived, execute, live, rows
from alignment.models import MovedRow
from alignment.section import Pair, sections

END = "SELECT {digest} FROM {table} AS whole WHERE id = CAST({key} AS {type})"


class PairFilter(ClosedFilter):
    """By the two tables: of each pair there is."""

    title = "tables"
    parameter_name = "pair"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(f"{pair.legacy}.{pair.aligned}", str(pair)) for pair in _pairs()]

    def having(self, queryset: models.QuerySet[Any], chosen: str) -> models.QuerySet[Any]:
        legacy, _, aligned = chosen.partition(".")
        return queryset.filter(legacy_table=legacy, aligned_table=aligned)


class PartnerFilter(ClosedFilter):
    """By whether a row has a partner: knowledge may have lost its template, not its pattern."""

    title = "partner"
    parameter_name = "partner"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("none", "Crossed, and has none now")]

    def having(self, queryset: models.QuerySet[Any], chosen: str) -> models.QuerySet[Any]:
        # Both, or the index does not help.
        tables = [pair.aligned for pair in _pairs()]
        return queryset.filter(aligned_table__in=tables, aligned_id__isnull=True)


@dataclass(frozen=True)
class End:
    """One of the two rows that a receipt is about.

    Attributes:
        words: the table, and the id in it.
        url: its page; '' for none.
        sentence: where it is, and whether it is what it was when it crossed.
        is_changed: whether it is not.
    """

    words: str
    url: str
    sentence: str
    is_changed: bool


@dataclass(frozen=True)
class Ends:
    template: ClassVar[str] = "admin/alignment/ends.html"
    anchor: ClassVar[str] = "ends"
    words: ClassVar[str] = "Both ends"

    named: tuple[tuple[str, End], ...]


@admin.register(MovedRow)
class MovedRowAdmin(ReadOnlyAdmin):
    """Every receipt. In the order of its unique index, which every filter leaves intact."""

    list_display = ("legacy_table", "legacy_id", "aligned_table", "aligned_id")
    list_filter = (PairFilter, PartnerFilter)
    ordering = ("legacy_table", "legacy_id", "aligned_table")
    orders: ClassVar = {"aligned_id": ("aligned_table", "aligned_id", "id")}
    linked = ("legacy_table", "legacy_id", "aligned_table", "aligned_id")
    search = Search(texts=("legacy_id",), numbers=("aligned_id",))
    fieldsets = (
        (None, {"fields": ("legacy_table", "legacy_id", "legacy_digest")}),
        (None, {"fields": ("aligned_table", "aligned_id", "aligned_digest")}),
    )

    def get_urls(self) -> list[URLPattern]:
        return [*archive_views.urls(self.admin_site), *super().get_urls()]

    def tools(self, request: HttpRequest) -> list[tuple[str, str]]:
        return [(archive_url(self.admin_site), "Archived tables")]

    def meaning(self, request: HttpRequest, term: str) -> models.Q:
        """The tables are named too: an index has an id only together with its table."""
        found = models.Q(
            legacy_table__in=[pair.legacy for pair in _pairs()], legacy_id__startswith=term
        )
        if term.isascii() and term.isdigit() and len(term) < 19:
            found |= models.Q(
                aligned_table__in=[pair.aligned for pair in _pairs()], aligned_id=int(term)
            )
        return found

    def search_help(self, request: HttpRequest) -> str:
        return "Beginning of a legacy id, or a whole aligned id."

    def panels(self, request: HttpRequest, obj: MovedRow) -> list[Any]:
        connection = self.connection(request)
        with transaction.atomic(connection.alias):
            execute(connection, ledger.STABLE_TEXT)
            ends = ("Legacy", self._legacy(request, obj)), ("Aligned", self._aligned(request, obj))
            return [Ends(ends)]

    def _legacy(self, request: HttpRequest, receipt: MovedRow) -> End:
        return self._end(request, receipt.legacy_table, receipt.legacy_id, receipt.legacy_digest)

    def _aligned(self, request: HttpRequest, receipt: MovedRow) -> End:
        if receipt.aligned_id is None:
            sentence = "The legacy row crossed, and has no partner in this table any more."
            return End(receipt.aligned_table, "", sentence, is_changed=False)
        key = str(receipt.aligned_id)
        return self._end(request, receipt.aligned_table, key, receipt.aligned_digest)

    def _end(self, request: HttpRequest, name: str, key: str, digest: Any) -> End:
        connection, words = self.connection(request), f"{name} {key}"
        in_use, kept = live(connection, name), archived(connection, name)
        for table, place in ((in_use, "in use"), (kept, "in the archive")):
            if columns := table.columns:
                now = _digest(connection, table, columns["id"], key)
                url = self._url(request, table is kept, name, key) if now else ""
                return End(words, url, *_sentence(place, now, digest))
        return End(words, "", "Its table is neither in use nor in the archive.", is_changed=True)

    def _url(self, request: HttpRequest, is_kept: bool, name: str, key: str) -> str:
        if is_kept:
            allowed = may_view_archive(request, name)
            return archive_url(self.admin_site, name, key) if allowed else ""
        model = model_of(name)
        return row_url(self.admin_site, model, key) if model and may_view(request, model) else ""


def _pairs() -> Iterator[Pair]:
    return (pair for section in sections() for pair in section.pairs)


def _digest(connection: BaseDatabaseWrapper, table: Table, key_type: str, key: str) -> Any:
    """The digest of a row now; None where it is not there."""
    statement = sql.SQL(END).format(
        digest=DIGEST, table=table.quoted, key=sql.Literal(key), type=sql.SQL(key_type)
    )
    found: Iterable[tuple[Any, ...]] = rows(connection, statement)
    return next((digest for (digest,) in found), None)


def _sentence(place: str, now: Any, digest: Any) -> tuple[str, bool]:
    if now is None:
        return f"Its table is {place}; the row is not there any more.", True
    if now == digest:
        return f"It is {place}, as it was at the last crossing.", False
    return f"It is {place}, and was written to since the last crossing.", True

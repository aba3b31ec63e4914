"""The list of a model: what is read for it, searched, sorted and filtered by, and nothing else."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, ClassVar

from django.apps import apps
from django.contrib import admin
from django.db import connections, models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.http import HttpRequest

from alignment.admin import columns
from alignment.admin.changelist import CappedPaginator
from alignment.admin.places import section_of
from alignment.admin.search import Search
from alignment.admin.tables import Standing, standings_of
from alignment.admin.verbatim import instants, is_document, is_instant

if TYPE_CHECKING:
    ModelAdmin = admin.ModelAdmin[Any]
else:
    ModelAdmin = admin.ModelAdmin


class ListedRows(ModelAdmin):
    """Rows in a list that answers at any size.

    Attributes:
        sortable: columns of the list that an index is sorted by.
        orders: by column that is filtered by, the order in which an index has what is left.
        linked: indexed columns that other pages may filter by: `?agent_id=ada`.
        search: what a search term is compared with.
        counts: columns that say how many there are of something.
    """

    sortable: ClassVar[Sequence[str]] = ()
    orders: ClassVar[Mapping[str, Sequence[str]]] = {}
    linked: ClassVar[Sequence[str]] = ()
    search: ClassVar[Search] = Search()
    counts: ClassVar[Sequence[str]] = ()

    paginator = CappedPaginator
    ordering: ClassVar[tuple[str, ...]] = ("-id",)
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    actions = None  # "select all" of a capped list would act on every match
    change_list_template = "admin/alignment/rows.html"

    def __init__(self, model: type[models.Model], admin_site: admin.AdminSite) -> None:
        super().__init__(model, admin_site)
        self.fields_by_name = fields = columns.concrete(model)
        self.documents = [name for name, field in fields.items() if is_document(field)]
        self.instants = [name for name, field in fields.items() if is_instant(field)]
        self.in_list = {
            name: columns.in_list(field, name in self.sortable, name in self.counts)
            for name, field in fields.items()
        }

    # --- What is read ----------------------------------------------------------------------------

    def connection(self, request: HttpRequest) -> BaseDatabaseWrapper:
        return connections[self.get_queryset(request).db]

    def standing(self, request: HttpRequest) -> Standing:
        """How the table stands, asked once a request."""
        known = self._standings(request).get(self.opts.db_table)
        if known is None or (known.in_use and known.size is None):
            known = self._ask(request, {self.opts.db_table})[self.opts.db_table]
        return known

    def is_in_use(self, request: HttpRequest) -> bool:
        """Whether there is the table. A crossing that is at work on it does not hold this up."""
        table = self.opts.db_table
        known = self._standings(request).get(table) or self._ask(request, set())[table]
        return known.in_use

    def _standings(self, request: HttpRequest) -> dict[str, Standing]:
        every = request.__dict__.setdefault("standings", {})
        known: dict[str, Standing] = every.setdefault(self.connection(request).alias, {})
        return known

    def _ask(self, request: HttpRequest, sized: set[str]) -> dict[str, Standing]:
        """All tables at once: beside each page stands what else there is."""
        tables = {model._meta.db_table for model in apps.get_models()}
        sized = sized | {name for name in tables if section_of(name) is None}
        known = self._standings(request)
        known |= standings_of(self.connection(request), tables, sized)
        return known

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[Any]:
        """Rows without what a list does not show."""
        rows = super().get_queryset(request).defer(*self.documents, *self.instants)
        read: models.QuerySet[Any] = rows.annotate(**instants(self.instants))
        return read

    # --- The list --------------------------------------------------------------------------------

    def get_list_display(self, request: HttpRequest) -> list[Any]:
        return [self.in_list.get(str(name), name) for name in self.list_display]

    def get_search_fields(self, request: HttpRequest) -> tuple[str, ...]:
        return (*self.search.texts, *self.search.numbers)

    def search_help(self, request: HttpRequest) -> str:
        return self.search.help(self.standing(request))

    def get_search_results(
        self, request: HttpRequest, queryset: models.QuerySet[Any], search_term: str
    ) -> tuple[models.QuerySet[Any], bool]:
        term = search_term.strip()
        if term:
            queryset = queryset.filter(self.meaning(request, term))
        return queryset, False

    def meaning(self, request: HttpRequest, term: str) -> models.Q:
        """Rows that a search term means."""
        return self.search.meaning(term, self.standing(request))

    def order_for(self, params: Mapping[str, str]) -> Sequence[str] | None:
        """The order in which an index has what the filters leave."""
        return next((order for name, order in self.orders.items() if name in params), None)

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest | None = None) -> bool:
        """What an index answers, and no other question that somebody writes into the address."""
        name = lookup.partition("__")[0]
        if name not in self.fields_by_name and name != "pk":
            return True  # Django refuses it by a better message.
        return lookup in {*self.linked, *self._asked_by_filters()}

    def _asked_by_filters(self) -> Iterable[str]:
        filters: Iterable[Any] = self.list_filter
        for one in filters:
            if isinstance(one, str):
                yield from (f"{one}__exact", f"{one}__isnull")
            elif isinstance(one, tuple):
                yield from one[1].parameters(one[0])
            else:
                yield one.parameter_name

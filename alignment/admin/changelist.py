"""Lists that answer at any size: counted up to a limit, and gone through by key from there on."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.views.main import ORDER_VAR, PAGE_VAR, ChangeList
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db import connections, models
from django.db.models.expressions import RawSQL
from django.http import HttpRequest
from psycopg import sql

from alignment.admin.address import NotUnderstood, guilty
from alignment.admin.verbatim import text_name

if TYPE_CHECKING:
    from alignment.admin.base import RowsAdmin

    AnyPaginator = Paginator[Any]
else:
    AnyPaginator = Paginator

# Rows that are counted, and that pages are made of. Another stretch begins behind them: the last of
# these pages costs some 5 ms, the same page of a million rows 700.
MOST = 10_000

# The key of the row behind which a stretch begins.
AFTER = "after"


class CappedPaginator(AnyPaginator):
    """Counts no further than MOST."""

    @cached_property
    def _found(self) -> int:
        rows: Any = self.object_list
        return int(rows.order_by().values("pk")[: MOST + 1].count())

    @cached_property
    def count(self) -> int:
        return min(self._found, MOST)

    @property
    def has_more(self) -> bool:
        """Whether there are more rows than pages."""
        return self._found > MOST

    @property
    def told(self) -> str:
        """How many, as far as they were counted."""
        return f"{'>' if self.has_more else ''}{self.count:,}"


class RowsList(ChangeList):
    """The list of a model, each order of which an index has."""

    model_admin: RowsAdmin
    paginator: CappedPaginator

    def __init__(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().__init__(request, *args, **kwargs)
        self.search_help_text = self.model_admin.search_help(request)

    def get_filters_params(self, params: Any = None) -> dict[str, Any]:
        lookups: dict[str, Any] = super().get_filters_params(params)
        lookups.pop(AFTER, None)
        return lookups

    def get_ordering(self, request: HttpRequest, queryset: models.QuerySet[Any]) -> list[Any]:
        """In one direction throughout, so that one index has all of it."""
        # Once each: the queryset is in the default order already, which Django adds again.
        ordering = list(dict.fromkeys(super().get_ordering(request, queryset)))
        if not self.params.get(ORDER_VAR):
            ordering = list(self.model_admin.order_for(self.params) or ordering)
        if ordering[-1] == "-pk" and not str(ordering[0]).startswith("-"):
            ordering[-1] = "pk"
        return ordering

    def get_queryset(
        self, request: HttpRequest, exclude_parameters: Any = None
    ) -> models.QuerySet[Any]:
        try:
            rows: models.QuerySet[Any] = super().get_queryset(request, exclude_parameters)
        except NotUnderstood:
            raise
        except IncorrectLookupParameters as error:
            known = self.model_admin.fields_by_name
            raise guilty(self.root_queryset, known, self.get_filters_params()) or error from error
        after = request.GET.get(AFTER)
        return rows if after is None else rows.filter(self._behind(rows, after))

    def get_results(self, request: HttpRequest) -> None:
        """Django's, and no more queries than a count and a page."""
        paginator = CappedPaginator(self.queryset, self.list_per_page)
        if not paginator.has_more and self._is_sorted_by_key_alone:
            paginator.object_list = self.queryset.order_by((models.F("pk") + 0).desc())
        self.paginator = paginator
        self.result_count = paginator.count
        self.full_result_count = None
        self.show_full_result_count = self.show_admin_actions = False
        self.can_show_all = self.result_count <= self.list_max_show_all
        self.multi_page = self.result_count > self.list_per_page
        if self.page_num > paginator.num_pages:
            pages = f"{paginator.num_pages} page{'' if paginator.num_pages == 1 else 's'}"
            raise NotUnderstood(PAGE_VAR, str(self.page_num), f"this list has {pages}")
        if (self.show_all and self.can_show_all) or not self.multi_page:
            self.result_list = paginator.object_list
            return
        self.result_list = paginator.page(self.page_num).object_list

    @property
    def _is_sorted_by_key_alone(self) -> bool:
        """Whether the order says nothing of what was asked for.

        Then PostgreSQL may go through the whole table by key to find a few rows, where an index has
        them. Of an order that no index has it will not think so.
        """
        asked = bool(self.query or self.get_filters_params())
        return asked and self.queryset.query.order_by in (("-id",), ("-pk",))

    def _behind(self, rows: models.QuerySet[Any], after: str) -> RawSQL:
        """Rows that come after one, by comparing what the list is sorted by."""
        key = self.lookup_opts.pk
        try:
            value = key.to_python(after)
        except ValidationError as error:
            raise NotUnderstood(AFTER, after, "that is no key of this table") from error
        statement = sql.SQL(
            "({columns}) {sign} (SELECT {columns} FROM {table} WHERE {key} = %s)"
        ).format(
            columns=sql.SQL(", ").join(
                sql.Identifier(self.lookup_opts.db_table, self._column(part))
                for part in rows.query.order_by
            ),
            sign=sql.SQL("<" if str(rows.query.order_by[0]).startswith("-") else ">"),
            table=sql.Identifier(self.lookup_opts.db_table),
            key=sql.Identifier(str(key.column)),
        )
        text = statement.as_string(connections[rows.db].connection)
        return RawSQL(text, [value], output_field=models.BooleanField())

    def _column(self, part: Any) -> str:
        name = str(part).removeprefix("-")
        field: Any = self.lookup_opts.pk if name == "pk" else self.lookup_opts.get_field(name)
        return str(field.column)

    @property
    def filtered_query(self) -> str:
        """What is filtered by, wherever in the list one is."""
        return str(self.get_query_string(remove=[AFTER]))

    @property
    def next_stretch(self) -> str | None:
        """From the last page to what comes behind it. None: there is nothing, or no way to say."""
        on_last = self.page_num == self.paginator.num_pages
        rows = list(self.result_list)
        if not (self.paginator.has_more and on_last and rows):
            return None
        last = rows[-1]
        names = [str(part).removeprefix("-") for part in self.queryset.query.order_by]
        values = [getattr(last, text_name(name), getattr(last, name, None)) for name in names]
        return None if None in values else self.get_query_string({AFTER: last.pk})

    @property
    def first_stretch(self) -> str | None:
        """Back to where the list begins, if this is further on."""
        return self.get_query_string(remove=[AFTER]) if AFTER in self.params else None

"""Lists that answer at any size: counted up to a limit, and gone through by key from there on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.views.main import ORDER_VAR, PAGE_VAR, ChangeList
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db import connections, models, transaction
from django.db.models.expressions import RawSQL
from django.http import HttpRequest
from psycopg import sql

from alignment.admin.address import NotUnderstood, guilty
from alignment.admin.verbatim import text_name
from alignment.catalog import execute

if TYPE_CHECKING:
    from alignment.admin.base import RowsAdmin

    AnyPaginator = Paginator[Any]
else:
    AnyPaginator = Paginator

# Rows that are counted.
MOST = 10_000

# Rows that pages are made of where there are more than are counted. Another stretch begins behind
# them: the further on a page is, the more rows are gone through that a filter does not leave.
PAGED = 2_000

# Of several indexes PostgreSQL notes which rows they have in common. With its own 4 MB it can only
# note the places of a million rows, and goes and looks at all that stands there.
ROOM_TO_LOOK = "SET LOCAL work_mem = '64MB'"

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
        return PAGED if self.has_more else self._found

    @property
    def has_more(self) -> bool:
        """Whether there are more rows than pages."""
        return self._found > MOST

    @property
    def told(self) -> str:
        """How many, as far as they were counted."""
        return f">{MOST:,}" if self.has_more else f"{self.count:,}"


class KeyedPaginator(CappedPaginator):
    """Looks for rows once: to count them, and to make pages of their keys while they are few."""

    @cached_property
    def keys(self) -> list[Any]:
        """As far as they are counted, and one more."""
        rows: Any = self.object_list
        return list(rows.order_by().values_list("pk", flat=True)[: MOST + 1])

    @cached_property
    def _found(self) -> int:
        return len(self.keys)


@dataclass(frozen=True)
class NewestFirst:
    """Rows of which the keys are known, as something to make pages of.

    Attributes:
        rows: with all that is read of them.
        keys: the newest first.
    """

    rows: models.QuerySet[Any]
    keys: Sequence[Any]

    def __len__(self) -> int:
        return len(self.keys)

    def __getitem__(self, part: slice) -> models.QuerySet[Any]:
        return self.rows.filter(pk__in=self.keys[part]).order_by("-pk")


@contextmanager
def room_to_look(alias: str) -> Iterator[None]:
    """Let queries have ROOM_TO_LOOK."""
    with transaction.atomic(alias, savepoint=False):
        execute(connections[alias], ROOM_TO_LOOK)
        yield


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
        by_key = ordering[-1] in ("-pk", f"-{self.lookup_opts.pk.name}")
        if by_key and not str(ordering[0]).startswith("-"):
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
        with room_to_look(self.queryset.db) if self._is_asked else nullcontext():
            self._get_page()
            len(self.result_list)  # asks for it, while there is room

    def _get_page(self) -> None:
        self.paginator = self._paginator()
        self.result_count = self.paginator.count
        self.full_result_count = None
        self.show_full_result_count = self.show_admin_actions = False
        self.can_show_all = self.result_count <= self.list_max_show_all
        self.multi_page = self.result_count > self.list_per_page
        if self.page_num > (number := self.paginator.num_pages):
            pages = f"{number} page{'' if number == 1 else 's'}"
            raise NotUnderstood(PAGE_VAR, str(self.page_num), f"this list has {pages}")
        if (self.show_all and self.can_show_all) or not self.multi_page:
            self.result_list = self.paginator.object_list[:]
            return
        self.result_list = self.paginator.page(self.page_num).object_list

    @property
    def _is_asked(self) -> bool:
        """Whether the list is of some rows."""
        return bool(self.query or self.get_filters_params())

    def _paginator(self) -> CappedPaginator:
        """Of rows in an order that says nothing of what was asked for, by their keys.

        Else PostgreSQL may go through the whole table by key to find a few rows, where an index has
        them. Of an order that no index has it will not think so.
        """
        is_by_key = self.queryset.query.order_by in (("-id",), ("-pk",))
        if not (self._is_asked and is_by_key):
            return CappedPaginator(self.queryset, self.list_per_page)
        paginator = KeyedPaginator(self.queryset, self.list_per_page)
        if not paginator.has_more:
            few: Any = NewestFirst(self.root_queryset, sorted(paginator.keys, reverse=True))
            paginator.object_list = few
        return paginator

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


class RowsToSave(RowsList):
    """The rows of a list for a file of all of them, which is not divided into pages."""

    def get_results(self, request: HttpRequest) -> None:
        """Look at nothing; but where a page is asked for it has to be there, as in the list."""
        if self.page_num > 1:
            super().get_results(request)

"""Filters whose choices cost a few steps down an index, however many rows there are.

Django's own ask for every distinct value of a column, which reads all of it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.contrib import admin
from django.contrib.admin.filters import FieldListFilter
from django.db import connections, models
from django.http import HttpRequest
from psycopg import sql

from alignment.admin.address import NotUnderstood
from alignment.admin.periods import ALL_TIME, Period
from alignment.admin.tables import standing_of
from alignment.catalog import rows

# Choices that are offered; people scan no longer list.
MOST_CHOICES = 50

# From each value to the next that is greater: a recursive skip scan.
VALUES = """
    WITH RECURSIVE step (value) AS (
        (SELECT {column} FROM {table} WHERE {column} IS NOT NULL ORDER BY {column} LIMIT 1)
        UNION ALL
        SELECT (SELECT {column} FROM {table} WHERE {column} > step.value ORDER BY {column} LIMIT 1)
        FROM step WHERE step.value IS NOT NULL
    )
    SELECT value FROM step WHERE value IS NOT NULL LIMIT {most}"""

# The same from each year, month or day to the next in which there is something.
PERIODS = """
    WITH RECURSIVE step (period) AS (
        SELECT date_trunc({unit}, (
            SELECT {column} FROM {table} WHERE {column} >= {start} AND {column} < {end}
            ORDER BY {column} LIMIT 1))
        UNION ALL
        SELECT date_trunc({unit}, (
            SELECT {column} FROM {table}
            WHERE {column} >= step.period + {length}::interval AND {column} < {end}
            ORDER BY {column} LIMIT 1))
        FROM step WHERE step.period IS NOT NULL
    )
    SELECT period::date FROM step WHERE period IS NOT NULL LIMIT {most}"""

# Without an index each step would read the whole table; so it is read once.
PERIODS_OF_ALL = """
    SELECT DISTINCT date_trunc({unit}, {column})::date FROM {table}
    WHERE {column} >= {start} AND {column} < {end} ORDER BY 1 LIMIT {most}"""

COMMON = """
    SELECT element
    FROM pg_stats, unnest(most_common_elems::text::text[], most_common_elem_freqs)
        AS common (element, frequency)
    WHERE schemaname = current_schema() AND tablename = %s AND attname = %s AND element IS NOT NULL
    ORDER BY frequency DESC LIMIT 20"""

Choices = Iterator[Any]


class IndexedFilter(FieldListFilter):
    """A filter by one parameter, named like its column: `?status=active`."""

    @classmethod
    def parameters(cls, name: str) -> list[str]:
        """What it may be asked by."""
        return [name, f"{name}__isnull"]

    def __init__(
        self,
        field: models.Field[Any, Any],
        request: HttpRequest,
        params: dict[str, Any],
        model: type[models.Model],
        model_admin: Any,
        field_path: str,
    ) -> None:
        self.connection = connections[model_admin.get_queryset(request).db]
        self.names = {
            "table": sql.Identifier(model._meta.db_table),
            "column": sql.Identifier(str(field.column)),
            "most": sql.Literal(MOST_CHOICES),
        }
        super().__init__(field, request, params, model, model_admin, field_path)

    def expected_parameters(self) -> list[str | None]:
        return list(self.parameters(str(self.field_path)))

    @property
    def chosen(self) -> str | None:
        values: Any = self.used_parameters.get(str(self.field_path))
        return str(values[-1]) if values else None

    @property
    def chosen_null(self) -> bool:
        values: Any = self.used_parameters.get(f"{self.field_path}__isnull", ())
        return any(values)

    def choice(self, changelist: Any, value: str | None, words: str, selected: bool) -> Any:
        """To one value; to all rows where it is None."""
        stay = {} if value is None else {str(self.field_path): value}
        query = changelist.get_query_string(stay, [str(self.field_path)])
        return {"selected": selected, "query_string": query, "display": words}

    def null_choice(self, changelist: Any) -> Choices:
        if self.field.null:
            name = f"{self.field_path}__isnull"
            query = changelist.get_query_string({name: "True"}, [str(self.field_path)])
            yield {"selected": self.chosen_null, "query_string": query, "display": "NULL"}


class KnownValues(IndexedFilter):
    """By the values that an indexed column has."""

    def choices(self, changelist: Any) -> Choices:
        known = [str(one) for (one,) in rows(self.connection, self._compose())]
        if self.chosen is not None and self.chosen not in known:
            known.append(self.chosen)
        none = self.chosen is None and not self.chosen_null
        yield self.choice(changelist, None, "All", none)
        for value in known:
            yield self.choice(changelist, value, value or "empty text", value == self.chosen)
        yield from self.null_choice(changelist)

    def _compose(self) -> sql.Composed:
        return sql.SQL(VALUES).format(**self.names)


class Dates(IndexedFilter):
    """By year, then month, then day: `?inserted_at=2025-03`. Times are UTC.

    Where no index has the column, it is offered as long as the table is small.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.period = self._read(self.chosen) if self.chosen is not None else None
        self.is_offered = self._has_index() or self._is_small()
        if self.used_parameters and not self.is_offered:
            value = self.chosen or "NULL"
            raise NotUnderstood(
                str(self.field_path), value, "no index has it, in a table of this size"
            )

    def _read(self, text: str) -> Period:
        try:
            return Period.read(text)
        except ValueError as error:
            raise NotUnderstood(str(self.field_path), text, str(error)) from error

    def has_output(self) -> bool:
        return self.is_offered

    def queryset(self, request: HttpRequest, queryset: models.QuerySet[Any]) -> Any:
        if self.chosen_null:
            return queryset.filter(**{f"{self.field_path}__isnull": True})
        if self.period is None:
            return queryset
        limits = {
            f"{self.field_path}__gte": self.period.begins,
            f"{self.field_path}__lt": self.period.ends,
        }
        return queryset.filter(**limits)

    def choices(self, changelist: Any) -> Choices:
        none = self.period is None and not self.chosen_null
        yield self.choice(changelist, None, "Any date", none)
        for outer in self.period.outer if self.period else ():
            yield self.choice(changelist, str(outer), str(outer), outer == self.period)
        inner_periods = self._periods()
        for inner in inner_periods if self.period else reversed(inner_periods):
            yield self.choice(changelist, str(inner), str(inner), inner == self.period)
        yield from self.null_choice(changelist)

    def _periods(self) -> list[Period]:
        """The years that have rows; within a year its months, within a month its days."""
        around = self.period or ALL_TIME
        if around.unit == "day":
            return []
        unit = around.finer
        statement = sql.SQL(PERIODS if self._has_index() else PERIODS_OF_ALL).format(
            **self.names | {"most": sql.Literal(MOST_CHOICES * 2)},
            unit=sql.Literal(unit),
            length=sql.Literal(f"1 {unit}"),
            start=sql.Literal(str(around.start)),
            end=sql.Literal(str(around.end)),
        )
        return [Period.of(unit, first) for (first,) in rows(self.connection, statement)]

    def _has_index(self) -> bool:
        return any(
            index.fields[:1] == [self.field.name] for index in self.field.model._meta.indexes
        )

    def _is_small(self) -> bool:
        return standing_of(self.connection, self.field.model._meta.db_table).is_small


class ClosedFilter(admin.SimpleListFilter):
    """A filter by what it offers, and by nothing else."""

    def queryset(self, request: HttpRequest, queryset: models.QuerySet[Any]) -> Any:
        chosen = self.value()
        if not chosen:
            return queryset
        if chosen not in dict(self.lookup_choices):
            raise NotUnderstood(str(self.parameter_name), chosen, "that is none of its choices")
        return self.having(queryset, chosen)

    def having(self, queryset: models.QuerySet[Any], chosen: str) -> models.QuerySet[Any]:
        """Rows that were chosen."""
        raise NotImplementedError


class CommonElements(admin.SimpleListFilter):
    """By what stands in an array, as ANALYZE has counted it: the most frequent elements.

    Attributes:
        column: the array.
    """

    column = ""

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        connection = connections[model_admin.get_queryset(request).db]
        table = model_admin.opts.db_table
        found = [(one, one) for (one,) in rows(connection, COMMON, [table, self.column])]
        chosen = self.value()
        return found if not chosen or (chosen, chosen) in found else [*found, (chosen, chosen)]

    def has_output(self) -> bool:
        return True

    def queryset(self, request: HttpRequest, queryset: models.QuerySet[Any]) -> Any:
        chosen = self.value()
        return self.having(queryset, chosen) if chosen else queryset

    def having(self, queryset: models.QuerySet[Any], element: str) -> models.QuerySet[Any]:
        """Rows whose array has an element."""
        return queryset.filter(**{f"{self.column}__contains": [element]})

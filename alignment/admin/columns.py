"""A model's columns as callables that Django's admin shows: in a list, and on a page."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from django.db import models
from django.utils.safestring import SafeString

from alignment.admin import cells
from alignment.admin.verbatim import is_document, is_instant, is_list, text_name

# What a list leaves out of an instant: the fraction, and the zone, which is always UTC here.
FINE = re.compile(r"(?<=:\d\d)(\.\d+)?(\+00)?")

Show = Callable[[models.Model], SafeString]


def concrete(model: type[models.Model]) -> dict[str, models.Field[Any, Any]]:
    """A model's columns by name."""
    return {field.name: field for field in model._meta.concrete_fields}


def label(field: models.Field[Any, Any]) -> str:
    """What a column is called; instants are UTC, as they are stored."""
    return f"{field.verbose_name} (UTC)" if is_instant(field) else str(field.verbose_name)


def in_list(field: models.Field[Any, Any], sortable: bool, counts: bool) -> Show:
    """A column of a list: short.

    Args:
        counts: whether it says how many there are of something.
    """
    read = _counting(field) if counts else _reader(field, cells.SHORT_TEXT, cells.FEW_CHIPS, None)
    if is_instant(field):
        read = _to_the_second(field)
    shown = named(field, read)
    if sortable:
        shown.admin_order_field = field.name  # type: ignore[attr-defined]
    return shown


def on_page(
    field: models.Field[Any, Any],
    whole: Callable[[models.Model, str], str] | None = None,
    counts: bool = False,
) -> Show:
    """A column on the page of a row.

    Args:
        whole: where all of a long document is.
        counts: whether it says how many there are of something.
    """
    if counts:
        return named(field, _counting(field))
    return named(field, _reader(field, cells.LONG_TEXT, cells.MANY_CHIPS, whole))


def named(field: models.Field[Any, Any], read: Show) -> Show:
    """What Django asks of a callable: a name, and what to write above it."""

    def shown(row: models.Model) -> SafeString:
        return read(row)

    shown.__name__ = field.name
    shown.short_description = label(field)  # type: ignore[attr-defined]
    return shown


def _reader(
    field: models.Field[Any, Any],
    longest: int,
    chips: int,
    whole: Callable[[models.Model, str], str] | None,
) -> Show:
    name = field.name
    if is_document(field):
        return lambda row: cells.document(
            row.__dict__.get(text_name(name)), whole(row, name) if whole else None
        )
    if is_instant(field):
        return lambda row: cells.instant(row.__dict__.get(text_name(name)))
    if is_list(field):
        return lambda row: cells.chips(getattr(row, name), chips)
    if isinstance(field, models.IntegerField | models.FloatField):
        return lambda row: cells.number(getattr(row, name))
    if field.choices:
        return lambda row: cells.text(getattr(row, f"get_{name}_display")())
    return lambda row: cells.text(_as_text(getattr(row, name)), longest)


def _counting(field: models.Field[Any, Any]) -> Show:
    return lambda row: cells.figure(getattr(row, field.name))


def _to_the_second(field: models.Field[Any, Any]) -> Show:
    """An instant without what only the page of the row has room for."""
    name = text_name(field.name)
    return lambda row: cells.instant(_coarse(row.__dict__.get(name)))


def _coarse(instant: str | None) -> str | None:
    """As PostgreSQL writes it: `infinity`, and the BC behind a year, are kept."""
    return None if instant is None else FINE.sub("", instant)


def _as_text(value: Any) -> str | None:
    return None if value is None else str(value)

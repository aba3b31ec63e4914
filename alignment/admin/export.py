"""Rows as CSV and as JSON, one after the other as the database sends them.

JSON has every value as PostgreSQL writes it, whatever its digits. CSV is read by spreadsheets,
which take a text that begins with =, +, - or @ for a formula and run it: such a text gets an
apostrophe in front. So CSV is for looking at, and JSON for everything else.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from django.db import models, transaction
from django.db.models.functions import Cast
from django.http import Http404, StreamingHttpResponse
from django.utils import timezone

from alignment.admin.verbatim import is_list

# Rows that are in memory at a time.
CHUNK = 500

FORMULA = ("=", "+", "-", "@", "\t", "\r")

NUMBERS = (models.IntegerField, models.FloatField)

# Rows are sent as they are read, so a failure comes when the answer has begun. A list of JSON then
# has no end, and no reader takes it for all of it.
KINDS: dict[str, tuple[str, Callable[[models.QuerySet[Any]], Iterator[str]]]] = {}


class WholeRow(models.Func):
    """A row as a JSON object."""

    output_field = models.TextField()

    def as_sql(self, compiler: Any, connection: Any, **_context: Any) -> Any:  # type: ignore[override]
        table = compiler.quote_name_unless_alias(compiler.query.get_initial_alias())
        return f"row_to_json({table}.*)::text", ()


class AsJson(models.Func):
    """An array as a JSON list."""

    template = "to_json(%(expressions)s)::text"
    output_field = models.TextField()


def response(rows: models.QuerySet[Any], kind: str) -> StreamingHttpResponse:
    """What a browser saves.

    Args:
        kind: ``csv`` or ``json``.
    """
    if kind not in KINDS:
        raise Http404
    content_type, write = KINDS[kind]
    name = f"{rows.model._meta.db_table}-{timezone.now():%Y%m%d-%H%M%S}.{kind}"
    return StreamingHttpResponse(
        _in_transaction(_without_last_key(rows), write),
        content_type=f"{content_type}; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def _without_last_key(rows: models.QuerySet[Any]) -> models.QuerySet[Any]:
    """In the same order, but for rows that are equal in it: only pages need to tell those apart.

    The index has an order without the key, and gives its first row without having read them all.
    """
    *order, last = rows.query.order_by
    is_key = str(last).removeprefix("-") in ("pk", rows.model._meta.pk.name)
    return rows.order_by(*order) if order and is_key else rows


def _in_transaction(
    rows: models.QuerySet[Any], write: Callable[[models.QuerySet[Any]], Iterator[str]]
) -> Iterator[str]:
    """Within one, the database sends rows while it finds them; without, it would keep them all."""
    with transaction.atomic(rows.db):
        yield from write(rows)


def _json(rows: models.QuerySet[Any]) -> Iterator[str]:
    lines = rows.annotate(whole_row=WholeRow()).values_list("whole_row", flat=True)
    before = "[\n"
    for line in lines.iterator(CHUNK):
        yield f"{before}{line}"
        before = ",\n"
    yield "[]\n" if before == "[\n" else "\n]\n"


def _csv(rows: models.QuerySet[Any]) -> Iterator[str]:
    fields = rows.model._meta.concrete_fields
    yield ",".join(field.column for field in fields) + "\r\n"
    texts = {
        f"{field.name}_out": AsJson(field.name)
        if is_list(field)
        else Cast(field.name, models.TextField())
        for field in fields
    }
    plain = [isinstance(field, NUMBERS) for field in fields]
    for row in rows.annotate(**texts).values_list(*texts).iterator(CHUNK):
        cells = (_cell(text, bare) for text, bare in zip(row, plain, strict=True))
        yield ",".join(cells) + "\r\n"


def _cell(text: str | None, bare: bool) -> str:
    """NULL is nothing at all, and an empty text a pair of quotes, as COPY has it."""
    if text is None:
        return ""
    if bare:
        return text
    if text.startswith(FORMULA):
        text = f"'{text}"
    return '"' + text.replace('"', '""') + '"'


KINDS |= {"csv": ("text/csv", _csv), "json": ("application/json", _json)}

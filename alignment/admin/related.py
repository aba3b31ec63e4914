"""Rows that belong to a row: some of them below it, and the way to all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from django.db import models
from django.http import HttpRequest

from alignment.admin.columns import concrete
from alignment.admin.places import list_url, may_view, row_url
from alignment.admin.verbatim import instants, text_name

if TYPE_CHECKING:
    from alignment.admin.base import RowsAdmin

# Rows of a list below another row.
FEW = 5


@dataclass(frozen=True)
class Related:
    """Some rows that belong to a row, and the way to all of them.

    Attributes:
        rows: of each its page and what it is called.
        all_of_them: their list; None where these are all.
    """

    template: ClassVar[str] = "admin/alignment/related.html"

    title: str
    rows: Sequence[tuple[str, str]]
    all_of_them: str | None


def related(
    page: RowsAdmin,
    request: HttpRequest,
    title: str,
    rows: models.QuerySet[Any],
    **lookups: Any,
) -> Related | None:
    """A list of rows that belong to one; None for who may not see them.

    Args:
        lookups: what the list of all of them is filtered by.
    """
    if not may_view(request, rows.model):
        return None
    dated = [name for name in ("inserted_at",) if name in concrete(rows.model)]
    some = list(rows.only(*_named_by(rows.model)).annotate(**instants(dated))[:FEW])
    site = page.admin_site
    return Related(
        title,
        [(row_url(site, rows.model, row.pk), _named(row)) for row in some],
        list_url(site, rows.model, **lookups) if lookups and some else None,
    )


def _named_by(model: type[models.Model]) -> list[str]:
    """The columns that a name may be made of: no documents, no instants."""
    return [
        field.name
        for field in model._meta.concrete_fields
        if not isinstance(field, models.JSONField | models.DateTimeField)
    ]


def _named(row: models.Model) -> str:
    """A row, and when it was written."""
    when = getattr(row, text_name("inserted_at"), None)
    return f"{row}, {when}" if when else str(row)

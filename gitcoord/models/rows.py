"""How a row is written: in one statement, which either happened or raised."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from typing import Any, TypeVar

from django.db import DatabaseError, models
from django.db.models import ExpressionWrapper, Value

from alignment.fields import UtcDateTimeField, UtcNow
from gitcoord.errors import NotStored

Row = TypeVar("Row", bound=models.Model)
Rows = TypeVar("Rows", bound=models.QuerySet[Any])


def put(rows: models.QuerySet[Row], row: Row, *, key: str, kept: Sequence[str]) -> Row:
    """Insert a row, or replace the one of the same key, in one INSERT … ON CONFLICT DO UPDATE.

    Args:
        key: the unique column.
        kept: columns whose value stays that of the row which was there.

    Returns:
        The row with what the database holds now.

    Raises:
        NotStored: PostgreSQL refused it.
    """
    fields = [field.name for field in rows.model._meta.local_concrete_fields]
    replaced = [name for name in fields if name not in {"id", key, *kept}]
    try:
        (stored,) = rows.bulk_create(
            [row], update_conflicts=True, unique_fields=[key], update_fields=replaced
        )
    except DatabaseError as error:
        raise NotStored(str(row), error) from error
    return stored


def add(rows: models.QuerySet[Row], row: Row) -> Row:
    """Insert a row.

    Raises:
        NotStored: PostgreSQL refused it.
    """
    try:
        row.save(using=rows.db, force_insert=True)
    except DatabaseError as error:
        raise NotStored(str(row), error) from error
    return row


def aged(rows: Rows, column: str, age: datetime.timedelta) -> Rows:
    """Rows whose instant in a column is longer ago than this by the database's clock."""
    limit = ExpressionWrapper(UtcNow() - Value(age), output_field=UtcDateTimeField())
    return rows.filter(**{f"{column}__lt": limit})

"""Reading and writing in batches, and what JSON takes no account of in Python."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any, TypeVar

from django.db import models
from django.db.models import BooleanField, ExpressionWrapper, Q

BATCH = 2000

Row = TypeVar("Row", bound=models.Model)


def rows_of(model: type[models.Model]) -> Iterator[Any]:
    """The rows of a legacy table in the order of (inserted_at, id).

    Their `metadata_missing` tells NULL from JSON's null, which are both None in Python.
    """
    missing = ExpressionWrapper(Q(metadata__isnull=True), output_field=BooleanField())
    rows = model._default_manager.annotate(metadata_missing=missing)
    return rows.order_by("inserted_at", "id").iterator(chunk_size=BATCH)


def write(model: type[Row], rows: Iterable[Row]) -> None:
    """Insert rows, a batch at a time."""
    rows = iter(rows)
    while batch := list(islice(rows, BATCH)):
        model._default_manager.bulk_create(batch, batch_size=BATCH)


def as_object(row: Any) -> dict[str, Any]:
    """The metadata of a legacy row as an object."""
    if row.metadata_missing:
        return {}
    return dict(row.metadata) if isinstance(row.metadata, dict) else {"metadata": row.metadata}


def text_at(thing: Any, key: str) -> str | None:
    """A text under a key that is not empty."""
    found = thing.get(key) if isinstance(thing, dict) else None
    return found if isinstance(found, str) and found else None


def number(value: float) -> float | str:
    """A number as jsonb has it: the three that JSON does not know are texts."""
    if math.isfinite(value):
        return value
    return "NaN" if math.isnan(value) else "Infinity" if value > 0 else "-Infinity"

"""What an address asks of a list, and which part of it nobody understands.

Django leads such an address to the whole list, without a word. Whoever asked for a month would take
all rows for those of the month, so here it is said, and a file is not made at all.
"""

from __future__ import annotations

import re
from typing import Any

from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.views.main import ORDER_VAR, PAGE_VAR
from django.core.exceptions import BadRequest, FieldError, ValidationError
from django.db import models
from django.http import QueryDict

# Characters of a value that are repeated to who sent it.
QUOTED = 80


class NotUnderstood(IncorrectLookupParameters):
    """A part of an address that means nothing.

    Args:
        name, value: as the address has them.
        why: goes on after "and".
    """

    def __init__(self, name: str, value: str, why: str) -> None:
        super().__init__(f"{quoted(name)} is {quoted(value)}, and {why}.")


class Misunderstood(BadRequest):
    """An address that is refused; its text may be shown to who sent it."""

    def __init__(self, cause: Exception) -> None:
        said = str(cause) if isinstance(cause, NotUnderstood) else "No filter of this list is so."
        super().__init__(f"The address was not understood. {said}")


def quoted(text: str) -> str:
    """A text in quotes and on one line; of a long one its beginning."""
    return repr(text if len(text) <= QUOTED else f"{text[:QUOTED]}…")


def check(query: QueryDict, columns: int) -> None:
    """Look at all that no filter looks at.

    Args:
        columns: how many the list has.

    Raises:
        NotUnderstood: there is a part that means nothing.
    """
    for name, values in query.lists():
        for value in values:
            if "\0" in f"{name}{value}":
                raise NotUnderstood(name, value, "PostgreSQL has no texts with a NUL character")
    page = query.get(PAGE_VAR, "1")
    if not re.fullmatch(r"[0-9]{1,9}", page) or int(page) < 1:
        raise NotUnderstood(PAGE_VAR, page, "pages are numbered from 1")
    order = query.get(ORDER_VAR, "")
    for part in order.split(".") if order else ():
        if not re.fullmatch(r"-?[0-9]{1,3}", part) or abs(int(part)) >= columns:
            raise NotUnderstood(ORDER_VAR, order, f"columns are numbered from 0 to {columns - 1}")


def guilty(
    rows: models.QuerySet[Any], known: dict[str, Any], lookups: dict[str, list[str]]
) -> NotUnderstood | None:
    """Which of some lookups Django refused.

    Args:
        known: the columns there are, by name.
    """
    for name, values in lookups.items():
        for value in values:
            if name.partition("__")[0] not in {*known, "pk"}:
                return NotUnderstood(name, value, "this list has no such filter")
            try:
                rows.filter(**{name: value})
            except (FieldError, ValidationError, TypeError, ValueError):
                return NotUnderstood(name, value, "no row can have that")
    return None

"""Values as PostgreSQL writes them.

Python cannot hold all that these tables do: of a number with many digits it keeps sixteen, of one
with more than 4,300 it reads nothing at all, and an instant may be 'infinity' or before the year 1,
which psycopg refuses. One such row would take a whole list with it, and saving another column of it
would change what nobody touched. So documents and instants are read as text here, and documents
written as the text they are.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Cast, Left

# Characters of a document that are read for a page; the rest is a link away.
LONGEST = 60_000


class Verbatim(models.Func):
    """A document as its text, to be written as it is."""

    template = "(%(expressions)s)::jsonb"

    def __init__(self, text: str, **extra: Any) -> None:
        self.text = text
        super().__init__(
            models.Value(text, output_field=models.TextField()),
            output_field=models.JSONField(),
            **extra,
        )

    def __str__(self) -> str:
        return self.text


class Pretty(models.Func):
    """A jsonb value, a line for each of its parts."""

    function = "jsonb_pretty"
    output_field = models.TextField()


class Literal(str):
    """A number of a document, in its own digits."""

    __slots__ = ()


def is_document(field: models.Field[Any, Any]) -> bool:
    return isinstance(field, models.JSONField)


def is_instant(field: models.Field[Any, Any]) -> bool:
    return isinstance(field, models.DateTimeField)


def is_list(field: models.Field[Any, Any]) -> bool:
    return isinstance(field, ArrayField)


def text_name(name: str) -> str:
    """What a column's text is called on a row that was read here."""
    return f"{name}_text"


def instants(names: list[str]) -> dict[str, models.Expression]:
    """Annotations: instants as text."""
    return {text_name(name): Cast(name, models.TextField()) for name in names}


def documents(names: list[str]) -> dict[str, models.Expression]:
    """Annotations: documents as text, of a long one its beginning."""
    return {text_name(name): Left(Pretty(name), LONGEST + 1) for name in names}


def is_whole(text: str | None) -> bool:
    """Whether the text of a document is all of it."""
    return text is None or len(text) <= LONGEST


def parsed(text: str, number: Callable[[str], Any] = Literal) -> Any:
    """A document's text, with its numbers as text.

    Raises:
        ValueError: it is no JSON.
        RecursionError: it is too deep for Python.
    """
    return json.loads(text, parse_int=number, parse_float=number)

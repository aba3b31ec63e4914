"""Values on their way into columns: identifiers of any kind as text, documents as objects.

The application sent what it had and ignored that the database refused it, so a pending merge with
a number for a task was lost at the next restart (behaviour G-1). Here a value is converted, or
refused by name before anything is sent: within a transaction a refusal of PostgreSQL's would take
everything before it along.
"""

from __future__ import annotations

import enum
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from alignment.documents import flaw_in, flaw_of, plain
from gitcoord.errors import InvalidValue

Identifier = str | int | UUID | enum.Enum

# Bytes that every index on the columns takes, whatever else its rows hold.
LONGEST = 1200

BIGINT = 2**63


def text(name: str, value: Identifier, longest: int = LONGEST) -> str:
    """An identifier as its column holds it.

    Text stays as it is, a number or UUID is printed, an enumeration (the nearest to Elixir's atom)
    goes by its value.

    Args:
        name: of the column.
        longest: bytes that the column, or an index on it, takes.

    Raises:
        InvalidValue: it is empty or of another type, holds what PostgreSQL's text cannot, or is
            longer.
    """
    value = value.value if isinstance(value, enum.Enum) else value
    if isinstance(value, bool) or not isinstance(value, str | int | UUID):
        raise InvalidValue(name, value, "an identifier is a text, a whole number or a UUID")
    written = _printed(name, value)
    if not written.strip():
        raise InvalidValue(name, value, "it is required")
    if flaw := flaw_of(written):
        raise InvalidValue(name, written, flaw)
    if len(written.encode()) > longest:
        raise InvalidValue(name, value, f"at most {longest:,} bytes are")
    return written


def optional_text(name: str, value: Identifier | None) -> str | None:
    """An identifier that may be missing."""
    return None if value is None else text(name, value)


def number(name: str, value: int | None) -> int | None:
    """A whole number that a bigint holds, or None.

    Raises:
        InvalidValue: it is something else.
    """
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int):
        raise InvalidValue(name, value, "a whole number or None is")
    if not -BIGINT <= value < BIGINT:
        raise InvalidValue(name, value, "a number of 64 bits is the largest")
    return value


def document(name: str, value: Mapping[str, Any] | None) -> dict[str, Any]:
    """An object as a jsonb column holds it; None is the empty one.

    Raises:
        InvalidValue: it is no mapping, or jsonb cannot hold something in it.
    """
    if value is None:
        return {}
    if not isinstance(value, Mapping):
        raise InvalidValue(name, value, "a mapping or None is")
    if flaw := flaw_in(name, value):
        raise InvalidValue(flaw.place, flaw.value, flaw.why)
    document: dict[str, Any] = plain(value)
    return document


def _printed(name: str, value: str | int | UUID) -> str:
    try:
        return str(value)
    except ValueError as error:  # Python prints no number of more than 4,300 digits
        raise InvalidValue(name, "a number of thousands of digits", "it is too long") from error

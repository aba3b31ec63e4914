"""Section 6's way of asking jsonb, in Python: the oracle's own, not the mappings'.

A `thing` is a jsonb column as `reading.parse` gives it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from tests.laws.reading import JSON_NULL

WIDTH = 255
"""Characters that a legacy text column can hold."""

LEAST, GREATEST = Decimal("4.9406564584124654e-324"), Decimal("1.7976931348623157e308")
"""The doubles nearest to 0 and farthest from it."""

MISSING = object()


def at(thing: Any, key: str) -> Any:
    """The value under a key of an object; MISSING for anything else."""
    return thing.get(key, MISSING) if isinstance(thing, dict) else MISSING


def string_at(thing: Any, key: str) -> str | None:
    value = at(thing, key)
    return value if isinstance(value, str) else None


def text_at(thing: Any, key: str) -> str | None:
    """A string that is not empty."""
    return string_at(thing, key) or None


def object_at(thing: Any, key: str) -> dict[str, Any] | None:
    """An object that is not empty."""
    value = at(thing, key)
    return value if isinstance(value, dict) and value else None


def is_number(value: Any) -> bool:
    return isinstance(value, int | Decimal) and not isinstance(value, bool)


def integer_at(thing: Any, key: str) -> int | None:
    """A whole number that a bigint can hold, also written as 3.0."""
    value = at(thing, key)
    if is_number(value) and -(2**63) <= value < 2**63 and value == int(value):
        return int(value)
    return None


def double_at(thing: Any, key: str) -> float | None:
    """A number that a double can hold, or one of the three that JSON has no number for."""
    value = at(thing, key)
    if value in ("NaN", "Infinity", "-Infinity"):
        return float(value)
    if is_number(value) and (value == 0 or LEAST <= abs(value) <= GREATEST):
        return float(value)
    return None


def is_texts(value: Any) -> bool:
    return isinstance(value, list) and all(item is None or isinstance(item, str) for item in value)


def texts_at(thing: Any, key: str) -> list[str | None] | None:
    value = at(thing, key)
    return value if is_texts(value) else None


def as_object(thing: Any, key: str) -> dict[str, Any]:
    """What is no object becomes one: nothing an empty one, anything else {"<key>": …}."""
    if thing is None:
        return {}
    return dict(thing) if isinstance(thing, dict) else {key: plain(thing)}


def plain(thing: Any) -> Any:
    """A column's value as a part of a document."""
    return None if thing is JSON_NULL else thing


def number(text: str | None) -> Any:
    """A double column's text as jsonb has it."""
    if text is None or text in ("NaN", "Infinity", "-Infinity"):
        return text
    return Decimal(text)


def same_double(text: str | None, expected: float | None) -> bool:
    """Whether a double column, given as text, holds the value; NaN is NaN here."""
    if text is None or expected is None:
        return text is None and expected is None
    found = float(text)
    return found == expected or (found != found and expected != expected)


def without(thing: dict[str, Any], keys: Iterable[str]) -> dict[str, Any]:
    return {key: value for key, value in thing.items() if key not in keys}


def first(*candidates: Any) -> Any:
    """The first that is present."""
    return next((candidate for candidate in candidates if candidate is not None), None)


def whole_number(part: str | None, thing: Any, key: str) -> Any:
    """The number of which a double column holds what fits, if one is noted under the key."""
    return at(thing, key) if same_double(part, double_at(thing, key)) else number(part)


# --- What a legacy column cannot hold ------------------------------------------------------------


def fitted(text: str | None) -> str | None:
    return text if text is None else text[:WIDTH]


def fitted_texts(texts: list[str | None] | None) -> list[str | None] | None:
    return texts if texts is None else [fitted(text) for text in texts]


def whole(part: str | None, noted: str | None) -> str | None:
    """The text of which a column holds what fits, if `noted` is one."""
    return noted if part is not None and noted is not None and fitted(noted) == part else part


def whole_texts(part: list[str | None] | None, noted: Any) -> list[str | None] | None:
    return noted if part is not None and is_texts(noted) and fitted_texts(noted) == part else part


def to_second(instant: str) -> str:
    """A timestamp's text as timestamp(0) has it: rounded, halves up."""
    if "." not in instant:
        return instant
    moment = datetime.fromisoformat(instant)
    carried = timedelta(seconds=moment.microsecond >= 500_000)
    return str(moment.replace(microsecond=0) + carried)


def fraction(instant: str) -> str | None:
    """How an instant is noted in jsonb; not at all where the second says everything."""
    if "." not in instant:
        return None
    return datetime.fromisoformat(instant).isoformat(timespec="microseconds")


def finer(coarse: str, noted: str | None) -> str:
    """The instant to the microsecond of which a column holds the second."""
    if noted is None or not re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}", noted):
        return coarse
    try:
        instant = datetime.fromisoformat(noted)
    except ValueError:
        return coarse
    text = str(instant)
    if "." in text:
        text = text.rstrip("0")
    return text if to_second(text) == coarse else coarse

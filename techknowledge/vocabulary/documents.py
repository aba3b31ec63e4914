"""Documents of any shape and depth, walked without recursion: a row may hold anything."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any


def texts(document: Any, under: Collection[str] | None = None) -> Iterator[str]:
    """Texts of a document, names of keys included, in no particular order.

    Args:
        document: JSON values.
        under: only what stands, at whatever depth, below one of these keys; None for all.
    """
    left = [(document, under is None)]
    while left:
        value, wanted = left.pop()
        if isinstance(value, str):
            if wanted:
                yield value
        elif isinstance(value, dict):
            if wanted:
                yield from value
            left.extend((one, wanted or key in (under or ())) for key, one in value.items())
        elif isinstance(value, list):
            left.extend((one, wanted) for one in value)


def at(document: Any, *keys: str) -> Any:
    """What stands at a path of keys; None where there is no such path."""
    for key in keys:
        document = document.get(key) if isinstance(document, dict) else None
    return document

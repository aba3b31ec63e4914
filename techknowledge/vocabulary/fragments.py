"""Fragments of code that templates give as examples of what is common (behaviour 4.1).

They stand in ``common_patterns`` of language bases (code), ``semantic_patterns.common_patterns`` of
quality templates (pseudocode), and ``code_patterns`` of generators. Each of these is a text, or
holds them in lists and objects; an object that has code or pseudocode beside what is said of it
counts for that alone. ``code_patterns`` of technologies are regular expressions, and are read from
technology_patterns instead.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from techknowledge.vocabulary.documents import at

PLACES = (
    ("common_patterns",),
    ("semantic_patterns", "common_patterns"),
    ("code_patterns",),
    ("detector_signatures", "code_patterns"),
)

# Where an object has its code; the first of these that is a text.
CODE = ("code", "pseudocode", "snippet", "example", "template", "pattern")

# What is said about code.
PROSE = frozenset({"name", "description", "keywords", "relationships", "tags", "language"})


def fragments_of(document: Any) -> Iterator[str]:
    """Fragments of code in a template; some of them more than once."""
    left = [at(document, *place) for place in PLACES]
    while left:
        value = left.pop()
        if isinstance(value, str):
            if fragment := value.strip():
                yield fragment
        elif isinstance(value, list):
            left.extend(value)
        elif isinstance(value, dict):
            left.extend(_within(value))


def _within(stated: dict[str, Any]) -> list[Any]:
    for key in CODE:
        if isinstance(stated.get(key), str):
            return [stated[key]]
    return [value for key, value in stated.items() if key not in PROSE]

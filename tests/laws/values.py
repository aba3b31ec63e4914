"""Values that are legal and that nobody wishes for, from pools so small that they collide."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any
from uuid import UUID

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from tests.laws.reading import JSON_NULL

IDS = [str(UUID(int=0xA11CE << 64 | number)) for number in range(24)]

STRANGE = [
    "",
    " ",
    "é",
    "e\u0301",
    "🦀🧪",
    "\u202egnirts",
    "\ue000",
    "a\tb\n",
    "'\"\\",
    "%s{}",
    "\x7f",
]
LONG = ["long " * 60, "ü" * 300, "🦀" * 256, "x" * 255, "y" * 255 + "z"]
"""Longer than a legacy column takes, or nearly so; repetitive, since an index entry has a limit."""

words = st.sampled_from(["rust", "Elixir", "nats", "a/b", "/", "null", "NaN"])
strange = st.sampled_from(STRANGE) | st.text(
    st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=6
)
short_text = words | strange
any_text = short_text | st.sampled_from(LONG)

codebases = st.sampled_from(["alpha", "beta", "a/b", "ünï", f"migrated_{IDS[0]}"])
agents = st.sampled_from(["agent-1", "agent-2", f"migrated_{IDS[1]}", f"migrated_{IDS[2]}", ""])
technologies = st.sampled_from(["rust", "nats", "a/b", "b", "ü"])
categories = st.sampled_from(["language", "messaging", "a"])
names = st.sampled_from(["guide", "b", "b/guide", "guide-2", ""])
branches = st.sampled_from(["main", "feature/x", "", "unknown", LONG[0]])
hashes = st.sampled_from(["deadbeef", "cafe", f"duplicate_{IDS[3]}", LONG[1], ""])
statuses = st.sampled_from(["active", "merged", "legacy_commit", "", LONG[0]])

seconds = st.sampled_from(
    ["2025-01-01 00:00:00", "2025-06-30 23:59:59", "2025-10-09 12:00:00", "2000-02-29 00:00:01"]
)
instants = seconds | st.sampled_from(
    [
        "2025-01-01 00:00:00.000001",
        "2025-06-30 23:59:59.5",
        "2025-12-31 23:59:59.999999",
        "2025-10-09 12:00:00.123456",
        "infinity",
    ]
)
noted_instants = st.sampled_from(
    ["2025-01-01T00:00:00.000001", "2025-10-09T12:00:00.123456", "2025-13-99T99:99:99.999999"]
)

doubles = st.sampled_from(["0", "1", "0.1", "-0", "1e-300", "NaN", "Infinity", "-Infinity"])
numbers = st.sampled_from(
    [0, 1, 2, 3, -1, 2**63 - 1, 2**63, 10**29 + 7, Decimal("0.5"), Decimal("3.0"), Decimal("1E+25")]
)
json_scalars = st.none() | st.booleans() | numbers | short_text
json_values = st.recursive(
    json_scalars,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(short_text, inner, max_size=3),
    max_leaves=4,
)
json_objects = st.dictionaries(short_text, json_scalars, max_size=3)
json_texts = st.lists(short_text | st.none(), max_size=3)


def document(**keys: SearchStrategy) -> SearchStrategy[dict[str, Any]]:
    """An object with some of the keys, each of its own kind or of any other, and some more."""
    mixed = {key: kind | kind | json_values for key, kind in keys.items()}
    known: SearchStrategy[dict[str, Any]] = st.fixed_dictionaries({}, optional=mixed)
    return st.builds(lambda one, other: other | one, known, json_objects)


def column(kind: SearchStrategy, *, null: bool = True) -> SearchStrategy:
    """A jsonb column: mostly such a document, else anything, JSON null and NULL among it."""
    anything = st.one_of(json_values, st.just(JSON_NULL))
    others = st.one_of(anything, st.none()) if null else anything
    others = others.map(lambda value: JSON_NULL if value is None and not null else value)
    return st.one_of(kind, kind, kind, others)


def to_json(thing: Any) -> str:
    """JSON text of any number, also one that a double cannot hold."""
    if isinstance(thing, dict):
        parts = (f"{json.dumps(key)}:{to_json(value)}" for key, value in thing.items())
        return "{" + ",".join(parts) + "}"
    if isinstance(thing, list):
        return "[" + ",".join(to_json(value) for value in thing) + "]"
    if isinstance(thing, Decimal):
        return str(thing)
    return json.dumps(None if thing is JSON_NULL else thing)

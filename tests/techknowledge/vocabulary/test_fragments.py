"""Fragments of code come from what templates call common."""

from __future__ import annotations

from typing import Any

import pytest

from techknowledge.vocabulary.fragments import fragments_of
from tests.techknowledge.vocabulary.rows import ODD


@pytest.mark.parametrize(
    "document",
    [
        {"common_patterns": ["use Agent"]},
        {"common_patterns": "  use Agent\n"},
        {"common_patterns": {"state": "use Agent"}},
        {"common_patterns": {"state": {"description": "Keeps it", "code": "use Agent"}}},
        {"common_patterns": {"state": {"description": "Keeps it", "start": ["use Agent"]}}},
        {
            "semantic_patterns": {
                "common_patterns": [{"pseudocode": "use Agent", "keywords": ["a"]}]
            }
        },
        {"semantic_patterns": {"common_patterns": [{"pattern": "use Agent"}]}},
        {"code_patterns": ["use Agent"]},
        {"detector_signatures": {"code_patterns": ["use Agent"]}},
    ],
)
def test_code_is_found_in_every_shape(document: dict[str, Any]) -> None:
    """Behaviour 4.1: S7, S9 and quality templates; X-9 knew none of these places."""
    assert list(fragments_of(document)) == ["use Agent"]


def test_pseudocode_counts_for_the_pattern_that_it_describes() -> None:
    pattern = {"pattern": "cache", "pseudocode": "get → put", "relationships": ["ETS"]}
    assert list(fragments_of({"semantic_patterns": {"common_patterns": [pattern]}})) == [
        "get → put"
    ]


def test_regular_expressions_of_detectors_are_no_code() -> None:
    document = {"detector_signatures": {"patterns": ["Gnat\\."], "import_patterns": ["use\\s+"]}}
    assert list(fragments_of(document)) == []


@pytest.mark.parametrize("odd", ODD)
def test_what_is_of_another_type_stops_nothing(odd: Any) -> None:
    document = {"common_patterns": odd, "semantic_patterns": odd, "code_patterns": ["kept"]}
    assert "kept" in set(fragments_of(document))
    assert list(fragments_of(odd)) == []


def test_no_depth_is_too_deep() -> None:
    nested: Any = "code"
    for _ in range(100_000):
        nested = [nested]
    assert list(fragments_of({"common_patterns": nested})) == ["code"]
    while nested != "code":  # to free it level by level
        nested = nested[0]

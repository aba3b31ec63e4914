"""Documents and texts that PostgreSQL can hold, and those that it would refuse."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pytest

from alignment.documents import DEEPEST
from snapshots.documents import LARGEST, document_of
from snapshots.errors import InvalidValue


def nested(levels: int) -> dict[str, Any]:
    document: dict[str, Any] = {}
    for _ in range(levels - 1):
        document = {"in": document}
    return document


def test_a_mapping_of_whatever_class_is_kept() -> None:
    document = MappingProxyType({"a": [1, (2.5, None)], "b": MappingProxyType({"ü": True})})

    assert json.loads(document_of("summary", document)) == {
        "a": [1, [2.5, None]],
        "b": {"ü": True},
    }


def test_none_is_the_empty_document() -> None:
    assert document_of("summary", None) == "{}"


@pytest.mark.parametrize("value", [[], ["a"], "text", "", 0, 7, False, ("a", 1), object()])
def test_what_is_no_mapping_is_refused_and_not_emptied(value: object) -> None:
    with pytest.raises(InvalidValue, match=r"^summary is .*: not a mapping\. Give a mapping"):
        document_of("summary", value)


@pytest.mark.parametrize(
    ("value", "why"),
    [
        ("a\0b", "NUL character"),
        ("\ud800", "lone surrogate"),
        (float("nan"), "no number of JSON"),
        (float("-inf"), "no number of JSON"),
        pytest.param(10**6000, "beyond all doubles", id="long"),
        (datetime(2025, 1, 1, tzinfo=UTC), "of type datetime"),
        (Path("/srv"), "of type PosixPath"),
        ({"a"}, "of type set"),
        (b"a", "of type bytes"),
    ],
)
def test_what_jsonb_cannot_hold_is_refused_by_its_place(value: object, why: str) -> None:
    with pytest.raises(InvalidValue) as refusal:
        document_of("metadata", {"files": ["README", {"name": value}]})

    assert str(refusal.value).startswith("metadata.files[1].name is ")
    assert why in str(refusal.value)


@pytest.mark.parametrize("key", [1, None, True, "a\0", "\udfff", ("a", "b")])
def test_a_key_that_is_no_text_of_postgresql_is_refused(key: object) -> None:
    with pytest.raises(InvalidValue, match=r"^a key of metadata\.a is "):
        document_of("metadata", {"a": {key: 1}})


def test_depth_has_a_limit() -> None:
    assert document_of("metadata", nested(DEEPEST))

    with pytest.raises(InvalidValue, match="deeper than 100 levels"):
        document_of("metadata", nested(DEEPEST + 1))


def test_a_document_that_contains_itself_is_too_deep() -> None:
    document: dict[str, Any] = {}
    document["self"] = document

    with pytest.raises(InvalidValue, match=r"metadata\.self.*deeper than"):
        document_of("metadata", document)


def test_size_has_a_limit() -> None:
    with pytest.raises(InvalidValue, match="bytes of JSON, more than 16,777,216"):
        document_of("metadata", {"log": "x" * LARGEST})


@pytest.mark.parametrize(
    "document",
    [
        lambda: {"x" * 9999: float("nan")},
        lambda: {"a": "\0" + "x" * 9999},
        lambda: [["x" * 9999] * 9999],
        lambda: [10**6000],
    ],
)
def test_an_error_is_short_whatever_the_value(document: Callable[[], Any]) -> None:
    with pytest.raises(InvalidValue) as refusal:
        document_of("metadata", document())

    assert len(str(refusal.value)) < 700

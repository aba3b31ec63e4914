"""Canonical JSON and checksums are the same whoever writes the document (behaviour T-5)."""

from hashlib import sha256
from typing import Any

import pytest
import rfc8785
from hypothesis import given, settings
from hypothesis import strategies as st

from techknowledge.canonical import canonical, checksum

JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**53) + 1, 2**53 - 1)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: st.lists(inner) | st.dictionaries(st.text("abcé€😀"), inner),
)


@pytest.mark.parametrize(
    ("document", "written"),
    [
        ({"b": 1, "a": 2}, '{"a":2,"b":1}'),
        # By UTF-16 code units, in which the emoji comes before the ligature.
        ({"\ufb33": 1, "\U0001f600": 2}, '{"\U0001f600":2,"\ufb33":1}'),
        ([1.0, 1, -0.0, 1e21, 1e-7, 0.1], "[1,1,0,1e+21,1e-7,0.1]"),
        ([True, None, "", {}, []], '[true,null,"",{},[]]'),
        ('é\n"\\\x1f/', '"é\\n\\"\\\\\\u001f/"'),
        (2**53, "9007199254740992"),
        (2**53 + 1, "9007199254740992"),
        (-(10**30), "-1e+30"),
    ],
)
def test_a_document_is_written_as_the_standard_says(document: Any, written: str) -> None:
    assert canonical(document).decode() == written


@settings(deadline=None, max_examples=50)
@given(st.dictionaries(st.text("abcé€😀"), JSON))
def test_the_order_of_keys_makes_no_difference(document: dict[str, Any]) -> None:
    """T-5: the original's checksum depended on the order of a map's keys."""
    turned = dict(reversed(document.items()))

    assert checksum(turned) == checksum(document)


def test_another_document_has_another_checksum() -> None:
    documents: list[Any] = [{}, [], None, "", 0, False, {"a": None}, {"a": []}, ["a"], "a"]

    assert len({checksum(one) for one in documents}) == len(documents)


def test_a_checksum_is_sha_256_in_lower_case() -> None:
    assert checksum({}) == sha256(b"{}").hexdigest()


def nested(depth: int) -> list[Any]:
    document: list[Any] = []
    for _ in range(depth):
        document = [document]
    return document


@pytest.mark.parametrize(
    "document",
    [
        float("nan"),
        float("inf"),
        10**400,
        "\ud800",
        {"\ud800": 1},
        {1: 2},
        {"a": {1, 2}},
        nested(100_000),
    ],
    ids=["nan", "inf", "huge", "surrogate", "surrogate key", "number key", "set", "deep"],
)
def test_what_is_no_document_of_json_is_one_kind_of_error(document: Any) -> None:
    with pytest.raises(rfc8785.CanonicalizationError):
        canonical(document)

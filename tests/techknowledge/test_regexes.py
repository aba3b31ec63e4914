"""Regular expressions of anybody, matched in linear time."""

import time
from typing import Any

import pytest

from techknowledge import regexes
from techknowledge.errors import InvalidRegex
from techknowledge.regexes import LARGEST, Regex, RegexSet, sound


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("subscribe(", "missing"),  # of the original's templates
        ("gcloud \\", "trailing"),
        ("(?=ahead)", "invalid"),
        ("(?<!behind)x", "invalid"),
        (r"(a)\1", "escape"),
        ("[z-a]", "range"),
        ("a{1001}", "repetition"),
        ("(((a{10}){10}){10}){10}", "repetition"),
        ("(" * 5000 + "a" + ")" * 5000, "more than"),
        ("half \ud800", "half a character"),
        ("x" * (LARGEST + 1), "more than"),
    ],
    ids=lambda one: one[:12].encode("ascii", "replace").decode(),
)
def test_what_the_engine_does_not_take_is_refused_with_the_reason(text: str, reason: str) -> None:
    with pytest.raises(InvalidRegex, match=reason) as caught:
        Regex(text)

    assert caught.value.regex == text
    assert "RE2" in str(caught.value)


def test_a_huge_expression_is_refused_in_few_words() -> None:
    with pytest.raises(InvalidRegex) as caught:
        Regex("x" * 1_000_000)

    assert len(str(caught.value)) < 1000


def test_expressions_are_sorted_into_sound_and_not() -> None:
    valid, invalid = sound(["a+", "(", "b|c", "[", ""])

    assert valid == ["a+", "b|c", ""]
    assert [error.regex for error in invalid] == ["(", "["]


@pytest.mark.parametrize(
    ("text", "content", "line"),
    [
        ("b", "a\nb\nb", 2),
        ("B", "a\nb", 2),
        ("É", "a\né", 2),
        ("(?m)^b$", "a\nb\nc", 2),
        ("^b", "a\nb", None),
        ("a\nb", "x\na\nb", 2),
        ("x", "", None),
        (r"\bopa\b", "opacity", None),
    ],
)
def test_a_match_is_told_by_its_first_line(text: str, content: str, line: int | None) -> None:
    assert Regex(text).line_in(content.encode()) == line


def test_bytes_that_are_no_text_are_searched_all_the_same() -> None:
    assert Regex("foo.bar").line_in(b"\xff\xfe\x00\nfoo\xffbar\nfoo-bar") == 3


def test_a_set_tells_each_match_by_its_place() -> None:
    texts = RegexSet(["a", "z", "A", "b|c"])

    assert texts.matching(b"abc") == [0, 2, 3]
    assert texts.matching(b"") == []


def test_a_set_of_nothing_matches_nothing() -> None:
    assert RegexSet([]).matching(b"abc") == []


STATES = [f"(?:a|b)*a(?:a|b){{{n}}}c" for n in range(10, 20)]


@pytest.mark.parametrize("memory", [1 << 14, 1 << 18], ids=["too little to compile", "to match"])
def test_a_set_without_memory_answers_all_the_same(memory: int, monkeypatch: Any) -> None:
    monkeypatch.setattr(regexes, "_MEMORY", memory)
    texts = RegexSet([*STATES, "needle"])

    assert texts.matching(b"ab" * 5_000 + b"needle") == [len(STATES)]


def test_time_grows_with_the_text_and_no_faster() -> None:
    """`re` would need longer than the world has existed for a hundred letters."""
    text = RegexSet(["(a+)+$", "(a|aa)+b"])
    begin = time.process_time()

    assert text.matching(b"a" * 1_000_000 + b"!") == []
    assert time.process_time() - begin < 5

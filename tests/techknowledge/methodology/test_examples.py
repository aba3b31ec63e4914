"""Of the examples that are found a few are shown, each cut to a length."""

from typing import Any

import pytest

from techknowledge.methodology.errors import UnusableExamples
from techknowledge.methodology.examples import choose, fenced


def test_at_most_three_are_shown_and_300_characters_of_each() -> None:
    shown = choose([f"{n}{'x' * 1000}" for n in range(9)], "anything", 10)

    assert [one[0] for one in shown] == ["0", "1", "2"]
    assert {len(one) for one in shown} == {300}
    assert shown[0].endswith("…")


def test_one_of_300_characters_is_whole() -> None:
    assert choose(["x" * 300], "anything", 10) == ["x" * 300]


def test_no_more_are_shown_than_asked_for() -> None:
    assert choose(["a", "b", "c"], "anything", 2) == ["a", "b"]


def test_those_that_repeat_or_say_nothing_are_left_out() -> None:
    assert choose(["", "a", " a\n", "\t", "b"], "anything", 10) == ["a", "b"]


def test_none_are_no_examples() -> None:
    assert choose(None, "anything", 10) == []


@pytest.mark.parametrize("found", ["a text", b"bytes", 7, {"a": 1}, ["a", None], [["a"]], None])
def test_what_is_no_sequence_of_texts_is_told(found: Any) -> None:
    def find(query: str, limit: int) -> Any:
        return found

    with pytest.raises(UnusableExamples, match="not a sequence of texts"):
        choose(find, "anything", 10)


def test_code_cannot_end_its_own_fence() -> None:
    assert fenced("x = 1") == "```\nx = 1\n```"
    assert fenced("````\n```").startswith("`````\n````")

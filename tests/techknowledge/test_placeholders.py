"""Placeholders are replaced once, and braces of code stay as they are."""

import pytest

from techknowledge.placeholders import fill

VALUES = {"task": "a cache", "code": "f = {task}", "language": "C"}


@pytest.mark.parametrize(
    ("text", "filled"),
    [
        ("Do {task}.", "Do a cache."),
        ("Do {{task}}, {{ task }}.", "Do a cache, a cache."),
        ("{language}{language}", "CC"),
        ("{code}", "f = {task}"),
        ("{{code}}", "f = {task}"),
        ("{{{task}}}", "{a cache}"),
    ],
)
def test_a_known_placeholder_is_replaced_once(text: str, filled: str) -> None:
    assert fill(text, VALUES) == filled


@pytest.mark.parametrize(
    "text",
    [
        "{unknown} {{ModuleName}} {{ service_name }}",
        "{:ok, result} | {:error, reason}",
        'x = {"task": 1}; y = {}; z = {0}; {task!r} {task.__class__} {task:>10}',
        "${task} #{language} %{code}",
        "{ task } {{task} {task",
        "%{task: 1, code: 2}",
    ],
)
def test_everything_else_stays(text: str) -> None:
    assert fill(text, VALUES).replace("a cache", "{task}") == text


def test_replacements_are_texts_and_no_patterns() -> None:
    assert fill("{task}", {"task": r"\1 \g<0> $& {{task}}"}) == r"\1 \g<0> $& {{task}}"


def test_hostile_texts_take_no_long_time() -> None:
    for hostile in ("{{" * 200_000, "{{" + " " * 400_000, "{{" + "a" * 400_000 + " " * 400_000):
        assert fill(hostile, VALUES) == hostile

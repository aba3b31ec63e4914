"""The words of the mappings that are not obvious, asked directly."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest

from alignment.jsonb import define_functions
from tests.rows import BEGIN
from tests.scratch import Scratch
from tests.walks import copied, shared  # noqa: F401

COLUMNS = """
    CREATE TABLE thing (
        short varchar(3), text text, bare varchar, padded char(3), list varchar(3)[],
        second timestamp(0), milli timestamp(3), micro timestamp
    )"""


@pytest.fixture(scope="module")
def words(shared: Scratch) -> Iterator[Scratch]:  # noqa: F811
    """A connection that knows the functions, and a table with columns that hold little."""
    with copied(shared.name) as scratch:
        scratch.script(COLUMNS)
        define_functions(scratch.connection)
        yield scratch


def ask(words: Scratch, call: str, *arguments: Any) -> Any:
    return words.value(f"SELECT pg_temp.{call}", arguments)


# --- Reading -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("number", "found"),
    [
        ("7", 7),
        ("-7", -7),
        ("7.0", 7),
        ("7e2", 700),
        ("0", 0),
        ("9223372036854775807", 2**63 - 1),
        ("-9223372036854775808", -(2**63)),
        ("9223372036854775808", None),
        ("-9223372036854775809", None),
        ("9223372036854775807.5", None),
        ("1.5", None),
        ("1e400", None),
        ('"7"', None),
        ("true", None),
        ("null", None),
        ("[7]", None),
    ],
)
def test_an_integer_is_what_a_bigint_can_hold(
    words: Scratch, number: str, found: int | None
) -> None:
    assert ask(words, "integer_at(%s, 'k')", f'{{"k": {number}}}') == found


@pytest.mark.parametrize(
    ("number", "found"),
    [
        ("0", 0.0),
        ("0.1", 0.1),
        ("-1e308", -1e308),
        ("1.7976931348623157e308", 1.7976931348623157e308),
        ("1.8e308", None),
        ("-1e400", None),
        ("5e-324", 5e-324),
        ("1e-400", None),
        ("0.3333333333333333333333333333", 1 / 3),
        ('"Infinity"', float("inf")),
        ('"-Infinity"', float("-inf")),
        ('"inf"', None),
        ('"1"', None),
        ("true", None),
        ("null", None),
    ],
)
def test_a_double_is_what_a_double_can_hold(
    words: Scratch, number: str, found: float | None
) -> None:
    assert ask(words, "double_at(%s, 'k')", f'{{"k": {number}}}') == found


def test_not_a_number_is_a_double(words: Scratch) -> None:
    assert str(ask(words, "double_at(%s, 'k')", '{"k": "NaN"}')) == "nan"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("[]", True),
        ('["a", null, ""]', True),
        ('["a", 1]', False),
        ('["a", {}]', False),
        ('[["a"]]', False),
        ("[[]]", False),
        ('{"a": "b"}', False),
        ('"a"', False),
        ("null", False),
    ],
)
def test_a_list_of_texts(words: Scratch, text: str, found: bool) -> None:
    assert ask(words, "is_texts(%s)", text) is found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("[]", []),
        ('["a", null, "null", "NULL", ""]', ["a", None, "null", "NULL", ""]),
        ('["a,b", "{}", " c ", "d e"]', ["a,b", "{}", " c ", "d e"]),
        (r'["\"", "\\", "\n", "\u00fc", "\ud83d\udc18"]', ['"', "\\", "\n", "ü", "\U0001f418"]),
    ],
)
def test_texts_become_an_array(words: Scratch, text: str, found: list[str | None]) -> None:
    assert ask(words, "texts(%s)", text) == found


# --- Objects and what is none --------------------------------------------------------------------


@pytest.mark.parametrize("before", [None, "null", "{}", '{"a": 1}', "[1]", '"text"', "5"])
def test_what_became_an_object_becomes_what_it_was(words: Scratch, before: str | None) -> None:
    wrapped = ask(words, "as_object(%s, 'metadata')", before)

    assert ask(words, "as_before(%s, 'metadata', %s)", wrapped, before) == before


@pytest.mark.parametrize(
    ("thing", "before", "found"),
    [
        ('{"metadata": [2]}', "[1]", "[2]"),
        ('{"metadata": [2]}', '{"a": 1}', '{"metadata": [2]}'),
        ('{"metadata": [2], "b": 3}', "[1]", '{"b": 3, "metadata": [2]}'),
        ('{"metadata": {"b": 3}}', "[1]", '{"metadata": {"b": 3}}'),
        ("{}", "[1]", "{}"),
        (None, "[1]", None),
        ('{"a": 1}', None, '{"a": 1}'),
    ],
)
def test_an_object_that_was_changed_is_unwrapped_where_that_says_the_same(
    words: Scratch, thing: str | None, before: str | None, found: str | None
) -> None:
    assert ask(words, "as_before(%s, 'metadata', %s)", thing, before) == found


@pytest.mark.parametrize(
    ("thing", "found"),
    [
        ('{"a": 1}', '{"a": 1, "k": 7}'),
        ('{"k": 1}', '{"k": 7}'),
        (None, '{"k": 7}'),
        ("[1]", '{"k": 7, "data": [1]}'),
        ("null", '{"k": 7, "data": null}'),
    ],
)
def test_a_key_is_put_into_anything(words: Scratch, thing: str | None, found: str) -> None:
    assert ask(words, "put(%s, 'data', 'k', '7', TRUE)", thing) == found
    assert ask(words, "put(%s, 'data', 'k', '7', FALSE)", thing) == thing
    assert ask(words, "put(%s, 'data', 'k', '7', NULL)", thing) == thing


# --- What a column can hold ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("column", "found"),
    [("short", "üüü"), ("padded", "üüü"), ("text", "üüüü"), ("bare", "üüüü")],
)
def test_a_text_is_fitted_by_characters(words: Scratch, column: str, found: str) -> None:
    assert ask(words, "fitted('üüüü', 'thing', %s)", column) == found


@pytest.mark.parametrize(
    ("part", "noted", "found"),
    [
        ("abc", "abcd", "abcd"),
        ("abc", "abxd", "abc"),
        ("ab", "abcd", "ab"),
        ("abc", None, "abc"),
        (None, "abcd", None),
    ],
)
def test_a_noted_text_holds_while_the_column_is_its_beginning(
    words: Scratch, part: str | None, noted: str | None, found: str | None
) -> None:
    assert ask(words, "whole(%s, %s, 'thing', 'short')", part, noted) == found


@pytest.mark.parametrize(
    ("part", "noted", "found"),
    [
        (["abc", None], '["abcd", null]', ["abcd", None]),
        (["abc"], '["abcd", "e"]', ["abc"]),
        (["abc"], "[7]", ["abc"]),
        (["abc"], None, ["abc"]),
        (None, '["abcd"]', None),
    ],
)
def test_so_do_noted_texts(
    words: Scratch, part: list[str | None] | None, noted: str | None, found: Any
) -> None:
    call = "whole_texts(%s::varchar[], %s, 'thing', 'list')"
    assert ask(words, call, part, noted) == found


@pytest.mark.parametrize(
    ("part", "noted", "found"),
    [
        (0.5, "0.50", "0.50"),
        (0.5, "0.6", "0.5"),
        (0.5, None, "0.5"),
        (0.5, '"0.5"', "0.5"),
        (1 / 3, "0.3333333333333333333333333333333333", "0.3333333333333333333333333333333333"),
        (float("nan"), None, '"NaN"'),
        (float("inf"), '"Infinity"', '"Infinity"'),
    ],
)
def test_so_does_a_noted_number(words: Scratch, part: float, noted: str | None, found: str) -> None:
    assert ask(words, "whole_number(%s, %s)", part, noted) == found


# --- Instants ------------------------------------------------------------------------------------


@pytest.mark.parametrize("column", ["second", "milli", "micro"])
@pytest.mark.parametrize("microseconds", [0, 1, 499_999, 500_000, 500_001, 999_999])
@pytest.mark.parametrize("begin", [BEGIN, datetime(2025, 12, 31, 23, 59, 59), datetime(1, 1, 1)])
def test_a_noted_instant_is_found_again(
    words: Scratch, column: str, microseconds: int, begin: datetime
) -> None:
    whole = begin + timedelta(microseconds=microseconds)
    fitted = ask(words, "fitted_time(%s, 'thing', %s)", whole, column)
    noted = "pg_temp.instant(%s) #>> '{}'"

    assert ask(words, f"finer(%s, {noted}, 'thing', %s)", fitted, whole, column) == whole


@pytest.mark.parametrize(
    "noted",
    [
        None,
        "",
        "text",
        "2025-03-01T08:00:01",
        "2025-03-01T08:00:00.600000",
        "2025-02-31T25:61:00.0",
    ],
)
def test_a_noted_instant_that_is_another_one_does_not_hold(
    words: Scratch, noted: str | None
) -> None:
    assert ask(words, "finer(%s, %s, 'thing', 'second')", BEGIN, noted) == BEGIN

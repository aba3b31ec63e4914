"""Anybody may write to the table: what is no rule is told, and the rest is read."""

from typing import Any

import pytest

from techknowledge.signatures import PackageRule, Signature
from tests.techknowledge.signatures.test_reading import read

SOUND = {"dependencies": ["phoenix"]}


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("display_name", 7),
        ("lock_files", "mix.lock"),
        ("lock_files", ["a", 7]),
        ("excluded_dependencies", 7),
        ("code_patterns", {"regex": "x"}),
        ("code_patterns", [7]),
        ("code_patterns", [["x"]]),
        ("code_patterns", [{"regex": ["x"]}]),
        ("code_patterns", ["("]),
        ("import_patterns", "use Phoenix"),
        ("at_least", "many"),
        ("at_least", 2.5),
        ("at_least", True),
        ("every_directory", "yes"),
    ],
)
def test_a_value_of_another_type_is_told_and_costs_nothing_else(key: str, value: Any) -> None:
    signature = read({key: value} | SOUND)

    (problem,) = signature.problems
    assert problem.startswith(key)
    assert signature.packages == (PackageRule("phoenix"),)
    assert signature.regexes == ()
    assert signature.at_least == 1


@pytest.mark.parametrize("metadata", [7, "text", ["a"], True, 1.5])
def test_metadata_that_are_no_object_are_told(metadata: Any) -> None:
    signature = read(metadata, config_files=["mix.exs"])

    (problem,) = signature.problems
    assert "extended_metadata" in problem
    assert signature.config_files == ("mix.exs",)


@pytest.mark.parametrize(
    "narrowed",
    [
        {"code_patterns": [{"regex": "x", "languages": "python"}]},
        {"code_patterns": [{"regex": "x", "languages": ["python", 7]}]},
        {"dependencies": [{"names": ["a"], "ecosystem": 7}]},
        {"dependencies": {"names": ["a"], "file": ["mix.exs"]}},
    ],
)
def test_a_rule_whose_limits_cannot_be_read_is_none_rather_than_a_wider_one(narrowed: Any) -> None:
    signature = read(narrowed)

    assert not signature.has_rules
    assert len(signature.problems) == 1


@pytest.mark.parametrize("regex", ["", "a*", ".*", "^", "(?:foo)?"])
def test_an_expression_that_every_file_meets_is_no_rule(regex: str) -> None:
    signature = read({"code_patterns": [regex]})

    assert not signature.has_rules
    assert "every one" in signature.problems[0]


@pytest.mark.parametrize(("stated", "read_as"), [(0, 1), (-3, 1), (1, 1), (4, 4)])
def test_at_least_one_directory_has_to_match(stated: int, read_as: int) -> None:
    assert read({"at_least": stated}).at_least == read_as


def test_what_is_empty_or_null_in_a_list_is_passed_over() -> None:
    signature = read(
        {"lock_files": ["", "b"], "dependencies": ["", None, {"names": ["", None]}]},
        file_patterns=["", None, "*.ex"],
        directory_patterns=["/", "", None, "lib//"],
        config_files=[None],
    )

    assert signature.files == ("*.ex",)
    assert signature.directories == ("lib",)
    assert signature.lock_files == ("b",)
    assert signature.packages == ()


def huge() -> list[Any]:
    value: list[Any] = []
    for _ in range(10_000):
        value = [value, "x" * 100]
    return value


@pytest.mark.parametrize("value", ["x" * 1_000_000, huge()], ids=["long", "deep"])
def test_a_problem_is_told_in_few_words_however_large_the_value(value: Any) -> None:
    signature: Signature = read({"at_least": value, "code_patterns": ["(" + "x" * 100_000]})

    assert len(signature.problems) == 2
    assert all(len(problem) < 1000 for problem in signature.problems)


@pytest.mark.parametrize("column", ["file_patterns", "directory_patterns", "config_files"])
def test_an_array_of_arrays_is_told_and_costs_nothing_else(column: str) -> None:
    """Of PostgreSQL's arrays each has as many dimensions as it likes."""
    signature = read(SOUND, **{column: [["a", "b"], ["c", None]]})

    assert [one.startswith(f"{column} is [") for one in signature.problems] == [True, True]
    assert (signature.files, signature.directories, signature.config_files) == ((), (), ())
    assert signature.packages == (PackageRule("phoenix"),)

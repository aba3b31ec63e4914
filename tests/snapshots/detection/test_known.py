"""Rows of the table, made signatures; whatever somebody wrote into them."""

from typing import Any

import pytest

from snapshots.detection.known import known
from techknowledge.models import TechnologyPattern
from tests.snapshots.detection.world import elixir, language, pattern, python


def problems(*rows: TechnologyPattern) -> list[str]:
    return [f"{one.where}: {one.what}" for one in known([python(), *rows]).problems]


def test_rows_come_in_the_order_of_their_technologies() -> None:
    rows = [pattern("framework:b"), pattern("framework:a"), pattern("database:z")]

    assert known(rows).signatures == known(rows[::-1]).signatures
    assert [str(one.technology) for one in known(rows).signatures] == [
        "database:z",
        "framework:a",
        "framework:b",
    ]


def test_rows_of_one_technology_are_taken_together() -> None:
    """D-11: `frameworks:Phoenix` and `framework:phoenix` are one thing."""
    ours = pattern("framework:phoenix", dependencies=["phoenix"], confidence_weight=0.5)
    theirs = pattern("Frameworks:Phoenix", config_files=["phx.exs"])

    [signature] = known([ours, theirs]).signatures

    assert [one.name for one in signature.packages] == ["phoenix"]
    assert signature.config_files == ("phx.exs",)
    assert signature.weight == 1.0


@pytest.mark.parametrize(
    ("columns", "told"),
    [
        ({"code_patterns": ["a(?=b)"]}, "no regular expression"),
        ({"code_patterns": ["("]}, "no regular expression"),
        ({"code_patterns": 7}, "code_patterns is 7"),
        ({"dependencies": "phoenix"}, "dependencies is 'phoenix'"),
        ({"dependencies": {"names": ["x"], "ecosystem": "pip"}}, "'pip' is no ecosystem"),
        ({"file_patterns": ["lib/[ab"]}, "'lib/[ab' is no glob"),
        ({"config_files": ["{a"]}, "'**/{a' is no glob"),
        ({"directory_patterns": ["../up"]}, "is no glob"),
        ({"lock_files": ["x" * 499]}, "is no glob"),
        ({"code_patterns": [{"regex": "x", "languages": ["cobol"]}]}, "'cobol' is no language"),
        ({"confidence_weight": 3.0}, "confidence_weight is 3.0"),
        ({"confidence_weight": float("nan")}, "confidence_weight is nan"),
        ({"extended_metadata": ["list"]}, "extended_metadata is ['list']"),
    ],
)
def test_bad_rule_is_told_and_the_others_stay(columns: dict[str, Any], told: str) -> None:
    row = pattern("framework:x", **{"config_files": ["x.toml"]} | columns)

    [problem] = problems(row)

    assert problem.startswith("framework:x: ")
    assert told in problem
    assert 0 <= known([row]).signatures[0].weight <= 1


def test_row_without_a_name_is_told() -> None:
    assert problems(pattern("framework: ")) == ["framework:: it needs a type and a name"]


def test_expressions_without_any_source_are_told() -> None:
    rows = [language("yaml", "**/*.yml"), pattern("database:x", code_patterns=["x"])]

    [problem] = known(rows).problems

    assert "no row says which files are source" in problem.what


def test_language_is_met_by_its_files_only() -> None:
    row = language("elixir", "**/*.ex", code_patterns=["def"], dependencies=["ecto"])

    [signature] = known([row]).signatures

    assert (signature.regexes, signature.packages) == ((), ())
    assert signature.files == ("**/*.ex",)


def test_language_without_files_is_told() -> None:
    assert (
        "no file_patterns say which" in problems(pattern("language:x", config_files=["x.toml"]))[0]
    )


def test_row_from_before_that_key_keeps_its_meaning() -> None:
    """D-9: of Markdown the shipped set knows that it is prose, whoever wrote the row."""
    knowledge = known([python(), language("markdown", "**/*.md"), language("ours", "**/*.o")])

    names = {knowledge.signatures[place].technology.name for place in knowledge.sources}
    assert names == {"python", "ours"}


def test_row_says_what_is_prose() -> None:
    rows = [
        elixir(),
        language("markdown", "**/*.md"),
        language("html", "**/*.html", prose=False),
        language("troff", "**/*.1", prose=True),
        pattern("framework:elixir", prose=True),
    ]
    knowledge = known(rows)

    names = {knowledge.signatures[place].technology.name for place in knowledge.sources}
    assert names == {"elixir", "html"}

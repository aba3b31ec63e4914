"""A row states rules."""

from typing import Any

import pytest

from techknowledge.models import TechnologyPattern
from techknowledge.signatures import PackageRule, RegexRule, Signature, signature_of
from techknowledge.technologies import Technology


def read(metadata: Any = None, **columns: Any) -> Signature:
    """The signature of a row, which says nothing but what is given."""
    named = {"technology_name": "phoenix", "technology_type": "framework"} | columns
    return signature_of(TechnologyPattern(**named, extended_metadata=metadata))


def test_columns_and_metadata_are_all_read() -> None:
    signature = read(
        {
            "display_name": "Phoenix Framework",
            "dependencies": [{"ecosystem": "hex", "names": ["phoenix"]}],
            "excluded_dependencies": ["nerves"],
            "import_patterns": ["use Phoenix"],
            "code_patterns": [{"regex": "plug", "languages": ["elixir"]}],
            "lock_files": ["mix.lock"],
            "at_least": 2,
            "every_directory": True,
        },
        file_patterns=["lib/**/*.ex"],
        directory_patterns=["lib/", "assets"],
        config_files=["config/config.exs"],
        confidence_weight=0.5,
    )

    assert signature == Signature(
        technology=Technology("framework", "phoenix"),
        display_name="Phoenix Framework",
        weight=0.5,
        files=("lib/**/*.ex",),
        directories=("lib", "assets"),
        config_files=("config/config.exs",),
        lock_files=("mix.lock",),
        packages=(PackageRule("phoenix", "hex"),),
        excluded_packages=(PackageRule("nerves"),),
        regexes=(
            RegexRule("use Phoenix", imports=True),
            RegexRule("plug", frozenset({"elixir"})),
        ),
        at_least=2,
        every_directory=True,
    )
    assert signature.problems == ()


@pytest.mark.parametrize("metadata", [None, {}])
def test_a_row_that_says_nothing_has_no_rules(metadata: Any) -> None:
    signature = read(
        metadata,
        file_patterns=None,
        directory_patterns=None,
        config_files=None,
        confidence_weight=None,
    )

    assert not signature.has_rules
    assert (signature.display_name, signature.weight, signature.problems) == ("phoenix", 1.0, ())


@pytest.mark.parametrize(
    ("kind", "name"),
    [("framework", "phoenix"), ("Frameworks", " Phoenix "), ("FRAMEWORK", "PHOENIX")],
)
def test_the_technology_has_one_name_however_the_row_writes_it(kind: str, name: str) -> None:
    """D-11."""
    signature = read(technology_type=kind, technology_name=name)

    assert signature.technology == ("framework", "phoenix")


@pytest.mark.parametrize(
    ("stated", "rules"),
    [
        (["a", "b"], [PackageRule("a"), PackageRule("b")]),
        ({"names": ["a"], "file": "mix.exs"}, [PackageRule("a", None, "mix.exs")]),
        ({"names": ["a"], "ecosystem": "npm"}, [PackageRule("a", "npm")]),
        (
            [{"names": ["a"], "ecosystem": "PyPI"}, {"names": ["b"], "ecosystem": "hex"}, "c"],
            [PackageRule("a", "pypi"), PackageRule("b", "hex"), PackageRule("c")],
        ),
    ],
)
def test_dependencies_come_in_three_forms(stated: Any, rules: list[PackageRule]) -> None:
    """D-10: the original raised on an object."""
    signature = read({"dependencies": stated})

    assert list(signature.packages) == rules
    assert signature.problems == ()


def test_languages_have_one_name_too() -> None:
    signature = read({"code_patterns": [{"regex": "x", "languages": ["Python", " RUST "]}]})

    assert signature.regexes[0].languages == {"python", "rust"}


@pytest.mark.parametrize(
    "rule",
    [
        {"file_patterns": ["**/*.ex"]},
        {"directory_patterns": ["lib"]},
        {"config_files": ["mix.exs"]},
        {"metadata": {"dependencies": ["phoenix"]}},
        {"metadata": {"import_patterns": ["use Phoenix"]}},
        {"metadata": {"code_patterns": ["use Phoenix"]}},
    ],
)
def test_any_one_rule_is_enough_to_have_rules(rule: dict[str, Any]) -> None:
    assert read(**rule).has_rules

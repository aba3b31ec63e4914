"""package.json and composer.json."""

from __future__ import annotations

from snapshots.detection.manifests import Dependency
from tests.snapshots.detection.manifests.stating import (
    DEVELOPMENT,
    RUNTIME,
    names,
    refused,
    stated,
)


def test_a_dependency_is_stated_with_all_there_is_to_say() -> None:
    text = '{\n  "name": "shop",\n  "dependencies": {\n    "react": "^18.2.0"\n  }\n}\n'

    assert stated("web/package.json", text) == [
        Dependency("npm", "react", "^18.2.0", RUNTIME, "web/package.json", 4)
    ]


def test_development_and_runtime_are_told_apart() -> None:
    text = """
        {"dependencies": {"express": "4"}, "devDependencies": {"jest": "29"},
         "peerDependencies": {"react": "*"}, "optionalDependencies": {"fsevents": "2"}}"""

    assert names("package.json", text) == {
        "express": RUNTIME,
        "jest": DEVELOPMENT,
        "react": RUNTIME,
        "fsevents": RUNTIME,
    }


def test_names_in_texts_are_no_dependencies() -> None:
    """D-6: "express" is in "expression", and a description may say react."""
    text = (
        '{"description": "react express", "keywords": ["vue"], "dependencies": {"expression": "1"}}'
    )

    assert names("package.json", text) == {"expression": RUNTIME}


def test_an_alias_is_the_package_that_it_stands_for() -> None:
    text = """
        {"dependencies": {"old": "npm:vue@2.7", "a": "npm:@x/y@1", "b": "npm:@x/z",
         "c": "npm:q"}}"""

    assert [(one.name, one.version) for one in stated("package.json", text)] == [
        ("vue", "2.7"),
        ("@x/y", "1"),
        ("@x/z", None),
        ("q", None),
    ]


def test_each_line_is_of_the_package_in_its_section() -> None:
    text = """
        {
          "peerDependencies": {
            "react": "*"
          },
          "dependencies": {
            "lodash.debounce": "4",
            "react": "18"
          }
        }
        """

    lines = {(one.name, one.version): one.line for one in stated("package.json", text)}
    assert lines == {("react", "*"): 3, ("lodash.debounce", "4"): 6, ("react", "18"): 7}


def test_values_of_other_types_are_passed_over() -> None:
    text = """{"dependencies": ["react"], "devDependencies": {"jest": {"a": 1}, "": "1", "a b": "1",
        "nul\\u0000": "1", "half\\ud800": "1"}, "peerDependencies": null}"""

    assert [(one.name, one.version) for one in stated("package.json", text)] == [("jest", None)]


def test_versions_that_no_database_takes_are_left_out() -> None:
    text = '{"dependencies": {"a": "1\\u0000", "b": "' + "9" * 1000 + '"}}'

    assert [one.version for one in stated("package.json", text)] == [None, None]


def test_windows_line_ends_and_marks_make_no_difference() -> None:
    content = '\ufeff{\r\n"dependencies": {\r\n"react": "1"}}'.encode()

    assert [one.line for one in stated("package.json", content)] == [3]


def test_what_is_no_json_is_told_with_its_line() -> None:
    error = refused("web/package.json", '{\n"dependencies": {\n"react" 1}}')

    assert (error.file, error.line) == ("web/package.json", 3)
    assert str(error).startswith("web/package.json:3 was not read: Expecting ':' delimiter")


def test_what_is_not_utf_8_is_told_with_its_line() -> None:
    error = refused("package.json", b'{\n"name": "\xe9"}')

    assert error.line == 2
    assert "not in UTF-8" in str(error)


def test_composer_has_packages_and_no_platform() -> None:
    text = """{"require": {"php": ">=8.1", "ext-json": "*", "Laravel/Framework": "^10"},
               "require-dev": {"phpunit/phpunit": "^9"}}"""

    assert names("composer.json", text) == {
        "laravel/framework": RUNTIME,
        "phpunit/phpunit": DEVELOPMENT,
    }

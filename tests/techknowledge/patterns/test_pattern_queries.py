"""What is asked of technology_patterns."""

from typing import Any

import pytest
from django.db import connection

from techknowledge.models import TechnologyPattern
from techknowledge.signatures import signature_of
from tests.techknowledge.patterns.rows import pattern

pytestmark = pytest.mark.django_db

patterns = TechnologyPattern.objects


@pytest.fixture(autouse=True)
def _empty(db: None) -> None:
    patterns.all().delete()


def names(rows: Any) -> list[str]:
    return [one.technology_name for one in rows]


def test_the_most_successful_of_a_type_comes_first_then_the_most_detected() -> None:
    pattern("poor", success_rate=0.2, detection_count=99)
    pattern("good", success_rate=0.9, detection_count=1)
    pattern("better known", success_rate=0.9, detection_count=2)
    pattern("never judged", success_rate=None, detection_count=None)
    pattern("other", technology_type="language")

    found = names(patterns.of_type("framework"))

    assert found == ["never judged", "better known", "good", "poor"]


@pytest.mark.parametrize("asked", ["framework", "frameworks", "FRAMEWORK"])
def test_a_type_is_found_in_any_vocabulary(asked: str) -> None:
    """P-4: what was found by type could not be taken apart in the original; D-11."""
    for kind in ("framework", "frameworks", "Framework"):
        pattern(technology_type=kind)

    assert len(patterns.of_type(asked)) == 3


def test_the_best_of_a_name_is_found_whatever_its_type() -> None:
    pattern("redis", technology_type="database", success_rate=0.5)
    pattern("Redis", technology_type="messaging", success_rate=0.7)

    best = patterns.named(" REDIS ")

    assert best is not None
    assert best.technology_type == "messaging"
    assert patterns.named("rediss") is None


def test_names_with_wildcards_mean_themselves() -> None:
    pattern("c++")
    pattern("abc")

    assert patterns.named("%") is None
    assert patterns.named("a_c") is None


def test_distinct_globs_and_config_files_are_found() -> None:
    """P-2: the original asked a list for the length of a JSON array: no such function."""
    pattern(file_patterns=["b", "a", "a"], config_files=["x"])
    pattern(file_patterns=["a", "c"], config_files=["x", "y"])
    pattern(file_patterns=[], config_files=None)

    assert patterns.all_file_patterns() == ["a", "b", "c"]
    assert patterns.all_config_files() == ["x", "y"]


def test_they_are_found_of_some_patterns_too() -> None:
    pattern(file_patterns=["a"], extended_metadata={"code_patterns": ["x"]})
    pattern(
        file_patterns=["b"],
        extended_metadata={"code_patterns": ["y"]},
        technology_type="language",
    )

    languages = patterns.of_type("language")

    assert languages.all_file_patterns() == ["b"]
    assert languages.code_patterns() == ["y"]


def test_empty_elements_are_passed_over() -> None:
    row = pattern()
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE technology_patterns SET file_patterns = ARRAY['', NULL, 'a'] WHERE id = %s",
            [row.pk],
        )

    assert patterns.all_file_patterns() == ["a"]


def test_an_empty_table_has_nothing_of_anything() -> None:
    assert patterns.all_file_patterns() == []
    assert patterns.all_config_files() == []
    assert patterns.code_patterns() == []


def test_regexes_over_source_are_found_in_both_forms() -> None:
    pattern(extended_metadata={"code_patterns": ["b", {"regex": "a", "languages": ["c"]}, "b"]})

    assert patterns.code_patterns() == ["a", "b"]


@pytest.mark.parametrize(
    "metadata",
    [
        None,
        {},
        [],
        "text",
        7,
        {"code_patterns": None},
        {"code_patterns": "text"},
        {"code_patterns": 7},
        {"code_patterns": {"regex": "x"}},
        {"code_patterns": [7, None, ["x"], {"regex": 7}, {"regex": ["x"]}, {}, "", True]},
        {"detect": {"patterns": ["x"]}},
        [{"code_patterns": ["x"]}],
    ],
)
def test_metadata_of_any_shape_are_no_error(metadata: Any) -> None:
    """P-3: the original needed a key that nobody wrote, and decoded twice what it found."""
    pattern(extended_metadata=metadata)
    pattern(extended_metadata={"code_patterns": ["sound"]})

    assert patterns.code_patterns() == ["sound"]


HOSTILE = {
    "deep": """'{"code_patterns": ["' || repeat('[', 3000) || '"], "x": '
               || repeat('[', 3000) || repeat(']', 3000) || '}'""",
    "many digits": """'{"code_patterns": ["sound", ' || repeat('9', 20000) || ']}'""",
}


@pytest.mark.parametrize("metadata", HOSTILE.values(), ids=HOSTILE)
def test_metadata_that_python_cannot_hold_stop_nothing(metadata: str) -> None:
    """P-3."""
    hostile, sound = pattern("hostile", config_files=["x"]), pattern("sound")
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE technology_patterns SET extended_metadata = ({metadata})::jsonb WHERE id = %s",
            [hostile.pk],
        )
    with pytest.raises((RecursionError, ValueError)):
        list(patterns.all())

    read = {one.pk: signature_of(one) for one in patterns.order_by("id").readable()}

    assert list(read) == [hostile.pk, sound.pk]
    assert read[hostile.pk].config_files == ("x",)
    assert "unreadable" in read[hostile.pk].problems[0]
    assert len(patterns.code_patterns()) == 1

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


HOSTILE = {
    "deep": """'{"code_patterns": ["' || repeat('[', 3000) || '"], "x": '
               || repeat('[', 3000) || repeat(']', 3000) || '}'""",
    "many digits": """'{"code_patterns": ["sound", ' || repeat('9', 20000) || ']}'""",
}


def with_metadata(row: TechnologyPattern, metadata: str) -> TechnologyPattern:
    """A row with metadata that an SQL expression writes."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE technology_patterns SET extended_metadata = ({metadata})::jsonb WHERE id = %s",
            [row.pk],
        )
    return row


@pytest.mark.parametrize("metadata", HOSTILE.values(), ids=HOSTILE)
def test_metadata_that_python_cannot_hold_stop_nothing(metadata: str) -> None:
    """P-3."""
    hostile = with_metadata(pattern("hostile", config_files=["x"]), metadata)
    sound = pattern("sound")
    with pytest.raises((RecursionError, ValueError)):
        list(patterns.all())

    read = {one.pk: signature_of(one) for one in patterns.order_by("id").readable()}

    assert list(read) == [hostile.pk, sound.pk]
    assert read[hostile.pk].config_files == ("x",)
    assert "unreadable" in read[hostile.pk].problems[0]


@pytest.mark.parametrize("metadata", HOSTILE.values(), ids=HOSTILE)
def test_those_of_a_type_are_listed_whatever_their_metadata(metadata: str) -> None:
    row = with_metadata(pattern(), metadata)

    assert list(patterns.of_type("framework")) == [row]
    (readable,) = patterns.of_type("framework").readable()
    assert "unreadable" in readable.extended_metadata


def test_those_of_a_type_can_be_read_with_their_metadata_at_once(
    django_assert_num_queries: Any,
) -> None:
    for number in range(3):
        pattern(extended_metadata={"code_patterns": [f"use {number}"]})

    with django_assert_num_queries(1):
        read = [signature_of(one) for one in patterns.of_type("framework").readable()]

    assert [len(one.regexes) for one in read] == [1, 1, 1]


TIMES = ("created_at", "updated_at", "last_detected_at")


@pytest.mark.parametrize("time", ["infinity", "-infinity", "0044-03-15 12:00:00 BC"])
def test_a_row_of_a_time_that_python_cannot_hold_is_found_and_learns(time: str) -> None:
    """The alignment carries such rows; reading one ended in a DataError."""
    row = pattern("hostile", config_files=["x"])
    with connection.cursor() as cursor:
        for column in TIMES:
            cursor.execute(f"UPDATE technology_patterns SET {column} = %s", [time])

    assert patterns.named("hostile") == row
    assert [*patterns.of_type("framework")] == [*patterns.all().readable()] == [row]
    assert patterns.learn(row.technology, config_files=["y"]).config_files == ["x", "y"]


def test_a_row_whose_arrays_have_two_dimensions_learns() -> None:
    row = pattern("hostile")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE technology_patterns SET config_files = '{{a,b},{c,d}}'")

    learnt = patterns.learn(row.technology, config_files=["e", "a"])

    assert learnt.config_files == ["a", "b", "c", "d", "e"]

"""A detection counts what it found (behaviour D-13)."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from techknowledge.models import TechnologyPattern
from techknowledge.technologies import Technology
from tests.techknowledge.patterns.rows import again, pattern, technology

pytestmark = pytest.mark.django_db

count_detections = TechnologyPattern.objects.count_detections
LONG_AGO = datetime(2025, 10, 5, tzinfo=UTC)


def test_what_was_detected_counts_one_more_and_was_right() -> None:
    row = pattern("a", detection_count=4, success_rate=0.5)

    assert count_detections([technology("a")]) == 1

    row = again(row)
    assert row.detection_count == 5
    assert row.success_rate == pytest.approx(0.55)
    assert row.last_detected_at is not None
    assert abs(timezone.now() - row.last_detected_at) < timedelta(minutes=5)


def test_what_was_not_detected_stays_as_it_is() -> None:
    """It was never claimed, and so was not wrong; `judge` tells of what was."""
    row = pattern("a", detection_count=4, success_rate=0.5, last_detected_at=LONG_AGO)

    assert count_detections([technology("b")]) == 0

    row = again(row)
    assert (row.detection_count, row.success_rate, row.last_detected_at) == (4, 0.5, LONG_AGO)


def test_a_count_at_the_end_of_bigint_stays_there() -> None:
    row = pattern("a", detection_count=2**63 - 1, success_rate=0.5)

    assert count_detections([technology("a")]) == 1
    assert again(row).detection_count == 2**63 - 1

    TechnologyPattern.objects.judge(technology("a"), right=False)
    TechnologyPattern.objects.learn(technology("a"))
    assert again(row).detection_count == 2**63 - 1


def test_columns_without_a_value_begin_at_their_defaults() -> None:
    detected = pattern("a", detection_count=None, success_rate=None)
    wrong = pattern("b", detection_count=None, success_rate=None)

    count_detections([technology("a")])
    TechnologyPattern.objects.judge(technology("b"), right=False)

    assert (again(detected).detection_count, again(detected).success_rate) == (1, 1.0)
    assert (again(wrong).detection_count, again(wrong).success_rate) == (0, 0.9)


def test_what_was_detected_counts_once() -> None:
    row = pattern("a", detection_count=0, success_rate=1.0)

    assert count_detections([technology("a")] * 3) == 1

    assert (again(row).detection_count, again(row).success_rate) == (1, 1.0)


def test_rows_are_met_in_any_vocabulary_and_others_are_not() -> None:
    same = [
        pattern("Phoenix", technology_type="frameworks"),
        pattern("phoenix", technology_type="framework"),
    ]
    others = [pattern("phoenix", technology_type="language"), pattern("phoenix2")]

    assert count_detections([Technology("Framework", "PHOENIX")]) == 2

    assert [again(row).detection_count for row in same] == [1, 1]
    assert [again(row).detection_count for row in others] == [0, 0]


def test_what_has_no_pattern_is_passed_over() -> None:
    assert count_detections([technology("unknown")]) == 0
    assert count_detections([]) == 0


def test_rules_and_their_time_of_change_stay() -> None:
    row = pattern("a", updated_at=LONG_AGO, file_patterns=["x"], extended_metadata={"a": 1})

    count_detections([technology("a")])

    row = again(row)
    assert (row.updated_at, row.file_patterns, row.extended_metadata) == (LONG_AGO, ["x"], {"a": 1})


def test_however_many_were_found_it_is_one_update() -> None:
    for number in range(20):
        pattern(f"t{number}")

    with CaptureQueriesContext(connection) as queries:
        written = count_detections(technology(f"t{number}") for number in range(20))

    assert written == 20
    updates = [one["sql"] for one in queries if "UPDATE technology_patterns" in one["sql"]]
    assert (len(updates), len(queries)) == (1, 2)

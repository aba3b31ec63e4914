"""Patterns learn: from what a detection found out, and from whether it was right."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from techknowledge.errors import NoTechnology, UnknownTechnology
from techknowledge.models import TechnologyPattern
from techknowledge.technologies import Technology
from tests.techknowledge.patterns.rows import again, pattern, technology

pytestmark = pytest.mark.django_db

patterns = TechnologyPattern.objects
LONG_AGO = datetime(2025, 10, 5, tzinfo=UTC)


def is_now(time: datetime | None) -> bool:
    return time is not None and abs(timezone.now() - time) < timedelta(minutes=5)


def test_what_is_new_is_stored_and_counted_once() -> None:
    """P-1: nothing wrote to the table in the original."""
    learnt = patterns.learn(
        technology("hologram"),
        files=["lib/**/*.holo"],
        directories=["app"],
        config_files=["hologram.exs"],
        dev_command="mix holo",
    )

    row = again(learnt)
    assert row.technology == technology("hologram")
    assert row.file_patterns == ["lib/**/*.holo"]
    assert row.directory_patterns == ["app"]
    assert row.config_files == ["hologram.exs"]
    assert (row.dev_command, row.build_command) == ("mix holo", None)
    assert (row.detection_count, row.success_rate, row.confidence_weight) == (1, 1.0, 1.0)
    assert row.extended_metadata == {"source": "learned"}
    assert is_now(row.last_detected_at)
    assert is_now(row.created_at)


def test_what_is_known_stays_and_is_counted() -> None:
    row = pattern(
        "hologram",
        file_patterns=["a"],
        directory_patterns=["d"],
        dev_command="mine",
        detection_count=7,
        success_rate=0.5,
        extended_metadata={"knowledge": 1},
        last_detected_at=LONG_AGO,
        created_at=LONG_AGO,
    )

    learnt = patterns.learn(
        technology("hologram"), files=["b"], directories=["e"], dev_command="other"
    )

    assert learnt.pk == row.pk
    row = again(row)
    assert (row.file_patterns, row.directory_patterns, row.dev_command) == (["a"], ["d"], "mine")
    assert (row.detection_count, row.success_rate) == (8, 0.5)
    assert row.extended_metadata == {"knowledge": 1}
    assert is_now(row.last_detected_at)
    assert row.created_at == LONG_AGO


def test_config_files_are_added_each_once_in_order() -> None:
    """P-4: the original concatenated them."""
    pattern("hologram", config_files=["b", "a", "b"])

    patterns.learn(technology("hologram"), config_files=["c", "a", "c"])
    learnt = patterns.learn(technology("hologram"), config_files=["c", "a"])

    assert again(learnt).config_files == ["b", "a", "c"]


@pytest.mark.parametrize("nothing", [None, []])
def test_what_a_row_lacks_it_takes(nothing: list[str] | None) -> None:
    pattern(
        "hologram",
        file_patterns=nothing,
        directory_patterns=nothing,
        config_files=nothing,
        detection_count=None,
    )

    learnt = patterns.learn(
        technology("hologram"),
        files=["f"],
        directories=["d"],
        config_files=["c"],
        test_command="t",
    )

    row = again(learnt)
    assert (row.file_patterns, row.directory_patterns, row.config_files) == (["f"], ["d"], ["c"])
    assert (row.test_command, row.detection_count) == ("t", 1)


def test_any_vocabulary_is_stored_as_one_name() -> None:
    """D-11."""
    first = patterns.learn(Technology("Frameworks", " Hologram "))
    second = patterns.learn(Technology("framework", "hologram"))

    assert first.pk == second.pk
    assert again(first).technology_name == "hologram"
    assert again(first).technology_type == "framework"


@pytest.mark.parametrize("nothing", [Technology("", "x"), Technology("framework", " ")])
def test_without_a_type_or_a_name_nothing_is_learnt(nothing: Technology) -> None:
    with pytest.raises(NoTechnology, match="needs a type and a name"):
        patterns.learn(nothing)


@pytest.mark.parametrize(
    ("before", "right", "after"),
    [(1.0, False, 0.9), (0.5, True, 0.55), (None, False, 0.9), (None, True, 1.0), (0.0, True, 0.1)],
)
def test_a_judgement_moves_the_success_rate_by_a_tenth(
    before: float | None, right: bool, after: float
) -> None:
    row = pattern("hologram", success_rate=before, detection_count=3, last_detected_at=LONG_AGO)

    patterns.judge(technology("hologram"), right)

    row = again(row)
    assert row.success_rate == pytest.approx(after)
    assert (row.detection_count, row.last_detected_at) == (3, LONG_AGO)


def test_what_there_is_no_pattern_of_cannot_be_judged() -> None:
    with pytest.raises(UnknownTechnology, match="framework:hologram"):
        patterns.judge(technology("hologram"), right=True)

"""A user's row of a technology that the set has too."""

from typing import Any

import pytest
from django.db import connection

from techknowledge.models import TechnologyPattern
from techknowledge.shipped.comparison import Verdict
from techknowledge.shipped.loading import load
from techknowledge.signatures import signature_of
from tests.techknowledge.patterns.rows import again, pattern, stored
from tests.techknowledge.patterns.test_loading import verdict, whole_rows

pytestmark = pytest.mark.django_db

# What a row has that was aligned from knowledge: text for people, and no rule.
KNOWLEDGE = {"name": "Django", "description": "A framework.", "knowledge": [{"id": 1}]}


@pytest.mark.parametrize("options", [{}, {"force": True}])
@pytest.mark.parametrize(
    "columns",
    [
        {"config_files": ["mine"]},
        {"file_patterns": ["mine"], "extended_metadata": {}},
        {"extended_metadata": {"dependencies": ["mine"], "source": "aligned"}},
        {"extended_metadata": {"code_patterns": ["mine"]} | KNOWLEDGE},
        {"config_files": ["mine"], "extended_metadata": ["shipped"]},
        {"config_files": ["mine"], "extended_metadata": {"source": ["shipped"]}},
    ],
)
def test_a_row_with_rules_is_not_written(columns: dict[str, Any], options: dict[str, bool]) -> None:
    pattern("django", **columns)
    load(connection)
    before = whole_rows()

    assert verdict(**options) == Verdict.YOURS
    assert whole_rows() == before


@pytest.mark.parametrize("options", [{}, {"force": True}])
def test_a_row_without_rules_is_not_written_and_told(options: dict[str, bool]) -> None:
    row = pattern("django", extended_metadata=KNOWLEDGE)

    assert verdict(**options) == Verdict.WITHOUT_RULES

    row = again(row)
    assert row.extended_metadata == KNOWLEDGE
    assert not signature_of(row).has_rules


@pytest.mark.parametrize("metadata", [KNOWLEDGE, {}, None])
def test_it_is_completed_on_demand_and_stays_the_users(metadata: Any) -> None:
    row = pattern(
        "django",
        dev_command="mine",
        confidence_weight=0.0,
        detection_count=7,
        extended_metadata=metadata,
    )

    assert verdict(complete=True) == Verdict.COMPLETED

    row = again(row)
    assert signature_of(row).has_rules
    assert row.file_patterns
    assert (row.dev_command, row.confidence_weight, row.detection_count) == ("mine", 0.0, 7)
    assert row.install_command == "pip install -r requirements.txt"
    assert row.extended_metadata | (metadata or {}) == row.extended_metadata
    assert not {"source", "checksum"} & set(row.extended_metadata)
    assert verdict(complete=True) == Verdict.YOURS


def test_a_row_with_rules_is_completed_on_demand_too() -> None:
    row = pattern("django", config_files=["mine"], extended_metadata=KNOWLEDGE)

    assert verdict() == Verdict.YOURS
    assert verdict(complete=True) == Verdict.COMPLETED

    row = again(row)
    assert row.config_files == ["mine"]
    assert row.extended_metadata["dependencies"]
    assert verdict(complete=True) == Verdict.YOURS


def test_keys_that_are_there_stay_as_they_are() -> None:
    pattern("django", extended_metadata={"display_name": "Ours", "dependencies": []})

    assert verdict(complete=True) == Verdict.COMPLETED

    metadata = stored("framework:django").extended_metadata
    assert metadata["display_name"] == "Ours"
    assert metadata["dependencies"] == []
    assert metadata["import_patterns"]


def test_numbers_that_python_would_round_stay_as_they_are() -> None:
    row = pattern("django")
    digits = "3.14159265358979323846264338327950288"
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE technology_patterns SET extended_metadata = %s WHERE id = %s",
            [f'{{"pi": {digits}}}', row.pk],
        )

    assert verdict(complete=True) == Verdict.COMPLETED

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT extended_metadata ->> 'pi' FROM technology_patterns WHERE id = %s", [row.pk]
        )
        assert cursor.fetchone() == (digits,)


@pytest.mark.parametrize(
    "metadata",
    [
        [],
        "text",
        # Every key that the set would add is there, and none is a rule.
        {"display_name": "S", "dependencies": [], "import_patterns": [], "code_patterns": []},
    ],
)
def test_what_cannot_be_completed_is_left_alone(metadata: Any) -> None:
    # The set knows SwiftUI by imports alone.
    pattern("swiftui", extended_metadata=metadata)
    load(connection)
    before = whole_rows()

    assert verdict("swiftui", complete=True) == Verdict.WITHOUT_RULES
    assert whole_rows() == before


def test_another_spelling_of_the_users_is_the_same_technology() -> None:
    """D-11: beside it the set's row would be a second one of one technology."""
    row = pattern("Django", technology_type="Frameworks", config_files=["mine"])

    assert verdict() == Verdict.YOURS

    assert again(row).config_files == ["mine"]
    assert not TechnologyPattern.objects.filter(technology_name="django").exists()


def test_another_spelling_without_rules_is_completed_where_it_is() -> None:
    row = pattern("Django", technology_type="Frameworks")

    assert verdict(complete=True) == Verdict.COMPLETED

    assert signature_of(again(row)).has_rules
    assert not TechnologyPattern.objects.filter(technology_name="django").exists()


def test_another_spelling_beside_the_sets_own_row_is_not_in_its_way() -> None:
    load(connection)
    pattern("Django", technology_type="Frameworks", config_files=["mine"])

    assert verdict() == Verdict.UNCHANGED


def test_metadata_that_python_cannot_hold_are_a_users() -> None:
    row = pattern("django", config_files=["mine"])
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE technology_patterns SET extended_metadata ="
            " ('{\"source\": \"shipped\", \"x\": ' || repeat('9', 20000) || '}')::jsonb"
            " WHERE id = %s",
            [row.pk],
        )

    assert verdict(force=True, complete=True) == Verdict.YOURS


@pytest.mark.parametrize(
    "hostile",
    ["created_at = 'infinity'", "updated_at = '0044-03-15 BC'", "file_patterns = '{{a,b},{c,d}}'"],
)
def test_a_row_that_python_cannot_hold_as_it_is_stays_and_stops_nothing(hostile: str) -> None:
    row = pattern("django", dev_command="mine")
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE technology_patterns SET {hostile}")

    loaded = load(connection)

    assert loaded.verdicts[row.technology] == Verdict.WITHOUT_RULES
    load(connection, complete=True)
    assert stored("framework:phoenix")

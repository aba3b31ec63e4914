"""Whose a pattern is, and what an import leaves alone."""

from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import DEFAULT_DB_ALIAS, connection

from techknowledge.importing import pattern_rows
from techknowledge.models import TechnologyPattern
from techknowledge.storing import Outcome

pytestmark = pytest.mark.django_db


def write(*, force: bool = False, **stated: Any) -> Outcome:
    """Import framework:kite, as a file says it."""
    metadata = {"display_name": "Kite", "subtype": None} | stated.pop("metadata", {})
    pattern = TechnologyPattern(
        technology_name="kite",
        technology_type="framework",
        extended_metadata=metadata,
        **({"config_files": ["kite.toml"], "build_command": "kite build"} | stated),
    )
    return pattern_rows.write(pattern, force=force, using=DEFAULT_DB_ALIAS)


def stored() -> TechnologyPattern:
    return TechnologyPattern.objects.get()


def whole_row() -> Any:
    """All columns, and by which transaction the row was written where."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT xmin::text, ctid::text, technology_patterns::text FROM technology_patterns"
        )
        return cursor.fetchone()


def change(**columns: Any) -> None:
    TechnologyPattern.objects.update(**columns)


def test_a_pattern_is_stored_once() -> None:
    assert write() == Outcome.INSERTED
    before = whole_row()
    assert write() == Outcome.UNCHANGED
    assert whole_row() == before
    assert stored().extended_metadata.keys() == {"display_name", "source", "checksum"}
    assert stored().extended_metadata["source"] == "filesystem"
    assert stored().created_at is not None


def test_what_was_counted_stays() -> None:
    """4.3: detection_count, success_rate and last_detected_at are no rules."""
    write()
    counted = {
        "detection_count": 41,
        "success_rate": 0.75,
        "last_detected_at": datetime(2025, 1, 1, tzinfo=UTC),
    }
    change(**counted)
    assert write(config_files=["kite.yaml"]) == Outcome.UPDATED
    assert {key: getattr(stored(), key) for key in counted} == counted
    assert stored().config_files == ["kite.yaml"]


def test_what_a_file_no_longer_says_is_gone() -> None:
    write(metadata={"subtype": "small"})
    assert write(build_command=None) == Outcome.UPDATED
    assert stored().build_command is None
    assert "subtype" not in stored().extended_metadata


@pytest.mark.parametrize(
    "edit",
    [
        {"config_files": ["mine.toml"]},
        {"config_files": None},
        {"build_command": "make"},
        {"version_pattern": "[0-9]+"},
        {"confidence_weight": 0.5},
        {"confidence_weight": float("nan")},
        {"extended_metadata": {"source": "filesystem"}},
        {"extended_metadata": {"source": "shipped", "checksum": "x"}},
        {"extended_metadata": ["no", "object"]},
        {"extended_metadata": None},
    ],
)
def test_a_row_that_somebody_changed_is_kept_unless_forced(edit: dict[str, Any]) -> None:
    """T-2"""
    write()
    change(**edit)
    before = whole_row()
    assert write(dev_command="kite dev") == Outcome.KEPT
    assert whole_row() == before
    assert write(dev_command="kite dev", force=True) == Outcome.UPDATED
    assert stored().config_files == ["kite.toml"]
    assert write(dev_command="kite dev") == Outcome.UNCHANGED


def test_a_note_of_somebody_makes_a_row_theirs() -> None:
    write()
    change(extended_metadata=stored().extended_metadata | {"note": "mine"})
    assert write(dev_command="kite dev") == Outcome.KEPT


def test_force_leaves_what_files_do_not_say_to_the_digit() -> None:
    """Rows that are aligned from technology_knowledge have all of it in extended_metadata."""
    with connection.cursor() as cursor:
        cursor.execute("""
            INSERT INTO technology_patterns (technology_name, technology_type, extended_metadata)
            VALUES ('kite', 'framework', '{"knowledge": [{"embedding": [0.12345678901234567890]}],
                                           "display_name": "Old", "huge": 1e400}')""")
    assert write() == Outcome.KEPT
    assert write(force=True) == Outcome.UPDATED
    with connection.cursor() as cursor:
        cursor.execute("SELECT extended_metadata::text FROM technology_patterns")
        ((text,),) = cursor.fetchall()
    assert '"knowledge": [{"embedding": [0.12345678901234567890]}]' in text
    assert '"display_name": "Kite"' in text

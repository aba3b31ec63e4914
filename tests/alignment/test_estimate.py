"""What a migration will move is said before it moves."""

import re

import pytest

from tests.laws.hostile import HOSTILE_ROWS
from tests.scratch import Scratch


def told(output: str) -> str:
    """The line about what will cross."""
    [line] = [line for line in output.splitlines() if "To cross" in line] or [""]
    return line.strip()


def test_tables_rows_size_and_seconds_are_told_in_both_directions(legacy: Scratch) -> None:
    legacy.script(HOSTILE_ROWS)
    there = told(legacy.migrate(verbosity=1))
    begin = r"To cross: {} tables, \d+ rows, in roughly \d+ s"
    assert re.match(begin.format(4) + r", with about [\d.]+ [KM]B more disk\.$", there)
    back = told(legacy.migrate("alignment", "0001", verbosity=1))
    assert re.match(begin.format(6) + r"\.$", back)


def test_nothing_is_told_where_nothing_moves(scratch: Scratch) -> None:
    assert told(scratch.migrate(verbosity=1)) == ""
    assert told(scratch.migrate(verbosity=1)) == ""


def test_rows_that_crossed_before_are_expected_to_take_less(
    legacy: Scratch, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("alignment.estimate._seconds_a_digest", lambda table: 0.001)
    legacy.script(
        "INSERT INTO detection_events SELECT gen_random_uuid(), 'a', 'b', 1, '{}', '{}', "
        "'2025-01-01', '2025-01-01' FROM generate_series(1, 1000) AS n"
    )
    assert told(legacy.migrate("alignment", "0002", verbosity=1)) == ""
    assert "1,000 rows, in roughly 20 s" in told(legacy.migrate("snapshots", verbosity=1))
    assert "1,000 rows, in roughly 1 s" in told(legacy.migrate("snapshots", "0001", verbosity=1))
    legacy.script("DELETE FROM alignment_watermark")
    assert "1,000 rows, in roughly 3 s" in told(legacy.migrate("snapshots", verbosity=1))

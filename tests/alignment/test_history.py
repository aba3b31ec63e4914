"""`alignment_history`: when what crossed, for people and for programs."""

import json
from typing import Any

import pytest
from django.core.management import call_command

from tests.config.processes import manage
from tests.rows import event, insert, knowledge
from tests.scratch import Scratch


@pytest.fixture
def crossed(legacy: Scratch) -> Scratch:
    """There, and one section back."""
    insert(legacy, "detection_events", event(1), event(2))
    legacy.migrate()
    legacy.migrate("snapshots", "0001")
    return legacy


def asked(database: Scratch, *args: str) -> str:
    return manage("alignment_history", *args, DATABASE_URL=database.url).stdout


def answered(database: Scratch, *args: str) -> dict[str, Any]:
    answer: dict[str, Any] = json.loads(asked(database, "--format", "json", *args))
    return answer


def test_the_latest_crossing_comes_first(crossed: Scratch) -> None:
    head, _, first, *others = [line.split() for line in asked(crossed).splitlines() if line]
    assert head[:4] == ["Began", "Section", "Direction", "Rows"]
    assert first[2:6] == ["snapshots", "backward", "2", "2"]
    assert len(others) == 3 + 2  # the rest says what is counted


def test_a_row_of_two_pairs_is_counted_once(legacy: Scratch) -> None:
    insert(legacy, "technology_knowledge", *(knowledge(number) for number in (1, 2, 3)))
    legacy.migrate()
    [run] = answered(legacy, "techknowledge")["runs"]
    assert (run["legacy_rows"], run["born"]) == (3, 6)
    told = asked(legacy, "techknowledge")
    [line] = [line.split() for line in told.splitlines() if "forward" in line]
    assert line[4:8] == ["3", "0", "0", "6"]
    assert "Each of technology_knowledge is in 2 pairs of tables" in " ".join(told.split())
    assert "technology_knowledge" not in asked(legacy, "snapshots")


def test_one_section_and_no_more_than_was_asked_for(crossed: Scratch) -> None:
    runs = answered(crossed, "snapshots")["runs"]
    assert [(run["section"], run["direction"]) for run in runs] == [
        ("snapshots", "backward"),
        ("snapshots", "forward"),
    ]
    assert answered(crossed, "snapshots", "--limit", "1")["runs"] == runs[:1]


def test_json_has_every_figure(crossed: Scratch) -> None:
    answer = answered(crossed, "snapshots")
    assert (answer["database"], answer["status"], answer["exit_status"]) == (crossed.name, "ok", 0)
    run = answer["runs"][1]
    assert (run["carried"], run["born"], run["changed"], run["deleted"]) == (2, 2, 0, 0)
    assert run["seconds"] > 0
    assert set(run["pairs"]) == {"detection_events = codebase_snapshots"}


def test_a_database_that_never_crossed_says_so(legacy: Scratch) -> None:
    assert asked(legacy) == "Nothing has crossed in this database.\n"


def test_an_unknown_section_is_wrong_usage(legacy: Scratch) -> None:
    outcome = manage("alignment_history", "snapshot", DATABASE_URL=legacy.url)
    assert outcome.returncode == 2
    assert "invalid choice: 'snapshot'" in outcome.stderr


def test_a_database_that_is_not_there_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    outcome = manage("alignment_history", DATABASE_URL="postgres://nobody@127.0.0.1:1/none")
    assert outcome.returncode == 1
    assert outcome.stderr.startswith("NoConnection: No connection to the database: ")


def test_another_database_can_be_asked(crossed: Scratch, capsys: Any) -> None:
    call_command("alignment_history", database=crossed.alias)
    assert "snapshots" in capsys.readouterr().out

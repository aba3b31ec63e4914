"""Whoever asks is told what a preparation is, and is not offered to drop it as an archive."""

import io
import json

import pytest
from django.core.management import call_command

from alignment.overview import overview
from alignment.overview.sentences import sentences
from alignment.plan import plan
from tests.alignment.preparation.preparing import killed_after, prepare, status
from tests.rows import event, insert
from tests.scratch import Scratch


@pytest.fixture
def prepared(legacy: Scratch) -> Scratch:
    insert(legacy, "detection_events", *(event(n) for n in range(5)))
    prepare(legacy)
    insert(legacy, "detection_events", event(9))
    return legacy


def test_the_status_tells_what_is_carried_and_what_is_left(prepared: Scratch) -> None:
    [table] = status(prepared)["snapshots"]["tables"]
    assert table == {
        "table": "detection_events",
        "to": "codebase_snapshots",
        "rows": 6,
        "carried": 5,
        "left": 1,
    }
    assert "Left for migrate: 1 rows" in prepare(prepared, "--status")


def test_the_status_tells_of_one_that_is_half_done(legacy: Scratch) -> None:
    insert(legacy, "detection_events", *(event(n) for n in range(5)))
    assert killed_after(legacy, 8)
    assert "Codebase snapshots: half done" in prepare(legacy, "--status")


def test_the_status_of_a_new_database_changes_nothing(legacy: Scratch) -> None:
    before = legacy.dump()
    assert prepare(legacy, "--status").count("not prepared") == 3
    assert legacy.dump() == before


def test_the_plan_says_that_a_section_is_prepared(prepared: Scratch) -> None:
    told = plan(prepared.connection)
    assert [one.prepared for one in told.sections] == [True] * 3
    [table] = told.sections[1].tables
    assert (table.born, table.changed, table.deleted) == (1, 0, 0)
    output = io.StringIO()
    call_command("plan_alignment", database=prepared.alias, no_color=True, stdout=output)
    assert "legacy tables in use, will cross, is prepared" in output.getvalue()


def test_it_is_not_retired_as_an_archive(prepared: Scratch) -> None:
    output = io.StringIO()
    call_command(
        "retire_archive",
        database=prepared.alias,
        older_than="0m",
        no_input=True,
        format="json",
        stdout=output,
    )
    told = json.loads(output.getvalue())
    assert (told["kept"], told["retired"]) == ([], [])
    assert prepared.value("SELECT count(*) FROM public_archive.codebase_snapshots") == 5


def test_it_verifies(prepared: Scratch) -> None:
    call_command("verify_alignment", database=prepared.alias)


def test_the_overview_takes_it_for_no_alignment(prepared: Scratch) -> None:
    told = sentences(prepared.connection, overview(prepared.connection))
    texts = {one.about: one.text for one in told}
    assert texts["Tables"].startswith("No section has been aligned yet.")
    assert "out of use since" not in texts["Archive"]

"""What is said of each state of the database."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from alignment.catalog import execute
from alignment.locks import KEY
from alignment.models import InspectionKind
from alignment.overview import Overview
from alignment.overview.memory import Inspected
from alignment.overview.sentences import MIGRATE, PLAN, Mood, Sentence, ago, sentences, verdict
from alignment.overview.tables import Place
from alignment.state import Side
from tests.alignment.overview.standings import (
    NOON,
    answered,
    crossed,
    run,
    section,
    seen,
    table,
)

pytestmark = pytest.mark.django_db

WELL = seen(
    verification=answered(),
    rollback=answered("rollback"),
)


def told(found: Overview, about: str) -> Sentence:
    [one] = (one for one in sentences(connection, found) if one.about == about)
    return one


def test_there_is_a_sentence_for_everything_also_when_all_is_well() -> None:
    said = sentences(connection, WELL)
    assert [one.about for one in said] == [
        "Tables", "Record", "Migration", "Last crossing", "Verification", "Rollback", "Archive",
    ]  # fmt: skip
    assert {one.mood for one in said} == {Mood.WELL}
    assert verdict(said) == Sentence("Overview", Mood.WELL, "All is well.")


def test_the_verdict_names_what_to_look_at() -> None:
    said = sentences(connection, replace(WELL, sections=(section(on_record=False),)))
    assert verdict(said).text == "Look at this: record."


def test_what_nobody_has_looked_at_is_not_called_well() -> None:
    assert verdict(sentences(connection, seen())).mood == Mood.NOTE


# --- Tables --------------------------------------------------------------------------------------


def test_a_legacy_database_is_told_what_to_run() -> None:
    legacy = section(crossed(rows=None), side=Side.LEGACY, run=None)
    said = told(seen(legacy), "Tables")
    assert said.text.startswith("No section has been aligned yet.")
    assert said.commands == (PLAN, MIGRATE)


def test_a_database_that_was_rolled_back_is_told_so() -> None:
    assert told(seen(section(side=Side.LEGACY)), "Tables").text.startswith(
        "All sections are rolled"
    )


def test_an_empty_database_is_told_what_to_run() -> None:
    nowhere = table("events", None, Place.NOWHERE), table("snapshots", None, Place.NOWHERE)
    absent = replace(crossed(), legacy=nowhere[0], aligned=nowhere[1])
    said = told(seen(section(absent, side=Side.NEITHER, run=None)), "Tables")
    assert said.mood == Mood.NOTE
    assert said.commands == (PLAN, MIGRATE)


def test_one_section_on_the_other_side_is_named() -> None:
    said = told(seen(section(), section(label="git", side=Side.LEGACY)), "Tables")
    assert said.mood == Mood.LOOK
    assert said.text == "Aligned: shop. On legacy tables: git."


@pytest.mark.parametrize("side", [Side.BOTH, Side.NEITHER])
def test_no_clear_side_is_something_to_look_at(side: Side) -> None:
    said = told(seen(section(side=side)), "Tables")
    assert said.mood == Mood.LOOK
    assert side.told in said.text


def test_a_migration_at_work_is_told_with_who_it_is() -> None:
    execute(connection, f"SELECT pg_advisory_lock({KEY})")
    try:
        said = told(seen(), "Migration")
    finally:
        execute(connection, f"SELECT pg_advisory_unlock({KEY})")
    assert said.text.startswith("A migration is at work: pid ")


def test_the_last_crossing_is_told_with_its_figures() -> None:
    finished = timezone.now() - timedelta(hours=2)
    counts = {str(crossed().pair): {"source": 1234, "target": 1234}}
    one = run(started=finished - timedelta(seconds=3), finished=finished, counts=counts)
    said = told(seen(section(run=one)), "Last crossing").text
    assert said.startswith("2 hours ago: shop, legacy to aligned, 1,234 legacy rows in 3.0 s.")


# --- Inspections ---------------------------------------------------------------------------------


def test_what_was_never_asked_is_said() -> None:
    said = told(seen(), "Verification")
    assert (said.text, said.asks) == (
        "Not every row has been looked at yet.",
        InspectionKind.VERIFICATION,
    )
    assert said.button == "Verify every row"


def test_an_answer_from_before_the_last_crossing_is_none() -> None:
    said = told(seen(verification=Inspected(outdated=True)), "Verification")
    assert said.text == "Not every row has been looked at since the last crossing."


def test_findings_are_counted() -> None:
    said = told(seen(verification=answered(findings=2)), "Verification")
    assert said.mood == Mood.LOOK
    assert said.text.endswith(": 2 findings, told below.")


def test_an_interrupted_inspection_is_told() -> None:
    said = told(seen(verification=answered(finished=None, answer=None)), "Verification")
    assert said.mood == Mood.LOOK
    assert "The server in which it was at work was stopped. Ask again." in said.text


def test_an_error_is_told() -> None:
    failed = answered(answer=None, error="PostgreSQL said: disk full")
    assert "PostgreSQL said: disk full. Ask again." in told(seen(rollback=failed), "Rollback").text


def test_a_failure_does_not_hide_behind_an_older_answer() -> None:
    old, failed = answered(), answered(answer=None, error="disk full")
    both = Inspected(answered=old.answered, last=failed.last)
    assert told(seen(verification=both), "Verification").mood == Mood.LOOK


def test_nothing_is_asked_where_there_is_nothing_to_be_told() -> None:
    legacy = seen(section(side=Side.LEGACY, run=None))
    assert not told(legacy, "Verification").asks
    assert not told(legacy, "Rollback").asks


def plan(**obstacles: object) -> Inspected:
    tables = [{"born": 2, "changed": 3, "deleted": 1, "waiting": 1}]
    return answered(
        "rollback", answer={"sections": [{"tables": tables}], "obstacles": [*obstacles]}
    )


def test_what_a_rollback_would_carry_is_added_up() -> None:
    said = told(seen(rollback=plan()), "Rollback").text
    assert "one would carry 6 rows, and put the others back verbatim." in said
    assert said.endswith("1 row would wait in the archive.")


def test_what_is_in_the_way_of_a_rollback_is_counted() -> None:
    said = told(seen(rollback=plan(view=1)), "Rollback")
    assert said.mood == Mood.LOOK
    assert said.text.endswith(": 1 thing in the way, told below.")


def test_without_the_archive_there_is_no_way_back() -> None:
    said = told(seen(section(retired=NOON)), "Rollback")
    assert "retire_archive dropped the legacy tables: shop" in said.text
    assert not said.asks


# --- Archive -------------------------------------------------------------------------------------


def test_the_archive_is_told_with_its_size() -> None:
    said = told(seen(archive_size=2 * 1024 * 1024), "Archive").text
    assert said.startswith("2.0 MB out of use since 2026-03-01 12:00 UTC.")


def test_a_size_that_is_not_to_be_had_is_said() -> None:
    assert told(seen(archive_size=None), "Archive").mood == Mood.NOTE


def test_time_is_told_as_people_do() -> None:
    now = timezone.now()
    assert ago(now) == "just now"
    assert ago(now - timedelta(hours=2, minutes=5, seconds=1)) == "2 hours, 5 minutes ago"


def test_the_verdict_names_what_nobody_has_looked_at() -> None:
    verified = replace(WELL, rollback=Inspected())
    text = verdict(sentences(connection, verified)).text
    assert text == "Nothing is amiss so far. Not yet looked at: rollback."


def test_the_last_crossing_counts_a_legacy_row_of_two_pairs_once() -> None:
    both = crossed("events", "snapshots"), crossed("events", "patterns")
    ends = {"source": 264, "target": 264}
    counts = {str(one.pair): ends for one in both}
    twice = section(*both, run=run(archived=528, carried=528, counts=counts))
    assert "264 legacy rows in 2.0 s" in told(seen(twice), "Last crossing").text
    assert twice.rows_a_second == 264

"""Inspections: in the background, one at a time, with an end that can be told."""

import threading
from typing import Any

import psycopg
import pytest

from alignment.errors import InspectionAtWork
from alignment.models import Inspection
from alignment.overview import overview
from alignment.overview.inspection import KEY, at_work, start
from tests.alignment.overview.waiting import locked, wait_for_end, wait_until, wait_until_idle
from tests.config.processes import speaking
from tests.scratch import Scratch

# The last table to be looked at: whoever finds it locked has come that far.
LAST = "technology_patterns"


def answer_of(inspection: Inspection) -> Any:
    assert inspection.answer, inspection.error
    return inspection.answer


def test_a_verification_is_answered(aligned: Scratch) -> None:
    done = wait_for_end(start(aligned.alias, "verification", "operator"))
    assert (done.findings, done.error, done.asked_by) == (0, "", "operator")
    assert (done.done, done.steps) == (10, 10)
    assert [one["section"] for one in answer_of(done)["sections"]] == [
        "gitcoord",
        "snapshots",
        "techknowledge",
    ]


def test_what_is_amiss_is_found(aligned: Scratch) -> None:
    aligned.script("UPDATE public_archive.detection_events SET detector = 'tampered'")
    assert wait_for_end(start(aligned.alias, "verification", "operator")).findings == 1


def test_a_rollback_is_looked_at(aligned: Scratch) -> None:
    aligned.script("INSERT INTO codebase_snapshots (codebase_id, snapshot_id) VALUES ('new', 1)")
    done = wait_for_end(start(aligned.alias, "rollback", "operator"))
    assert (done.findings, done.done, done.steps) == (0, 5, 5)
    born = {t["table"]: t["born"] for one in answer_of(done)["sections"] for t in one["tables"]}
    assert born["codebase_snapshots"] == 1
    assert "migrate alignment 0001 --expect " in answer_of(done)["command"]


def test_others_see_how_far_it_is(aligned: Scratch) -> None:
    with locked(aligned, LAST):
        inspection = start(aligned.alias, "verification", "operator")

        def reached() -> bool:
            now = at_work(aligned.connection)
            return now is not None and (now.done, now.step) == (9, "Compare technology_patterns")

        wait_until(reached)
    assert wait_for_end(inspection).findings == 0
    wait_until(lambda: at_work(aligned.connection) is None)


def test_a_second_one_is_refused(aligned: Scratch) -> None:
    with locked(aligned, LAST):
        inspection = start(aligned.alias, "verification", "operator")
        for kind in ("verification", "rollback"):
            with pytest.raises(InspectionAtWork, match="at work already"):
                start(aligned.alias, kind, "somebody else")
    wait_for_end(inspection)
    assert Inspection.objects.using(aligned.alias).count() == 1


def test_of_many_that_start_together_one_works(aligned: Scratch) -> None:
    outcomes: list[object] = []

    def ask() -> None:
        try:
            outcomes.append(start(aligned.alias, "verification", "operator"))
        except InspectionAtWork as refusal:
            outcomes.append(refusal)

    with locked(aligned, LAST):
        threads = [threading.Thread(target=ask) for _ in range(6)]
        for one in threads:
            one.start()
        for one in threads:
            one.join()
    [started] = (one for one in outcomes if isinstance(one, Inspection))
    assert len(outcomes) == 6
    wait_for_end(started)


def test_another_kind_can_be_asked_for_afterwards(aligned: Scratch) -> None:
    wait_for_end(start(aligned.alias, "verification", "operator"))
    wait_until_idle(aligned)
    wait_for_end(start(aligned.alias, "rollback", "operator"))


def test_one_without_a_process_was_interrupted(aligned: Scratch) -> None:
    """As a server leaves it that is stopped, or killed, while an inspection is at work."""
    with locked(aligned, LAST):
        inspection = start(aligned.alias, "verification", "operator")
        kill = """
            SELECT pg_terminate_backend(pid) FROM pg_stat_activity
            WHERE application_name = 'alignment inspection' AND datname = current_database()
        """
        wait_until(lambda: len(aligned.query(kill)) == 2)
        wait_until_idle(aligned)
    inspection.refresh_from_db()
    found = overview(aligned.connection)
    assert found.at_work is None
    assert found.verification.failed


def test_an_unfinished_one_counts_as_at_work_while_its_lock_is_held(aligned: Scratch) -> None:
    wait_for_end(start(aligned.alias, "verification", "operator"))
    wait_until_idle(aligned)
    Inspection.objects.using(aligned.alias).update(finished=None, answer=None)
    assert overview(aligned.connection).verification.interrupted
    with psycopg.connect(aligned.url) as other:
        other.execute(f"SELECT pg_advisory_lock({KEY})")
        assert at_work(aligned.connection)


def test_an_error_is_told_without_its_statement(aligned: Scratch) -> None:
    aligned.script("ALTER TABLE alignment_movedrow RENAME COLUMN legacy_digest TO digest")
    failed = wait_for_end(start(aligned.alias, "verification", "operator"))
    assert failed.answer is None
    assert failed.error.startswith("PostgreSQL said: column ")
    assert "SELECT" not in failed.error
    assert overview(aligned.connection).verification.failed


def test_an_end_is_told_whatever_goes_wrong(aligned: Scratch) -> None:
    aligned.script("ALTER TABLE public_archive.detection_events RENAME COLUMN id TO key")
    failed = wait_for_end(start(aligned.alias, "verification", "operator"))
    assert failed.error.startswith("Something unforeseen went wrong, KeyError")


def test_inspections_survive_a_rollback(aligned: Scratch) -> None:
    wait_for_end(start(aligned.alias, "verification", "operator"))
    wait_until_idle(aligned)
    aligned.migrate("alignment", "0001")
    assert Inspection.objects.using(aligned.alias).get().answer
    aligned.migrate()
    assert Inspection.objects.using(aligned.alias).get().answer


def test_what_never_crossed_has_nothing_to_verify(legacy: Scratch) -> None:
    legacy.migrate("admin")
    legacy.migrate("alignment", "0001")
    done = wait_for_end(start(legacy.alias, "verification", "operator"))
    assert (done.steps, done.findings) == (0, 0)
    wait_until_idle(legacy)


# A server, as far as it matters here: it begins an inspection, and goes on.
SERVER = """
from time import sleep
from alignment.overview.inspection import start
start("default", "verification", "operator")
print("begun", flush=True)
sleep(600)
"""


def test_a_server_that_is_killed_leaves_nothing_in_the_way(aligned: Scratch) -> None:
    """As by `kill -9`, or for want of memory: nobody is there any more to write an end."""
    with locked(aligned, LAST):
        server = speaking(SERVER, {"DATABASE_URL": aligned.url})
        try:
            assert server.stdout is not None
            assert server.stdout.readline() == "begun\n"
            wait_until(lambda: at_work(aligned.connection) is not None)
        finally:
            server.kill()
            server.communicate(timeout=30)
        wait_until_idle(aligned)
        found = overview(aligned.connection)
        assert found.at_work is None
        assert found.verification.interrupted
    assert wait_for_end(start(aligned.alias, "verification", "operator")).findings == 0
    assert not overview(aligned.connection).verification.failed

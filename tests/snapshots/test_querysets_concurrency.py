"""Many who record at once: nobody's snapshot is lost, and numbers have no gap."""

import json
import subprocess
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

import psycopg
import pytest
from django.db import OperationalError, transaction

from snapshots.models import CodebaseSnapshot
from tests.config.processes import speaking
from tests.scratch import Scratch

PROCESSES = 8
RECORDINGS = 25
OTHERS = 5

# Records one code base that all processes record, and five in turn; says which numbers it got.
WRITER = f"""
import json
from snapshots.models import CodebaseSnapshot
CodebaseSnapshot.objects.count()
print("ready", flush=True)
writer = input()
for turn in range({RECORDINGS}):
    for codebase in ("shop", f"other {{turn % {OTHERS}}}"):
        recorded = CodebaseSnapshot.objects.record(codebase, metadata={{"by": [writer, turn]}})
        print(json.dumps([codebase, recorded.snapshot_id, recorded.metadata["by"]]))
"""

WAITING = """
    SELECT EXISTS (SELECT FROM pg_stat_activity
                   WHERE datname = current_database() AND wait_event_type = 'Lock')"""

# What the application would do, which knows nothing of how numbers are given here.
BY_ANOTHER = "INSERT INTO codebase_snapshots (codebase_id, snapshot_id) VALUES ('shop', 1)"


@pytest.fixture
def aligned(scratch: Scratch) -> Scratch:
    scratch.migrate()
    return scratch


def stored(database: Scratch) -> list[list[Any]]:
    rows = database.query(
        "SELECT codebase_id, snapshot_id, metadata ->> 'by' FROM codebase_snapshots ORDER BY id"
    )
    return [[codebase, number, json.loads(by)] for codebase, number, by in rows]


@contextmanager
def writers(database: Scratch) -> Iterator[list[subprocess.Popen[str]]]:
    """Processes that are ready to record, and start when they are told who they are."""
    processes = [speaking(WRITER, {"DATABASE_URL": database.url}) for _ in range(PROCESSES)]
    try:
        for one in processes:
            assert one.stdout
            assert one.stdout.readline() == "ready\n"
        yield processes
    finally:
        for one in processes:
            one.kill()
            one.communicate()


def recorded_by(processes: list[subprocess.Popen[str]]) -> list[list[Any]]:
    """What they say that they recorded, all of them at once."""
    for number, one in enumerate(processes):
        assert one.stdin
        one.stdin.write(f"{number}\n")
        one.stdin.flush()
    said = [one.communicate(timeout=120)[0] for one in processes]
    return [json.loads(line) for lines in said for line in lines.splitlines()]


def test_eight_processes_lose_nothing_and_leave_no_gap(aligned: Scratch) -> None:
    """S-5: the original's numbers came from each process by itself, and overwrote one another."""
    with writers(aligned) as processes:
        told = recorded_by(processes)

    assert sorted(told) == sorted(stored(aligned))
    expected = {"shop": PROCESSES * RECORDINGS} | {
        f"other {number}": PROCESSES * RECORDINGS // OTHERS for number in range(OTHERS)
    }
    found = {name: sorted(n for codebase, n, _ in told if codebase == name) for name in expected}
    assert found == {name: list(range(1, count + 1)) for name, count in expected.items()}


@contextmanager
def recording_beside(
    database: Scratch, end: Callable[[psycopg.Connection], None]
) -> Iterator[Future[int]]:
    """The number that is given while another transaction, ended so, is taking the first one."""

    def number() -> int:
        try:
            return CodebaseSnapshot.objects.using(database.alias).record("shop").snapshot_id
        finally:
            database.connection.close()  # this thread's

    with psycopg.connect(database.url) as another, ThreadPoolExecutor(1) as pool:
        another.execute(BY_ANOTHER)
        recording = pool.submit(number)
        while not database.value(WAITING):
            assert not recording.done(), "it did not wait"
            time.sleep(0.02)
        end(another)
        yield recording


def test_a_number_that_another_writer_takes_meanwhile_stays_his(aligned: Scratch) -> None:
    """S-5."""
    with recording_beside(aligned, lambda another: another.commit()) as recording:
        assert recording.result(timeout=30) == 2


def test_a_number_that_is_given_back_is_given_again(aligned: Scratch) -> None:
    with recording_beside(aligned, lambda another: another.rollback()) as recording:
        assert recording.result(timeout=30) == 1


def test_a_higher_isolation_level_ends_in_an_error_and_not_in_waiting(aligned: Scratch) -> None:
    snapshots = CodebaseSnapshot.objects.using(aligned.alias)
    with transaction.atomic(using=aligned.alias):
        aligned.connection.cursor().execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        assert not snapshots.exists()
        aligned.script(BY_ANOTHER)
        with pytest.raises(OperationalError, match="could not serialize"):
            snapshots.record("shop")
        transaction.set_rollback(True, using=aligned.alias)

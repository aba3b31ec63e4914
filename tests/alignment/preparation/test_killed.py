"""A process that is ended in the middle leaves what the next one goes on from."""

import signal
import subprocess
import time
from collections.abc import Callable

import pytest

from tests.alignment.preparation.preparing import aligned, prepare, receipts, status
from tests.config.processes import managing
from tests.conftest import ScratchFactory
from tests.rows import event, insert
from tests.scratch import Scratch

CARRIED = "SELECT count(*) FROM alignment_movedrow"

HOLDER = """
    SELECT pid FROM pg_locks WHERE locktype = 'advisory'
    AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"""

PATIENCE = 60  # seconds, for what takes a few


@pytest.fixture
def events(legacy: Scratch) -> Scratch:
    insert(legacy, "detection_events", *(event(n, data={"codebase_id": "c"}) for n in range(60)))
    return legacy


def ended_half_done(scratch: Scratch, how: signal.Signals) -> subprocess.CompletedProcess[str]:
    """A preparation that gets a signal when it has carried some rows."""
    slowly = {"ALIGNMENT_PREPARE_BATCH": "2", "ALIGNMENT_PREPARE_PAUSE": "0.2"}
    with managing("prepare_alignment", DATABASE_URL=scratch.url, **slowly) as process:
        _wait(lambda: _carried(scratch) > 3)
        process.send_signal(how)
        output, errors = process.communicate(timeout=PATIENCE)
    _wait(lambda: not scratch.query(HOLDER))
    assert 3 < _carried(scratch) < 60
    return subprocess.CompletedProcess(process.args, process.returncode, output, errors)


def _carried(scratch: Scratch) -> int:
    known = scratch.value("SELECT to_regclass('alignment_movedrow') IS NOT NULL")
    return int(scratch.value(CARRIED)) if known else 0


def _wait(holds: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def test_killed_it_goes_on_from_there(events: Scratch, scratch_factory: ScratchFactory) -> None:
    events.connection.close()
    alone = scratch_factory(events.name)
    alone.migrate()
    assert ended_half_done(events, signal.SIGKILL).returncode == -signal.SIGKILL
    assert not status(events)["snapshots"]["caught_up"]
    prepare(events)
    events.migrate()
    assert aligned(events) == aligned(alone)
    assert receipts(events) == receipts(alone)


def test_interrupted_it_says_how_to_go_on(events: Scratch) -> None:
    ended = ended_half_done(events, signal.SIGINT)
    assert ended.returncode == 130
    assert "Interrupted. What was carried stands; run it again to go on." in ended.stderr
    assert "Traceback" not in ended.stderr


def test_a_broken_connection_is_told(events: Scratch) -> None:
    slowly = {"ALIGNMENT_PREPARE_BATCH": "2", "ALIGNMENT_PREPARE_PAUSE": "0.2"}
    with managing("prepare_alignment", DATABASE_URL=events.url, **slowly) as process:
        _wait(lambda: _carried(events) > 3)
        events.query(f"SELECT pg_terminate_backend(pid) FROM ({HOLDER}) AS holder")
        _, errors = process.communicate(timeout=PATIENCE)
    assert process.returncode == 1
    assert "The batch at work was rolled back: " in errors
    assert "Traceback" not in errors

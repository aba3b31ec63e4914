"""Processes that are watched: what is told of them, and that the watcher is not taken for them."""

import pytest

from benchmarks.process import Failed, python, run

MEGABYTE = 1_000_000

TOLD = """
print("Running migrations:")
print("  Applying axes.0001_initial... OK")
print("  Applying snapshots.0002_align")
print("    Carry detection_events to codebase_snapshots: 6,000 rows (6,000 new)         0.9 s")
print("    OK                                                                           1.2 s")
"""


def test_memory_is_the_processs_own() -> None:
    mine = bytearray(300 * MEGABYTE)

    small = run(python("-c", "import time; time.sleep(0.2)"), url="")
    large = run(python("-c", "x = bytearray(200_000_000); import time; time.sleep(0.2)"), url="")

    assert mine
    assert 0 < small.memory < 100 * MEGABYTE
    assert 200 * MEGABYTE < large.memory < 300 * MEGABYTE


def test_steps_are_read_off_what_is_told() -> None:
    outcome = run(python("-c", TOLD), url="")

    assert [(step.within, step.title, step.told) for step in outcome.steps] == [
        ("", "Start", None),
        ("axes.0001_initial", "OK", None),
        (
            "snapshots.0002_align",
            "Carry detection_events to codebase_snapshots: 6,000 rows (6,000 new)",
            0.9,
        ),
        ("snapshots.0002_align", "OK", 1.2),
    ]
    assert 0 < sum(step.seconds for step in outcome.steps) <= outcome.seconds


def test_failure_is_told_with_what_was_said() -> None:
    with pytest.raises(Failed, match=r"status 3.*\nno room"):
        run(python("-c", "import sys; print('no room'); sys.exit(3)"), url="")

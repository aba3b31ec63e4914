"""Many detections, judgements and loads at once: every one counts, and none waits in a circle."""

import subprocess
from collections.abc import Callable
from contextlib import ExitStack
from typing import Any

import pytest

from techknowledge.models import TechnologyPattern
from techknowledge.shipped.comparison import Verdict
from techknowledge.shipped.loading import load
from tests.config.processes import speaking
from tests.scratch import Scratch
from tests.techknowledge.patterns.rows import technology

Process = subprocess.Popen[str]

PROCESSES = 8
ROUNDS = 30
NAMES = [f"t{number}" for number in range(40)]

# Half of the names are detected in each round, the first of the others was wrong, in an order of
# chance.
DETECT = """
import random
from techknowledge.models import TechnologyPattern
from techknowledge.technologies import Technology

def technologies(names):
    return [Technology("framework", name) for name in names]

number, rounds, *names = input().split()
chance = random.Random(int(number))
for _ in range(int(rounds)):
    chance.shuffle(names)
    half = len(names) // 2
    patterns = TechnologyPattern.objects
    assert patterns.count_detections(technologies(names[:half]))
    patterns.judge(*technologies([names[half]]), right=False)
    patterns.learn(*technologies(["learnt"]), config_files=[names[0]])
    print(*names[:half], flush=True)
"""

LOAD = """
from django.db import connection
from techknowledge.shipped.loading import load
input()
print(load(connection).as_json()["counts"]["inserted"], flush=True)
"""

FORCE = """
from django.db import connection
from techknowledge.models import TechnologyPattern
from techknowledge.shipped import shipped
from techknowledge.shipped.loading import load
number = input()
ours = [one.technology for one in shipped()]
for round in range(10):
    TechnologyPattern.objects.count_detections(ours if number == "0" else reversed(ours))
    for kind, name in ours[::6]:
        row = TechnologyPattern.objects.filter(technology_type=kind, technology_name=name)
        row.update(dev_command=number)
    load(connection, force=True)
print("done", flush=True)
"""


@pytest.fixture
def database(scratch: Scratch) -> Scratch:
    scratch.migrate()
    return scratch


def together(database: Scratch, code: str, *lines: str) -> list[str]:
    """What processes said that were each told a line once all of them had been started."""
    with ExitStack() as stack:
        started = [speaking(code, {"DATABASE_URL": database.url}) for _ in lines]
        for process in started:
            stack.callback(_end, process)
        said = _told(started, lines)
    assert [process.returncode for process in started] == [0] * len(started)
    return said


def _told(started: list[Process], lines: tuple[str, ...]) -> list[str]:
    for process, line in zip(started, lines, strict=True):
        assert process.stdin is not None
        process.stdin.write(f"{line}\n")
        process.stdin.flush()
    return [process.communicate(timeout=120)[0] for process in started]


def _end(process: Process) -> None:
    if process.poll() is None:
        process.kill()
    process.wait()


def test_detections_at_once_are_counted_exactly(database: Scratch) -> None:
    """D-13."""
    patterns = TechnologyPattern.objects.using(database.alias)
    for name in NAMES:
        patterns.create(technology_type="framework", technology_name=name)
    lines = [f"{number} {ROUNDS} {' '.join(NAMES)}" for number in range(PROCESSES)]

    detected = " ".join(together(database, DETECT, *lines)).split()

    counts = dict(patterns.values_list("technology_name", "detection_count"))
    learnt = patterns.get(technology_name="learnt")
    assert {name: counts[name] for name in NAMES} == {one: detected.count(one) for one in NAMES}
    assert counts["learnt"] == PROCESSES * ROUNDS
    assert len(learnt.config_files or []) == len(set(learnt.config_files or []))
    rates = patterns.exclude(pk=learnt.pk).values_list("success_rate", flat=True)
    assert all(rate is not None and 0 < rate < 1 for rate in rates)


def test_loads_at_once_insert_each_row_once(database: Scratch) -> None:
    inserted = [int(count) for count in together(database, LOAD, *["go"] * 4)]

    loaded = load(database.connection)
    assert sum(inserted) == len(loaded.verdicts)
    assert loaded.as_json()["counts"]["unchanged"] == len(loaded.verdicts)


def test_loads_and_detections_do_not_wait_for_each_other_in_a_circle(database: Scratch) -> None:
    load(database.connection)

    assert together(database, FORCE, "0", "1", "2", "3") == ["done\n"] * 4

    counts = TechnologyPattern.objects.using(database.alias).values_list(
        "detection_count", flat=True
    )
    assert {*counts} == {40}


def meanwhile(database: Scratch, statement: str) -> Callable[..., Any]:
    """Have somebody else write between the comparison of a load and its own write."""

    def first(execute: Callable[..., Any], sql: str, *rest: Any) -> Any:
        if "INSERT INTO technology_patterns" in sql:
            database.script(statement)
        return execute(sql, *rest)

    return first


def test_what_was_written_to_a_row_after_it_was_read_stays(database: Scratch) -> None:
    load(database.connection)
    patterns = TechnologyPattern.objects.using(database.alias)
    patterns.filter(technology_name="django").update(dev_command="before")
    theirs = (
        "UPDATE technology_patterns SET dev_command = 'theirs' WHERE technology_name = 'django'"
    )

    with database.connection.execute_wrapper(meanwhile(database, theirs)):
        loaded = load(database.connection, force=True)

    assert patterns.get(technology_name="django").dev_command == "theirs"
    assert loaded.verdicts[technology("django")] == Verdict.CHANGED


def test_a_row_that_was_inserted_after_the_look_stays(database: Scratch) -> None:
    theirs = """
        INSERT INTO technology_patterns (technology_type, technology_name, config_files)
        VALUES ('framework', 'django', '{theirs}')"""

    with database.connection.execute_wrapper(meanwhile(database, theirs)):
        loaded = load(database.connection)

    row = TechnologyPattern.objects.using(database.alias).get(technology_name="django")
    assert row.config_files == ["theirs"]
    assert loaded.verdicts[technology("django")] == Verdict.YOURS

"""Many processes write state at once: nothing is lost, nothing is there twice."""

import subprocess
from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from gitcoord.models import GitAgentSession, MergeHistory, PendingMerge
from tests.config.processes import speaking
from tests.scratch import Scratch

PROCESSES, ROUNDS = 6, 40

# Each process upserts its own rows and one that all of them want, and logs every round.
WORK = f"""
import sys
from gitcoord.models import GitAgentSession, MergeHistory, PendingMerge
name = sys.stdin.readline().strip()
print("ready", flush=True)
sys.stdin.readline()
for n in range({ROUNDS}):
    GitAgentSession.objects.upsert("shared", workspace_path=f"/{{name}}/{{n}}", meta={{"by": name}})
    PendingMerge.objects.upsert("shared", agent_id=name, task_id=n)
    PendingMerge.objects.upsert(f"{{name}}-{{n}}", agent_id=name)
    MergeHistory.objects.log("shared", agent_id=name, task_id=n)
    removed = PendingMerge.objects.remove(f"todo-{{n}}")
    if removed:
        MergeHistory.objects.log(f"todo-{{n}}", status="merged")
print("done", flush=True)
"""


@pytest.fixture
def workers(legacy: Scratch) -> Iterator[list[subprocess.Popen[str]]]:
    legacy.migrate()
    with ExitStack() as stack:
        started = [
            stack.enter_context(speaking(WORK, {"DATABASE_URL": legacy.url, "SECRET_KEY": "x"}))
            for _ in range(PROCESSES)
        ]
        for process in started:
            stack.callback(process.kill)
        yield started


def test_rows_of_one_key_are_one_row_and_rows_of_many_are_all_there(
    legacy: Scratch, workers: list[subprocess.Popen[str]]
) -> None:
    pending = PendingMerge.objects.using(legacy.alias)
    for n in range(ROUNDS):
        pending.upsert(f"todo-{n}", agent_id="a")

    for name, process in enumerate(workers):
        say(process, str(name))
        assert heard(process) == "ready"
    for process in workers:
        say(process, "go")
    assert [heard(process) for process in workers] == ["done"] * PROCESSES

    session = GitAgentSession.objects.using(legacy.alias).get(agent_id="shared")
    assert session.workspace_path == f"/{session.meta['by']}/{ROUNDS - 1}"  # one writer's, whole
    assert pending.filter(branch="shared").count() == 1
    assert pending.filter(branch__contains="-").count() == PROCESSES * ROUNDS
    history = MergeHistory.objects.using(legacy.alias)
    assert history.of_branch("shared").count() == PROCESSES * ROUNDS
    removed = history.filter(status="merged").values_list("branch", flat=True)
    assert sorted(removed) == sorted(f"todo-{n}" for n in range(ROUNDS))  # each by one process


def say(process: subprocess.Popen[str], line: str) -> None:
    assert process.stdin
    process.stdin.write(f"{line}\n")
    process.stdin.flush()


def heard(process: subprocess.Popen[str]) -> str:
    assert process.stdout
    return process.stdout.readline().strip()

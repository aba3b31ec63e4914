"""Processes assign, submit and merge together: nothing is lost, nothing there twice."""

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import Any

from gitcoord.coordinator import Coordination, git_status
from tests.config.processes import speaking
from tests.gitcoord.coordinator.world import bare, base_files, coordination, machine, merged
from tests.gitcoord.git.repositories import git
from tests.scratch import Scratch

WORK = """
import json, sys
from contextlib import nullcontext
from gitcoord.coordinator import Coordination, assign_task, merge_all_for_epic, submit_work
from gitcoord.git.remote import Remote
from gitcoord.git.repository import open_repository

order = json.loads(sys.stdin.readline())
made = open_repository(order["path"])
remote = Remote(made, order["remote"]) if order["remote"] else None
at = Coordination(made, remote, wait=120)
if not order["locked"]:
    Coordination.merging_alone = lambda self: nullcontext()
print("ready", flush=True)
sys.stdin.readline()
merged = []
for n in range(order["tasks"]):
    agent = f"agent {order['number']}.{n % 3}"
    assigned = assign_task(agent, n, correlation_id="crowd", at=at)
    (assigned.workspace / f"{agent} {n}").write_text("x")
    submitted = submit_work(agent, {"branch": assigned.branch}, at=at)
    assert submitted.status == "queued" and not submitted.clashes, submitted
    if n % order["every"] == order["number"] % order["every"]:
        for result in merge_all_for_epic("crowd", at=at).results:
            # Without the lock somebody else may have merged it, and deleted what we would fetch.
            assert result.status == "merged" or not order["locked"], result
            merged.append(result.branch)
print(json.dumps(merged), flush=True)
"""


def test_two_hundred_branches_of_eight_processes(legacy: Scratch, tmp_path: Path) -> None:
    legacy.migrate()
    at = replace(coordination(tmp_path), using=legacy.alias)
    orders = [order(at, number, tasks=25, every=9, locked=True) for number in range(8)]
    told = carried_out(legacy, orders)
    told.append([*merged(at, "crowd")])
    names = Counter(name for names in told for name in names)
    assert len(names) == names.total() == 200  # each told of, by one of them
    everything_is_once(at, 200)


def test_two_machines_without_the_lock(legacy: Scratch, tmp_path: Path) -> None:
    """They share a remote and the database; leases and the order of steps are enough."""
    legacy.migrate()
    remote = bare(tmp_path)
    places = [
        replace(machine(tmp_path / name, remote), using=legacy.alias) for name in ("one", "two")
    ]
    orders = [order(places[n % 2], n, tasks=5, every=2, locked=False) for n in range(4)]
    carried_out(legacy, orders)
    for at in (*places, *places):
        assert set(merged(at, "crowd").values()) <= {"merged"}
    for at in places:
        everything_is_once(at, 20)
    assert git(remote, "for-each-ref", "--format=%(refname:short)") == "main"


def order(at: Coordination, number: int, **options: Any) -> dict[str, Any]:
    remote = at.remote.address if at.remote else None
    return {"number": number, "path": str(at.repository.path), "remote": remote, **options}


def carried_out(database: Scratch, orders: Sequence[Mapping[str, Any]]) -> list[list[str]]:
    """What each of as many processes says that it has merged."""
    with ExitStack() as stack:
        variables = {"DATABASE_URL": database.url, "SECRET_KEY": "x"}
        processes = [stack.enter_context(speaking(WORK, variables)) for _ in orders]
        for process in processes:
            stack.callback(process.kill)
        for process, each in zip(processes, orders, strict=True):
            assert process.stdin
            assert process.stdout
            process.stdin.write(json.dumps(each) + "\n")
            process.stdin.flush()
            assert process.stdout.readline() == "ready\n"
        for process in processes:
            assert process.stdin
            process.stdin.write("go\n")
            process.stdin.flush()
        return [json.loads(process.stdout.readline()) for process in processes if process.stdout]


def everything_is_once(at: Coordination, tasks: int) -> None:
    """Each task's file is in the base by one merge, in the history once, and nothing is left."""
    assert len(base_files(at)) == tasks + 1
    rows = list(at.history.values_list("branch", "status", "merge_commit"))
    assert Counter(status for _, status, _ in rows) == {"merged": tasks}
    assert len({branch for branch, *_ in rows}) == tasks
    merges = git(at.repository.path, "rev-list", "--merges", "main").split()
    assert Counter(commit for *_, commit in rows) == Counter(merges)
    assert at.repository.branches().keys() == {"main"}
    assert git_status(at=at).differences == ()
    assert not at.pending.exists()
    assert not at.sessions.exists()

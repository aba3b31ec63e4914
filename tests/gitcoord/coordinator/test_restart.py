"""Killed between any two steps and done again: nothing is lost, and nothing there twice."""

import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

import pytest

from gitcoord.coordinator import Coordination, git_status
from gitcoord.git.errors import GitFailed
from tests.gitcoord.coordinator.killing import Forking, forking
from tests.gitcoord.coordinator.world import assign, bare, base_files, machine, merged, submit, work
from tests.gitcoord.git.repositories import git, write
from tests.scratch import Scratch

Done = TypeVar("Done")

# More steps than any call has.
MANY = 100


@pytest.fixture
def remote(tmp_path: Path) -> Path:
    return bare(tmp_path)


@pytest.fixture(scope="module")
def aligned(shared: Scratch) -> Scratch:
    shared.migrate()
    return shared


@pytest.fixture
def at(aligned: Scratch, tmp_path: Path, remote: Path) -> Coordination:
    made = replace(machine(tmp_path / "one", remote), using=aligned.alias)
    for rows in (made.sessions, made.pending, made.history):
        rows.all().delete()
    return made


@pytest.fixture
def fork(aligned: Scratch, at: Coordination, remote: Path) -> Iterator[Forking]:
    with forking(aligned.url, at.repository.path, remote) as process:
        yield process


def test_an_assignment_can_be_killed_anywhere(at: Coordination, fork: Forking) -> None:
    for n in range(MANY):
        done = fork.survives("assign", "ana", n, at=n, correlation_id=f"epic-{n}")
        assigned = assign(at, "ana", n, correlation_id=f"epic-{n}")
        assert (assigned.workspace / "README").read_text() == "read\n"
        write(assigned.workspace, {f"f{n}": "x"})
        assert submit(at, "ana").status == "queued"
        assert merged(at, f"epic-{n}") == {assigned.branch: "merged"}
        if done:
            break
    assert n > 3
    everything_is_once(at, {f"f{each}" for each in range(n + 1)})


def test_a_submission_can_be_killed_anywhere(at: Coordination, fork: Forking) -> None:
    for n in range(MANY):
        assigned = assign(at, "ana", n, correlation_id=f"epic-{n}")
        write(assigned.workspace, {f"f{n}": "x"})
        done = fork.survives("submit", "ana", {}, at=n)
        assert submit(at, "ana").status == "queued"
        assert merged(at, f"epic-{n}") == {assigned.branch: "merged"}
        if done:
            break
    assert n > 4
    everything_is_once(at, {f"f{each}" for each in range(n + 1)})


def test_work_by_rules_can_be_killed_anywhere(at: Coordination, fork: Forking) -> None:
    for n in range(MANY):
        folder = assign(at, "r", n, use_llm=False).workspace
        write(folder, {f"f{n}": "x"})
        done = fork.survives("submit", "r", {}, at=n)
        submit(at, "r")
        if done:
            break
    assert n > 10
    everything_is_once(at, {f"f{each}" for each in range(n + 1)})


def test_a_merge_can_be_killed_anywhere(at: Coordination, fork: Forking) -> None:
    for n in range(MANY):
        epic = f"epic-{n}"
        names = {
            str(work(at, {f"{agent}-{n}": "x"}, agent, n, correlation_id=epic).branch)
            for agent in ("ana", "ben")
        }
        done = fork.survives("merge", epic, at=n)
        assert merged(at, epic).keys() <= names
        if done:
            break
    assert n > 8
    everything_is_once(at, {f"{agent}-{k}" for agent in ("ana", "ben") for k in range(n + 1)})


@pytest.mark.parametrize("after", [0.02, 0.05, 0.1, 0.2, 0.3])
def test_it_can_be_killed_at_any_instant(at: Coordination, fork: Forking, after: float) -> None:
    """Within a step too, and within what git does."""
    names = [f"agent-{n}" for n in range(3)]
    for agent in names:
        fork.survives("assign", agent, 1, after=after, correlation_id="epic-1")
        write(again(lambda: assign(at, agent)).workspace, {agent: "x"})  # noqa: B023
        fork.survives("submit", agent, {}, after=after)
        assert again(lambda: submit(at, agent)).status == "queued"  # noqa: B023
    fork.survives("merge", "epic-1", after=after)
    again(lambda: merged(at))
    everything_is_once(at, set(names))


def again(call: Callable[[], Done]) -> Done:
    """What a call comes to once a git that the killed process has left at work has ended."""
    for _ in range(100):
        with suppress(GitFailed):
            return call()
        time.sleep(0.1)
    return call()


def everything_is_once(at: Coordination, files: set[str]) -> None:
    """Each file is in the base by one merge, which is in the history once, and nothing is left."""
    assert base_files(at).keys() - {"README"} == files
    rows = Counter(at.history.values_list("branch", "status"))
    assert rows.total() == len(files)
    assert {status for _, status in rows} == {"merged"}
    assert max(rows.values()) == 1
    merges = git(at.repository.path, "rev-list", "--merges", "main").split()
    assert Counter(at.history.values_list("merge_commit", flat=True)) == Counter(merges)
    assert not at.pending.exists()
    assert at.repository.branches().keys() == {"main"}
    assert at.remote
    assert git(Path(at.remote.address), "branch", "--format=%(refname:short)") == "main"
    assert git(Path(at.remote.address), "rev-parse", "main") == at.repository.tip("main")
    assert git_status(at=at).differences == ()

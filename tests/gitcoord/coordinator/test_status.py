"""Where tables and git differ, and what a repair does about it: nothing that loses work."""

import shutil
from pathlib import Path

import pytest

from gitcoord.coordinator import Coordination, git_status
from gitcoord.errors import SomebodyAtWork
from gitcoord.models import GitAgentSession
from tests.gitcoord.coordinator.world import (
    EPIC,
    assign,
    bare,
    coordination,
    found,
    history,
    machine,
    merged,
    repaired,
    submit,
    work,
)
from tests.gitcoord.git.repositories import branch, git, write

pytestmark = pytest.mark.django_db


@pytest.fixture
def at(tmp_path: Path) -> Coordination:
    return coordination(tmp_path)


def found_after_repair(at: Coordination) -> list[str]:
    return [each.id for each in git_status(repair=True, at=at).differences]


def drop(at: Coordination, name: str | None) -> None:
    git(at.repository.path, "update-ref", "-d", f"refs/heads/{name}")


def test_all_is_well(at: Coordination) -> None:
    work(at, {"a": "1"}, "ana", 1)
    assign(at, "ana", 2)
    assign(at, "ben", 3, correlation_id="other")
    assign(at, "r", 4, use_llm=False)
    branch(at.repository, "somebody-elses", {"x": "1"})
    assert repaired(at).differences == ()
    status = git_status(EPIC, at=at)
    assert [row.agent_id for row in status.sessions] == ["ana", "r"]
    assert [row.agent_id for row in status.pending] == ["ana"]
    merged(at)
    assert [row.status for row in git_status(EPIC, at=at).history] == ["merged"]


def test_what_waits_and_is_in_the_base_is_recorded(at: Coordination) -> None:
    submitted = work(at, {"a": "1"})
    git(at.repository.path, "update-ref", "refs/heads/main", str(submitted.commit))
    assert found(at) == ["gitcoord.C01"]
    status = repaired(at)
    assert status.differences == ()
    assert history(at) == [(submitted.branch, "merged")]
    assert at.repository.branches().keys() == {"main"}
    assert not at.sessions.exists()


def test_a_branch_that_is_gone_and_waits_is_made_again(at: Coordination) -> None:
    submitted = work(at, {"a": "1"})
    drop(at, submitted.branch)
    assert found(at) == ["gitcoord.C02"]
    assert repaired(at).differences == ()
    assert at.repository.tip(str(submitted.branch)) == submitted.commit
    assert list(merged(at).values()) == ["merged"]


def test_what_is_nowhere_is_told_and_left(at: Coordination) -> None:
    at.pending.upsert("gone", agent_id="x")
    status = repaired(at)
    assert [each.id for each in status.differences] == ["gitcoord.C02"]
    assert "assign the task again" in status.differences[0].remedy
    assert at.pending.exists()


def test_a_session_whose_branch_is_gone_ends(at: Coordination) -> None:
    assigned = assign(at)
    at.repository.git_shared("worktree", "remove", "--force", str(assigned.workspace))
    drop(at, assigned.branch)
    assert found(at) == ["gitcoord.C03"]
    assert repaired(at).differences == ()
    assert not at.sessions.exists()
    assert assign(at) == assigned


def test_a_worktree_that_is_gone_is_made_again(at: Coordination) -> None:
    first, second = assign(at, "ana", 1), assign(at, "ana", 2)
    shutil.rmtree(first.workspace)
    shutil.rmtree(second.workspace)
    assert found(at) == ["gitcoord.C04"] * 2
    assert repaired(at).differences == ()
    assert (first.workspace / "README").exists()
    write(second.workspace, {"a": "1"})
    assert submit(at).status == "queued"


def test_what_a_merge_has_left_goes(at: Coordination) -> None:
    submitted = work(at, {"a": "1"})
    write(submitted.task.workspace, {"b": "1"})
    merged(at)
    assert found(at) == ["gitcoord.C05"]
    assert found_after_repair(at) == ["gitcoord.C05"]  # there is work in it
    (submitted.task.workspace / "b").unlink()
    assert repaired(at).differences == ()
    assert at.repository.branches().keys() == {"main"}


def test_a_branch_that_is_nobodys_goes_if_nothing_is_in_it(at: Coordination) -> None:
    empty, full, open_one = (assign(at, agent, 1) for agent in ("ana", "ben", "cy"))
    write(full.workspace, {"a": "1"})
    git(full.workspace, "add", "a")
    git(full.workspace, "commit", "-q", "-m", "x")
    write(open_one.workspace, {"a": "1"})
    at.sessions.all().delete()
    assert found(at) == ["gitcoord.C06"] * 3
    assert found_after_repair(at) == ["gitcoord.C06"] * 2
    assert not empty.workspace.exists()
    for agent in ("ben", "cy"):
        assert assign(at, agent, 1).workspace.exists()
        assert submit(at, agent).status == "queued"
    assert found(at) == []


def test_a_worktree_by_rules_without_a_session_goes_likewise(at: Coordination) -> None:
    empty, full = (assign(at, agent, 1, use_llm=False) for agent in ("r", "s"))
    write(full.workspace, {"a": "1"})
    at.sessions.all().delete()
    assert found(at) == ["gitcoord.C07"] * 2
    assert found_after_repair(at) == ["gitcoord.C07"]
    assert not empty.workspace.exists()
    assert (full.workspace / "a").exists()


def test_sessions_of_another_machine_and_of_old_are_left(at: Coordination) -> None:
    at.sessions.upsert("far", workspace_path="/elsewhere/x", branch="feature/agent-far/1-aaaaaaaa")
    GitAgentSession.objects.create(agent_id="old", branch="x", workspace_path="")
    assert repaired(at).differences == ()
    assert at.sessions.count() == 2


def test_a_repair_waits_for_a_merger(at: Coordination, monkeypatch: pytest.MonkeyPatch) -> None:
    def busy(*_: object) -> None:
        raise SomebodyAtWork("merge", 1)

    monkeypatch.setattr(type(at), "merging_alone", busy)
    with pytest.raises(SomebodyAtWork):
        git_status(repair=True, at=at)
    git_status(at=at)


def test_a_folder_by_rules_that_became_a_link_is_told(at: Coordination, tmp_path: Path) -> None:
    """It was made anew by the next assignment, without a word."""
    folder = assign(at, "r", 1, use_llm=False).workspace
    folder.rename(tmp_path / "away")
    folder.symlink_to(tmp_path / "away")
    assert found(at) == ["gitcoord.C04"]
    assert repaired(at).differences == ()
    assert not folder.is_symlink()
    write(folder, {"made": "x"})
    assert submit(at, "r").status == "merged"


def test_what_cannot_be_looked_at_is_told_beside_the_rest(at: Coordination) -> None:
    """It ended the whole status."""
    broken, gone = assign(at, "ana", 1), assign(at, "ben", 2)
    index = git(broken.workspace, "rev-parse", "--git-path", "index")
    at.sessions.filter(agent_id="ana").delete()
    (broken.workspace / index).write_text("no index")
    shutil.rmtree(gone.workspace)
    differences = git_status(at=at).differences
    assert [(each.id, each.what) for each in differences] == [
        ("gitcoord.C04", gone.branch),
        ("gitcoord.C09", broken.branch),
    ]
    assert "index file" in differences[1].why


def test_a_remote_that_is_away_keeps_nobody_from_the_rest(tmp_path: Path) -> None:
    remote = bare(tmp_path)
    at = machine(tmp_path / "one", remote)
    work(at, {"a": "1"}, "ana", 1)
    drop(at, at.pending.get().branch)
    shutil.rmtree(assign(at, "ben", 2).workspace)
    remote.rename(tmp_path / "away")
    status = git_status(repair=True, at=at)
    assert [each.id for each in status.differences] == ["gitcoord.C09"] * 2  # base, what waits
    assert [each.startswith("Made the worktree") for each in status.mended] == [True]


def test_a_repair_that_is_none_is_not_told_as_done(at: Coordination) -> None:
    submitted = work(at, {"a": "1"})
    write(submitted.task.workspace, {"b": "1"})
    merged(at)
    status = git_status(repair=True, at=at)
    assert status.mended == ()
    assert [each.startswith(f"{submitted.branch} stays: ") for each in status.unmended] == [True]

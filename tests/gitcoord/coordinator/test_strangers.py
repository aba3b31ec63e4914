"""What is not ours stays: a user's branches and folders, whatever agents put in the way."""

from pathlib import Path

import pytest

from gitcoord.coordinator import Coordination, git_status, merge_all_for_epic
from gitcoord.coordinator.errors import UnknownEpic
from gitcoord.git import worktrees
from gitcoord.git.errors import WorktreeInTheWay, WorktreeStays
from gitcoord.git.repository import open_repository
from gitcoord.git.worktrees import Worktree
from tests.gitcoord.coordinator.world import (
    EPIC,
    assign,
    bare,
    coordination,
    machine,
    merged,
    submit,
    work,
)
from tests.gitcoord.git.repositories import git, write

pytestmark = pytest.mark.django_db


@pytest.fixture
def at(tmp_path: Path) -> Coordination:
    return coordination(tmp_path)


@pytest.fixture
def own(tmp_path: Path) -> Coordination:
    """On a repository that a user works in as well."""
    git(tmp_path, "init", "-q", "-b", "main", "own")
    write(tmp_path / "own", {"README": "read\n"})
    git(tmp_path / "own", "add", "--all")
    git(tmp_path / "own", "commit", "-q", "-m", "Begin")
    git(tmp_path / "own", "checkout", "-q", "-b", "feature/mine")
    return Coordination(open_repository(tmp_path / "own"), wait=30)


def found_after_repair(at: Coordination) -> list[str]:
    return [each.id for each in git_status(repair=True, at=at).differences]


def test_a_users_own_branch_is_no_difference(own: Coordination) -> None:
    """It was removed under the user's HEAD, as nobody's that had nothing in it."""
    git(own.repository.path, "branch", "feature/other")
    write(own.repository.path, {"README": "edited\n"})
    assert found_after_repair(own) == []
    assert own.repository.branches().keys() == {"main", "feature/mine", "feature/other"}
    assert git(own.repository.path, "status", "--porcelain") == " M README"


@pytest.mark.parametrize("inside", [True, False])
def test_a_branch_with_our_name_stays_where_a_user_is_on_it(
    own: Coordination, tmp_path: Path, inside: bool
) -> None:
    name = "feature/agent-ana/1-aaaaaaaa"
    if inside:
        git(own.repository.path, "checkout", "-q", "-b", name)
    else:
        git(own.repository.path, "worktree", "add", "-q", "-b", name, str(tmp_path / "mine"))
    [difference] = git_status(repair=True, at=own).differences
    assert difference.id == "gitcoord.C06"
    assert f"checked out in '{tmp_path}" in difference.remedy
    assert own.repository.find(name)


def test_a_merge_leaves_a_branch_that_a_user_is_on(own: Coordination) -> None:
    """The user's checkout was left without a commit."""
    submitted = work(own, {"a": "1"})
    name = str(submitted.branch)
    git(own.repository.path, "checkout", "-q", "--ignore-other-worktrees", name)
    [left] = merge_all_for_epic(EPIC, at=own).left
    assert left.branch == name
    assert left.reason == f"it is checked out in '{own.repository.path}'"
    assert git(own.repository.path, "rev-parse", "HEAD") == submitted.commit
    assert found_after_repair(own) == ["gitcoord.C05"]
    git(own.repository.path, "checkout", "-q", "--detach")
    assert found_after_repair(own) == []
    assert own.repository.find(name) is None


def test_a_circle_of_links_stops_its_own_agent_only(at: Coordination) -> None:
    """Every command of everybody ended with a RuntimeError."""
    assign(at, "eve", 1)
    (at.repository.worktrees / "agent-eve").rename(at.repository.path.with_name("away"))
    (at.repository.worktrees / "agent-eve").symlink_to("agent-eve")
    work(at, {"a": "1"})
    assert set(merged(at).values()) == {"merged"}
    status = git_status(repair=True, at=at)
    assert [each.id for each in status.differences] == ["gitcoord.C04"]
    assert "stays: " in status.unmended[0]


@pytest.mark.parametrize("pointer", ["/x\0y/z/.git", "/x/y\0z/.git", f"/{'n' * 300}/.git"])
def test_a_pointer_to_no_possible_place_is_no_worktree(at: Coordination, pointer: str) -> None:
    """Every command of everybody ended with a ValueError or an OSError."""
    assign(at)
    state = at.repository.git_dir / "worktrees/zz"
    state.mkdir()
    (state / "gitdir").write_text(pointer)
    (state / "HEAD").write_text("ref: refs/heads/zz\n")
    assert len(worktrees.listed(at.repository)) == 1
    assert found_after_repair(at) == []
    write(assign(at).workspace, {"a": "1"})
    submit(at)
    assert set(merged(at).values()) == {"merged"}


def test_a_repair_that_fails_does_not_keep_the_others_from_theirs(
    at: Coordination, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = assign(at, "ana", 1), assign(at, "ben", 2)
    at.sessions.all().delete()
    remove = worktrees.remove

    def stays(repository: object, tree: Worktree) -> bool:
        if tree.folder == first.workspace:
            raise WorktreeStays(tree.folder, OSError("busy"))
        return remove(at.repository, tree)

    monkeypatch.setattr(worktrees, "remove", stays)
    status = git_status(repair=True, at=at)
    assert [each.what for each in status.differences] == [first.branch]
    assert [each.startswith(f"{first.branch} stays: ") for each in status.unmended] == [True]
    assert [each.startswith(f"Removed {second.branch}") for each in status.mended] == [True]
    assert not second.workspace.exists()


def test_a_file_in_place_of_a_workspace_goes(at: Coordination) -> None:
    folder = assign(at).workspace
    folder.rename(folder.with_name("away"))
    folder.write_text("")
    assert found_after_repair(at) == []
    assert (folder / "README").exists()


def test_a_workspace_that_became_a_link_is_made_anew(at: Coordination, tmp_path: Path) -> None:
    """The agent was sent to wherever the link leads."""
    elsewhere = tmp_path / "elsewhere"
    write(elsewhere, {"precious": "x"})
    folder = assign(at).workspace
    folder.rename(tmp_path / "away")
    folder.symlink_to(elsewhere)
    assert [each.id for each in git_status(at=at).differences] == ["gitcoord.C04"]
    assert assign(at).workspace == folder
    assert not folder.is_symlink()
    assert (folder / "README").exists()
    assert [each.name for each in elsewhere.iterdir()] == ["precious"]


def test_a_folder_of_workspaces_that_leads_out_is_refused(at: Coordination, tmp_path: Path) -> None:
    folder = assign(at).workspace
    folder.parent.rename(tmp_path / "away")
    folder.parent.symlink_to(tmp_path / "away")
    with pytest.raises(WorktreeInTheWay):
        assign(at)
    assert (tmp_path / "away" / folder.name / "README").exists()


def test_a_session_may_be_of_another_machine_at_the_same_path(tmp_path: Path) -> None:
    """A repair there ended it."""
    at = machine(tmp_path, bare(tmp_path))
    assigned = assign(at)
    worktrees.remove(
        at.repository, worktrees.require(at.repository, assigned.workspace, assigned.branch)
    )
    git(at.repository.path, "update-ref", "-d", f"refs/heads/{assigned.branch}")
    assert found_after_repair(at) == ["gitcoord.C03"]
    assert at.sessions.exists()


def test_an_epic_that_nobody_knows_is_refused_and_one_begun_is_not(at: Coordination) -> None:
    """A wrong name was told as "Merged 0 of 0"."""
    with pytest.raises(UnknownEpic, match="No epic waits"):
        merged(at, "typo")
    assign(at, "ana", 1)
    assign(at, "ana", 2, correlation_id="other")
    assert merged(at) == merged(at, "other") == {}

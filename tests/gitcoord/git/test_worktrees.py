"""Worktrees: one folder each, beside the repository, made and removed at any state."""

import shutil
from pathlib import Path

import pytest

from gitcoord.git import worktrees
from gitcoord.git.errors import (
    GitFailed,
    NoSuchWorktree,
    WorktreeInTheWay,
    WorktreeMoved,
)
from gitcoord.git.repository import Repository, open_repository
from tests.gitcoord.git.repositories import at_once, git, repository, write


@pytest.fixture
def made(tmp_path: Path) -> Repository:
    made = repository(tmp_path, {"f": "f", "d/ü \n": "x"})
    made.create_branch("work", made.tip("main"))
    return made


def test_a_worktree_has_the_files_of_its_branch_and_no_upstream(made: Repository) -> None:
    found = worktrees.add(made, made.worktrees / "agent-a/1", "work")
    assert found.folder == made.worktrees / "agent-a/1"
    assert (found.folder / "d/ü \n").read_text() == "x"
    assert git(found.folder, "status", "--porcelain", "--branch") == "## work"
    assert worktrees.listed(made) == [found]


def test_worktrees_are_not_in_the_repository(tmp_path: Path) -> None:
    """G-16: they showed as untracked, and were embedded as gitlinks."""
    git(tmp_path, "init", "-q", "-b", "main", "there")
    made = open_repository(tmp_path / "there")
    worktrees.add(made, made.worktrees / "a", made.begin())
    assert git(made.path, "status", "--porcelain") == ""


def test_a_worktree_of_a_commit_is_on_no_branch(made: Repository) -> None:
    found = worktrees.add(made, made.worktrees / "rules", made.tip("main"))
    assert (found.branch, found.commit) == (None, made.tip("main"))
    assert (found.folder / "f").exists()


def test_adding_again_changes_nothing(made: Repository) -> None:
    folder = made.worktrees / "a"
    found = worktrees.add(made, folder, "work")
    write(folder, {"f": "changed", "new": "x"})
    assert worktrees.add(made, folder, "work") == found
    assert (folder / "f").read_text() == "changed"


def test_a_folder_that_went_away_is_made_again(made: Repository) -> None:
    folder = worktrees.add(made, made.worktrees / "a", "work").folder
    shutil.rmtree(folder)
    assert (worktrees.add(made, folder, "work").folder / "f").exists()


def test_what_was_interrupted_before_the_files_is_finished(made: Repository) -> None:
    folder = made.worktrees / "a"
    made.git_shared("worktree", "add", "--quiet", "--no-checkout", str(folder), "work")
    with pytest.raises(NoSuchWorktree):
        worktrees.require(made, folder, "work")
    (folder / "f").write_text("half")
    worktrees.add(made, folder, "work")
    assert git(folder, "status", "--porcelain") == ""


def test_what_git_was_interrupted_in_is_made_anew(made: Repository) -> None:
    found = worktrees.add(made, made.worktrees / "a", "work")
    (found.state / "locked").write_text("initializing\n")
    found.index.unlink()
    (found.state / "HEAD").unlink()
    again = worktrees.add(made, found.folder, "work")
    assert git(again.folder, "status", "--porcelain") == ""


def test_another_branch_in_the_folder_is_told(made: Repository) -> None:
    """G-14: work of the new task went to the branch of the one before."""
    folder = worktrees.add(made, made.worktrees / "a", "work").folder
    made.create_branch("next", made.tip("main"))
    with pytest.raises(WorktreeMoved, match="is on work, not on next"):
        worktrees.add(made, folder, "next")


def test_a_branch_has_one_worktree(made: Repository) -> None:
    worktrees.add(made, made.worktrees / "a", "work")
    with pytest.raises(GitFailed, match="already checked out"):
        worktrees.add(made, made.worktrees / "b", "work")


def test_nothing_that_is_there_is_overwritten(made: Repository) -> None:
    write(made.worktrees, {"a/precious": "x"})
    with pytest.raises(WorktreeInTheWay, match="something else is there"):
        worktrees.add(made, made.worktrees / "a", "work")
    (made.worktrees / "b").symlink_to(made.path)
    with pytest.raises(WorktreeInTheWay):
        worktrees.add(made, made.worktrees / "b", "work")
    assert (made.worktrees / "a/precious").read_text() == "x"


def test_a_worktree_is_below_the_folder_of_all(made: Repository, tmp_path: Path) -> None:
    made.worktrees.mkdir()
    (made.worktrees / "out").symlink_to(tmp_path)
    for folder in (
        tmp_path / "x",
        made.worktrees / "../x",
        made.worktrees / "out/x",
        made.worktrees,
    ):
        with pytest.raises(WorktreeInTheWay, match="not below"):
            worktrees.add(made, folder, "work")


def test_removing_leaves_the_branch_and_nothing_else(made: Repository) -> None:
    found = worktrees.add(made, made.worktrees / "agent-a/1", "work")
    write(found.folder, {"untracked": "x"})
    assert worktrees.remove(made, found)
    assert not worktrees.remove(made, found)
    assert made.find("work")
    assert list(made.worktrees.iterdir()) == []
    assert git(made.path, "worktree", "list", "--porcelain").count("worktree ") == 1


def test_removing_does_not_follow_a_link(made: Repository, tmp_path: Path) -> None:
    found = worktrees.add(made, made.worktrees / "a", "work")
    write(tmp_path / "precious", {"f": "x"})
    shutil.rmtree(found.folder)
    found.folder.symlink_to(tmp_path / "precious")
    worktrees.remove(made, found)
    assert not found.folder.is_symlink()
    assert (tmp_path / "precious/f").exists()


def test_the_state_of_git_is_read_and_not_what_the_agent_says(made: Repository) -> None:
    folder = worktrees.add(made, made.worktrees / "a", "work").folder
    (folder / ".git").unlink()
    git(folder, "init", "-q", "-b", "evil")
    assert worktrees.require(made, folder, "work").branch == "work"


def test_removing_asks_for_no_other_worktree(
    made: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    """All were read for each: to clear n of them was quadratic."""
    found = worktrees.add(made, made.worktrees / "a", "work")
    monkeypatch.setattr(worktrees, "_known", None)
    assert worktrees.remove(made, found)


def test_a_worktree_that_has_taken_the_place_of_another_stays(made: Repository) -> None:
    made.create_branch("next", made.tip("main"))
    found = worktrees.add(made, made.worktrees / "a/1", "work")
    worktrees.remove(made, found)
    second = worktrees.add(made, made.worktrees / "b/1", "next")
    assert second.state == found.state
    assert not worktrees.remove(made, found)
    assert worktrees.listed(made) == [second]


def test_many_processes_add_at_once_and_all_succeed(made: Repository) -> None:
    """`worktree add -b` failed for 11 of 24; branches are made before, and track nothing."""
    code = """
import sys
from gitcoord.git import worktrees
from gitcoord.git.repository import open_repository
made = open_repository(sys.argv[1])
for name in sys.argv[2:]:
    made.create_branch(name, made.tip("main"))
    worktrees.add(made, made.worktrees / name, name)
"""
    names = [f"agent-{number}/task" for number in range(24)]
    at_once(code, [[str(made.path), *names[number::6]] for number in range(6)])
    assert [each.branch for each in worktrees.listed(made)] == sorted(names)
    assert all((each.folder / "f").exists() for each in worktrees.listed(made))

"""What is checked out where: kept from being moved, and taken off a branch with what is in it."""

from pathlib import Path

import pytest

from gitcoord.git import worktrees
from gitcoord.git.checkouts import holder, move_head, refuse_checked_out, switch
from gitcoord.git.errors import CheckedOut
from gitcoord.git.repository import Repository, open_repository
from gitcoord.git.worktrees import Worktree
from tests.gitcoord.git.repositories import branch, git, repository, write


@pytest.fixture
def made(tmp_path: Path) -> Repository:
    made = repository(tmp_path, {"f": "f", ".gitignore": "ignored\n"})
    branch(made, "work", {"new": "x"})
    return made


@pytest.fixture
def tree(made: Repository) -> Worktree:
    return worktrees.add(made, made.worktrees / "a", "main")


def test_a_branch_in_use_is_not_moved_under_its_files(tmp_path: Path) -> None:
    git(tmp_path, "init", "-q", "-b", "main", "there")
    made = open_repository(tmp_path / "there")
    made.begin()
    with pytest.raises(CheckedOut, match=r"checkout --detach"):
        refuse_checked_out(made, "main")
    git(made.path, "checkout", "-q", "--detach", "main")
    refuse_checked_out(made, "main")
    folder = worktrees.add(made, made.worktrees / "a", "main").folder
    assert holder(made, "main") == folder


def test_the_head_of_a_bare_repository_is_no_checkout(made: Repository) -> None:
    refuse_checked_out(made, "main")


def test_a_worktree_is_taken_off_a_branch_with_what_is_in_it(
    made: Repository, tree: Worktree
) -> None:
    write(tree.folder, {"f": "changed", "untracked": "x"})
    move_head(tree, made.tip("main"), made.tip("main"))
    assert git(tree.folder, "status", "--porcelain", "--branch").splitlines() == [
        "## HEAD (no branch)", " M f", "?? untracked"
    ]  # fmt: skip
    refuse_checked_out(made, "main")


def test_a_worktree_is_switched_with_its_files(made: Repository, tree: Worktree) -> None:
    tip = made.tip("main")
    move_head(tree, tip, tip)
    assert switch(made, tree, tip, "work")
    assert git(tree.folder, "status", "--porcelain", "--branch") == "## work"
    assert (tree.folder / "new").read_text() == "x"


def test_a_switch_overwrites_nothing_that_is_ignored(made: Repository, tree: Worktree) -> None:
    branch(made, "ignoring", {".gitignore": "", "ignored": "theirs"})
    write(tree.folder, {"ignored": "mine"})
    tip = made.tip("main")
    move_head(tree, tip, tip)
    assert not switch(made, tree, tip, "ignoring")
    assert (tree.folder / "ignored").read_text() == "mine"
    assert git(tree.folder, "status", "--porcelain", "--branch") == "## HEAD (no branch)"

"""Paths that no worktree can hold: found before they are merged, and stop no merge if they were."""

from pathlib import Path

import pytest

from gitcoord.git import worktrees
from gitcoord.git.changes import changes
from gitcoord.git.errors import GitFailed
from gitcoord.git.repository import Repository
from gitcoord.git.trial import try_merges
from tests.gitcoord.git.repositories import branch, git, graft, repository

DEEP = "/".join(["d" * 200] * 30)


@pytest.fixture
def made(tmp_path: Path) -> Repository:
    return repository(tmp_path, {"f": "f"})


def fault(made: Repository, tip: str) -> str:
    return changes(made, made.tip("main"), [tip])[tip].fault


@pytest.mark.parametrize(
    "path", [".git/x", "a/.GIT/x", "git~1", "n" * 256, f"{DEEP}/f", f"{'n' * 300}/.gitattributes"]
)
def test_a_path_that_cannot_be_written_is_a_fault(made: Repository, path: str) -> None:
    """Once it was in the base, no worktree of that could be made."""
    tip = graft(made, {path: b"x"})
    assert repr(path) in fault(made, tip)
    with pytest.raises(GitFailed):
        worktrees.add(made, made.worktrees / "a", tip)


@pytest.mark.parametrize("target", [b"", b"x" * 5000])
def test_so_is_a_link_that_leads_nowhere_at_all(made: Repository, target: bytes) -> None:
    tip = graft(made, {"link": target}, mode="120000")
    assert "'link'" in fault(made, tip)
    with pytest.raises(GitFailed):
        worktrees.add(made, made.worktrees / "a", tip)


def test_a_path_that_is_long_enough_is_none(made: Repository) -> None:
    tip = branch(made, "x", {f"{'d' * 255}/{'n' * 255}": "x", ".gitx": "x", "a.git/f": "x"})
    assert fault(made, tip) == ""


def test_a_file_where_another_branch_has_a_folder_is_none(made: Repository) -> None:
    tips = [
        branch(made, "x", {"a": "x"}),
        branch(made, "y", {"a/b": "x"}),
        graft(made, {"n" * 256: b""}),
    ]
    found = changes(made, made.tip("main"), tips)
    assert [bool(found[tip].fault) for tip in tips] == [False, False, True]


def test_to_delete_one_is_none(made: Repository) -> None:
    good = made.tip("main")
    bad = graft(made, {".git/x": b"x"})
    git(made.path, "update-ref", "refs/heads/main", bad)
    tree = git(made.path, "rev-parse", f"{good}^{{tree}}")
    assert fault(made, git(made.path, "commit-tree", "-p", bad, "-m", "x", tree)) == ""


def test_attributes_that_cannot_be_written_stop_no_merge(made: Repository) -> None:
    base = graft(made, {f"{'n' * 300}/.gitattributes": b"* merge=union\n"})
    git(made.path, "update-ref", "refs/heads/main", base)
    ours, theirs = graft(made, {"a": b"1"}), graft(made, {"b": b"1"})
    [found] = try_merges(made, base, [(ours, theirs)])
    assert found.tree

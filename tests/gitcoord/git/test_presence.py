"""What is here of commits, when some of it is missing."""

from pathlib import Path

import pytest

from gitcoord.git.presence import present
from gitcoord.git.repository import Repository
from tests.gitcoord.git.repositories import branch, git, repository

NOWHERE = "1" * 40


@pytest.fixture
def made(tmp_path: Path) -> Repository:
    return repository(tmp_path, {"f": "1"})


def unnamed(made: Repository, contents: str) -> str:
    """A commit that no reference leads to."""
    commit = branch(made, "work", {"f": contents})
    git(made.path, "update-ref", "-d", "refs/heads/work")
    return commit


def remove(made: Repository, name: str) -> None:
    (made.git_dir / "objects" / name[:2] / name[2:]).unlink()


def test_commits_are_present_and_nothing_else_is(made: Repository) -> None:
    commit = unnamed(made, "2")
    tree = git(made.path, "rev-parse", f"{commit}^{{tree}}")
    assert present(made, [commit, made.tip("main"), tree, NOWHERE]) == {commit, made.tip("main")}
    assert present(made, []) == set()


def test_a_commit_without_one_of_its_files_is_not_present(made: Repository) -> None:
    broken, whole = unnamed(made, "2"), unnamed(made, "3")
    remove(made, git(made.path, "rev-parse", f"{broken}:f"))
    assert present(made, [broken, whole]) == {whole}


def test_a_broken_branch_of_somebody_does_not_hide_others(made: Repository) -> None:
    commit = unnamed(made, "2")
    (made.git_dir / "refs/heads/broken").write_text(f"{NOWHERE}\n")
    assert present(made, [commit]) == {commit}

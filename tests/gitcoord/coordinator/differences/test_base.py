"""The base, checked out where it must not be, and let go with what is in the folder."""

from pathlib import Path

import pytest

from gitcoord.coordinator import Coordination
from tests.gitcoord.coordinator.world import (
    assign,
    coordination,
    found,
    merged,
    repaired,
    submit,
    work,
)
from tests.gitcoord.git.repositories import git, write

pytestmark = pytest.mark.django_db


@pytest.fixture
def at(tmp_path: Path) -> Coordination:
    return coordination(tmp_path)


def test_a_workspace_on_the_base_is_taken_back_to_its_branch(at: Coordination) -> None:
    """It stopped all merges, and nothing told."""
    submitted = work(at, {"a": "1"})
    folder = submitted.task.workspace
    git(folder, "checkout", "-q", "main")
    assert found(at) == ["gitcoord.C08"]
    assert repaired(at).differences == ()
    assert git(folder, "status", "--porcelain", "--branch") == f"## {submitted.branch}"
    assert (folder / "a").exists()
    assert list(merged(at).values()) == ["merged"]


def test_with_work_in_it_it_is_taken_off_the_base_only(at: Coordination) -> None:
    submitted = work(at, {"a": "1"})
    folder = submitted.task.workspace
    git(folder, "checkout", "-q", "main")
    write(folder, {"README": "changed"})
    assert repaired(at).differences == ()
    assert git(folder, "status", "--porcelain", "--branch") == "## HEAD (no branch)\n M README"
    assert list(merged(at).values()) == ["merged"]


def test_a_folder_by_rules_on_the_base_is_taken_off_it(at: Coordination) -> None:
    folder = assign(at, "r", 1, use_llm=False).workspace
    git(folder, "checkout", "-q", "main")
    assert found(at) == ["gitcoord.C08"]
    assert repaired(at).differences == ()
    write(folder, {"made": "x"})
    assert submit(at, "r").status == "merged"


def test_somebody_else_on_the_base_is_told_what_to_do(at: Coordination, tmp_path: Path) -> None:
    git(at.repository.path, "worktree", "add", "-q", str(tmp_path / "mine"), "main")
    [difference] = repaired(at).differences
    assert difference.id == "gitcoord.C08"
    assert f"git -C '{tmp_path / 'mine'}' checkout --detach" in difference.remedy
    assert git(tmp_path / "mine", "symbolic-ref", "HEAD") == "refs/heads/main"

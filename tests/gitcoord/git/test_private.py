"""Our own git directory: the same objects and references, and configuration of ours."""

import stat
from pathlib import Path

import pytest

from gitcoord.git.repository import Repository, open_repository
from tests.gitcoord.git.repositories import branch, git, repository


@pytest.fixture
def made(tmp_path: Path) -> Repository:
    return repository(tmp_path, {"f": "f"})


def test_nobody_else_can_write_there(made: Repository) -> None:
    assert stat.S_IMODE(made.private.stat().st_mode) == 0o700


def test_what_is_written_on_one_side_is_there_on_the_other(made: Repository) -> None:
    commit = branch(made, "theirs", {"g": "g"})
    assert made.tip("theirs") == commit
    made.create_branch("ours", commit)
    assert git(made.path, "rev-parse", "ours") == commit


def test_what_was_changed_there_is_put_right_when_it_is_opened(made: Repository) -> None:
    (made.private / "config").write_text("[core]\n\thooksPath = /evil\n")
    (made.private / "refs").unlink()
    (made.private / "logs").unlink()
    (made.private / "logs").symlink_to("/elsewhere")
    (made.private / "HEAD").unlink()
    again = open_repository(made.path)
    assert "evil" not in (made.private / "config").read_text()
    assert again.tip("main") == made.tip("main")
    assert (made.private / "logs").readlink() == made.git_dir / "logs"


def test_configuration_of_the_repository_is_not_ours(made: Repository) -> None:
    git(made.path, "config", "include.path", "/evil")
    git(made.path, "config", "user.name", "evil")
    assert made.git("config", "--get-regexp", ".*").stdout.count(b"evil") == 0

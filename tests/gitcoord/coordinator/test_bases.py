"""The base, here and at the remote: which is the latest, and which is told of."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from gitcoord.coordinator import Coordination, git_status
from gitcoord.coordinator.bases import base_of
from gitcoord.coordinator.errors import BaseDiverged
from gitcoord.git.remote import Remote
from gitcoord.git.repository import Repository
from tests.gitcoord.coordinator.world import (
    assign,
    coordination,
    machine,
    merged,
    work,
)
from tests.gitcoord.git.repositories import git, repository

pytestmark = pytest.mark.django_db


def test_an_empty_remote_gets_the_base(tmp_path: Path) -> None:
    git(tmp_path, "init", "-q", "--bare", "-b", "main", "empty.git")
    one, two = (machine(tmp_path / name, tmp_path / "empty.git") for name in ("one", "two"))
    work(one, {"a": "1"}, "ana", 1)
    work(two, {"b": "1"}, "ben", 2)
    assert list(merged(two).values()) == ["merged", "merged"]


def test_a_base_made_meanwhile_elsewhere_is_taken(tmp_path: Path, remote: Path) -> None:
    made = repository(tmp_path / "one")
    at = Coordination(made, Remote(made, str(remote)))
    assert base_of(at).commit == git(remote, "rev-parse", "main")


def test_bases_that_diverged_are_told(tmp_path: Path, remote: Path) -> None:
    at = coordination(tmp_path / "one", {"mine": "x"})
    at = replace(at, remote=Remote(at.repository, str(remote)))
    with pytest.raises(BaseDiverged, match="git branch --force"):
        assign(at)


@pytest.mark.parametrize("call", [assign, merged])
def test_a_base_that_was_taken_back_at_the_remote_is_not_pushed_again(
    one: Coordination, remote: Path, call: Callable[[Coordination], object]
) -> None:
    before = git(remote, "rev-parse", "main")
    work(one, {"a": "1"})
    merged(one)
    work(one, {"b": "1"}, "ben", 2)
    git(remote, "update-ref", "refs/heads/main", before)
    with pytest.raises(BaseDiverged, match=f"taken back there.*git branch --force main {before}"):
        call(one)
    assert git(remote, "rev-parse", "main") == before
    [difference] = git_status(at=one).differences
    assert "taken back there" in difference.why
    git(one.repository.path, "branch", "-q", "--force", "main", before)
    call(one)


def test_a_base_that_moves_while_it_is_looked_up_was_not_taken_back(
    one: Coordination, two: Coordination, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another process here merges between a look at the remote and one at ours."""
    work(one, {"a": "1"})
    find = Repository.find

    def late(made: Repository, name: str) -> str | None:
        monkeypatch.undo()
        found = find(made, name)
        merged(one)
        return found

    monkeypatch.setattr(Repository, "find", late)
    assert base_of(one).commit == one.repository.tip("main")

"""What other machines have handed in, fetched from the remote."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from gitcoord.coordinator import Coordination
from gitcoord.coordinator.bases import base_of
from gitcoord.git.errors import GitFailed
from gitcoord.git.remote import Remote
from tests.gitcoord.coordinator.world import (
    merged,
    work,
)
from tests.gitcoord.git.repositories import commands, git

pytestmark = pytest.mark.django_db


def test_a_branch_that_is_deleted_while_it_is_looked_for_keeps_nobody(
    one: Coordination, two: Coordination, remote: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another machine has merged it since the remote told of it."""
    gone = str(work(two, {"README": "two\n"}, "ben", 2).branch)
    there = str(work(two, {"README": "also\n"}, "cy", 3).branch)
    fetch = Remote.fetch_all

    def late(made: Remote, names: Sequence[str]) -> dict[str, str]:
        if gone not in names:
            return fetch(made, names)
        git(remote, "update-ref", "-d", f"refs/heads/{gone}")
        raise GitFailed(["git", "fetch"], 128, b"couldn't find remote ref", "")

    monkeypatch.setattr(Remote, "fetch_all", late)
    submitted = work(one, {"README": "one\n"}, "ana", 1)
    assert [each.branch for each in submitted.clashes] == [there]


def test_what_others_have_handed_in_is_fetched_at_once(
    one: Coordination, two: Coordination, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It was one by one, each with two connections."""
    names = {work(two, {f"f{n}": "x"}, "ben", n).branch for n in range(5)}
    base_of(one)
    asked = commands(monkeypatch)
    assert merged(one).keys() == names
    assert asked.count("fetch") == 1

"""Pull requests for what is handed in: one for each branch, and none is no reason to stop."""

from dataclasses import replace
from pathlib import Path

import pytest

from gitcoord.coordinator import Coordination, merge_all_for_epic
from gitcoord.errors import InvalidValue, PullRequestFailed
from gitcoord.pull_requests import Proposal
from tests.gitcoord.coordinator.world import EPIC, assign, bare, machine, merged, submit, work
from tests.gitcoord.git.repositories import write

pytestmark = pytest.mark.django_db


@pytest.fixture
def one(tmp_path: Path) -> Coordination:
    return machine(tmp_path / "one", bare(tmp_path))


def test_pull_requests_are_opened_once(one: Coordination) -> None:
    """G-11: the number was never found. G-12: title and body have their defaults."""
    asked: list[Proposal] = []

    def opened(proposal: Proposal) -> int:
        asked.append(proposal)
        return 41

    at = replace(one, open_pull_request=opened)
    submitted = work(at, {"a": "1"})
    submit(at)
    title, body = "Agent-generated code", "Automated pull request from agent"
    assert asked == [Proposal(str(submitted.branch), "main", title, body)]
    assert submitted.pr_number == at.pending.get().pr_number == 41
    [result] = merge_all_for_epic(EPIC, at=at).results
    assert result.pr_number == at.history.get().details["pr_number"] == 41


def test_branches_without_a_number_are_told_apart(one: Coordination) -> None:
    """G-11: all of them shared the key nil, and the first that was merged took all with it."""
    for n in range(3):
        work(one, {f"f{n}": "x"}, "ana", n)
    assert one.pending.filter(pr_number=None).count() == 3
    assert list(merged(one).values()) == ["merged"] * 3


def test_a_pull_request_that_fails_is_recorded_and_not_fatal(one: Coordination) -> None:
    def refused(_: Proposal) -> int:
        raise PullRequestFailed("gh says no")

    submitted = work(replace(one, open_pull_request=refused), {"a": "1"})
    assert (submitted.status, submitted.note) == ("queued", "gh says no")
    assert one.pending.get().meta["pull_request_error"] == "gh says no"
    assert list(merged(one).values()) == ["merged"]


@pytest.mark.parametrize("words", [{"pr_title": 7.5}, {"pr_title": "\0"}, {"pr_body": ["x"]}])
def test_words_that_are_none_are_refused(one: Coordination, words: dict[str, object]) -> None:
    write(assign(one).workspace, {"a": "1"})
    with pytest.raises(InvalidValue, match=next(iter(words))):
        submit(one, **words)
    assert submit(one).status == "queued"

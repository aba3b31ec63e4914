"""The application's own queries: that each is answered by an index, whatever it is asked for."""

import pytest
from pytest_django import DjangoDbBlocker

from benchmarks import queries
from benchmarks.queries import Answer
from benchmarks.server import Server
from benchmarks.states import States

# Fewer rows are in so few pages that PostgreSQL rightly reads them all.
EVENTS = 20_000


@pytest.fixture(scope="module")
def answers(server: Server, django_db_blocker: DjangoDbBlocker) -> dict[str, Answer]:
    made = States(server, EVENTS, seed=1, told=lambda line: None)
    with django_db_blocker.unblock():
        return {answer["name"]: answer for answer in queries.ask(server, made, [])}


@pytest.mark.parametrize("name", [query.name for query in queries.QUERIES])
def test_each_is_answered_by_an_index(name: str, answers: dict[str, Answer]) -> None:
    plans = answers[name]["aligned"]["plans"]

    assert len(plans) >= answers[name]["asked_for"] > 0
    assert [plan["scans"] for plan in plans if not plan["by_index"]] == []


def test_what_is_sometimes_answered_by_an_index_is_told_as_such() -> None:
    side = {"milliseconds": {"median": 1.0}, "plans": [{"by_index": True}, {"by_index": False}]}

    assert "| 1 of 2 by index" in queries.table([{"name": "any", "aligned": side}])

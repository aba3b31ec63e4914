"""The writer: it finds out how long it was kept from writing, and what became of its rows."""

import time

import pytest

from benchmarks.process import Failed
from benchmarks.server import Server
from benchmarks.states import LEGACY, States
from benchmarks.writer import writing

LOCKED = 0.5  # seconds


def test_a_lock_is_told_as_the_time_without_a_write(server: Server, states: States) -> None:
    name = states.copy(LEGACY)

    with (
        writing(server.url(name), rate=100) as accounts,
        server.connect(name) as connection,
        connection.transaction(),
    ):
        connection.execute("LOCK TABLE detection_events")
        time.sleep(LOCKED)

    longest = {account["table"]: account["longest"] for account in accounts}
    assert LOCKED < longest["detection_events"] < 4 * LOCKED
    assert longest["detection_events"] == max(longest.values())


def test_a_confirmed_row_that_is_gone_is_told(server: Server, states: States) -> None:
    name = states.copy(LEGACY)

    with writing(server.url(name), rate=100) as accounts, server.connect(name) as connection:
        connection.execute("DELETE FROM git_commits WHERE commit_hash = 'writer-1'")

    lost = {account["table"]: account["lost"] for account in accounts}
    assert lost == {
        "detection_events": 0,
        "git_sessions": 0,
        "git_commits": 1,
        "technology_knowledge": 0,
    }
    assert all(account["written"] > account["lost"] for account in accounts)


def test_another_refusal_is_told(server: Server, states: States) -> None:
    name = states.copy(LEGACY)

    with (
        pytest.raises(Failed, match="violates check constraint"),
        writing(server.url(name), rate=100),
        server.connect(name) as connection,
    ):
        connection.execute("ALTER TABLE git_sessions ADD CHECK (false) NOT VALID")

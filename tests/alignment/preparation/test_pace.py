"""A preparation waits for whoever was there first, and says for whom."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
import pytest
from pytest_django.fixtures import Settings

from alignment.narration import listening
from alignment.preparation import pace
from alignment.preparation.pace import wait_for_others
from tests.scratch import Scratch


class Told:
    """The steps that were told, in order."""

    def __init__(self) -> None:
        self.titles: list[str] = []

    @contextmanager
    def working(self, _title: str) -> Iterator[None]:
        yield

    def finished(self, title: str, _result: str, _seconds: float) -> None:
        self.titles.append(title)


def told_while_waiting(scratch: Scratch) -> list[str]:
    told = Told()
    with listening(told):
        wait_for_others(scratch.connection)
    return told.titles


def test_nobody_is_waited_for_without_a_reason(scratch: Scratch) -> None:
    assert told_while_waiting(scratch) == []


def test_an_old_transaction_is_waited_for(scratch: Scratch, settings: Settings) -> None:
    settings.ALIGNMENT_PREPARE_MAX_TRANSACTION = 0
    with psycopg.connect(scratch.url) as old:
        old.execute("CREATE TABLE held ()")
        ending = threading.Timer(0.7, old.commit)
        ending.start()
        told = told_while_waiting(scratch)
        ending.join()
        assert not [title for title in told if "Wait" not in title and title != "Go on"]
        assert f"Wait: pid {old.info.backend_pid}, user" in told[0]
    assert scratch.value("SELECT count(*) FROM held") == 0


def test_a_transaction_of_another_database_is_not(scratch: Scratch, settings: Settings) -> None:
    settings.ALIGNMENT_PREPARE_MAX_TRANSACTION = 0
    elsewhere = scratch.url.replace(scratch.name, "postgres")
    with psycopg.connect(elsewhere) as other:
        other.execute("SELECT pg_current_xact_id()")
        assert told_while_waiting(scratch) == []
        other.rollback()


def test_a_standby_that_is_behind_is_waited_for(
    scratch: Scratch, monkeypatch: pytest.MonkeyPatch
) -> None:
    scratch.script("CREATE SEQUENCE looks")
    behind = "SELECT CASE WHEN nextval('looks') < 3 THEN 2 * 1024^3 ELSE 0 END"
    monkeypatch.setattr(pace, "LAG", behind)
    assert told_while_waiting(scratch) == ["Wait: a standby is 2.0 GB behind", "Go on"]


def test_how_far_standbys_are_behind_can_be_asked(scratch: Scratch) -> None:
    assert scratch.value(pace.LAG) == 0

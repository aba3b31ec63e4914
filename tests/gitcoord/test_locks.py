"""One at a time, over all connections, for as long as the connection lives."""

from collections.abc import Iterator

import psycopg
import pytest
from django.db import ProgrammingError, transaction

from gitcoord.errors import SomebodyAtWork
from gitcoord.locks import TRY, alone
from tests.scratch import Scratch


@pytest.fixture
def other(scratch: Scratch) -> Iterator[psycopg.Connection]:
    """A connection of somebody else's."""
    with psycopg.connect(scratch.url, autocommit=True) as somebody:
        yield somebody


def gets(somebody: psycopg.Connection, name: str) -> bool:
    row = somebody.execute(TRY, [name]).fetchone()
    assert row
    return bool(row[0])


def test_another_one_waits_and_gives_up(scratch: Scratch, other: psycopg.Connection) -> None:
    assert gets(other, "a")
    with (
        pytest.raises(SomebodyAtWork, match="to merge, for more than 0"),
        alone(scratch.alias, "a", "merge", wait=0.05),
    ):
        pass
    with alone(scratch.alias, "b", "merge", wait=0):
        assert not gets(other, "b")
    assert gets(other, "b")


def test_it_is_free_when_the_connection_ends(scratch: Scratch, other: psycopg.Connection) -> None:
    assert gets(other, "a")
    other.close()
    with alone(scratch.alias, "a", "merge", wait=10):
        pass


def test_it_is_free_after_a_failure(scratch: Scratch, other: psycopg.Connection) -> None:
    with pytest.raises(ZeroDivisionError), alone(scratch.alias, "a", "merge", wait=0):
        raise ZeroDivisionError
    assert gets(other, "a")


def test_within_a_transaction_it_is_held_until_that_ends(
    scratch: Scratch, other: psycopg.Connection
) -> None:
    """What was written in it is seen by nobody before."""
    with transaction.atomic(using=scratch.alias):
        with alone(scratch.alias, "a", "merge", wait=0):
            pass
        assert not gets(other, "a")
    assert gets(other, "a")


def test_a_transaction_that_failed_holds_it_no_longer(
    scratch: Scratch, other: psycopg.Connection
) -> None:
    with (
        pytest.raises(ProgrammingError, match="nowhere"),
        transaction.atomic(using=scratch.alias),
        alone(scratch.alias, "a", "merge", wait=0),
    ):
        scratch.query("SELECT 1 FROM nowhere")
    assert gets(other, "a")

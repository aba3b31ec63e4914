"""Waiting for what goes on in another thread, and holding it up."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import psycopg
from psycopg.sql import SQL, Identifier

from alignment.models import Inspection
from alignment.overview.inspection import is_at_work
from tests.scratch import Scratch

PATIENCE = 30.0  # seconds


def wait_until(holds: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < deadline, "It took too long"
        time.sleep(0.02)


def wait_for_end(inspection: Inspection) -> Inspection:
    """The inspection, when it has ended; its thread may still be closing its connections."""

    def ended() -> bool:
        inspection.refresh_from_db()
        return inspection.finished is not None

    wait_until(ended)
    return inspection


def wait_until_idle(database: Scratch) -> None:
    """Nobody is at work on a database that is about to be asked again, or dropped."""
    wait_until(lambda: not is_at_work(database.connection))
    wait_until(lambda: not [one for one in threading.enumerate() if "inspection" in one.name])


@contextmanager
def locked(database: Scratch, *table: str) -> Iterator[None]:
    """Somebody has a table to himself, as a crossing has."""
    lock = SQL("LOCK TABLE {} IN ACCESS EXCLUSIVE MODE").format(Identifier(*table))
    with psycopg.connect(database.url) as other:
        other.execute(lock)
        yield

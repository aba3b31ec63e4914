"""One at a time, over all processes and machines that share the database."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper

from alignment.catalog import value
from alignment.narration import step
from gitcoord.errors import SomebodyAtWork

# Advisory locks belong to a database; this makes one for each name and schema in it.
KEY = "hashtextextended('gitcoord:' || current_schema() || ':' || %s, 0)"

TRY = f"SELECT pg_try_advisory_lock({KEY})"

RELEASE = f"SELECT pg_advisory_unlock({KEY})"

# Goes with the transaction, as what was written in it is seen by nobody before.
TRY_WITHIN = f"SELECT pg_try_advisory_xact_lock({KEY})"

# Seconds between two looks: short ones first.
_SHORTEST, _LONGEST = 0.01, 0.2


@contextmanager
def alone(using: str, name: str, what: str, wait: float) -> Iterator[None]:
    """Keep everybody out who asks for the same name, until the end.

    The lock is the connection's: it is gone with it, however that ends. Nothing may rest on the
    lock alone, therefore: whoever moves a branch says where it has to be. Within a transaction of
    the caller's it is held until that ends.

    Args:
        using: alias of the database.
        name: of the lock.
        what: is done meanwhile, for the message.
        wait: seconds.

    Raises:
        SomebodyAtWork: another connection still had it then.
    """
    connection = connections[using]
    within = connection.in_atomic_block
    attempt = TRY_WITHIN if within else TRY
    if not value(connection, attempt, [name]):
        with step(f"Wait for another process to {what}"):
            _wait_for_turn(connection, attempt, name, what, wait)
    try:
        yield
    finally:
        if not within and connection.is_usable():
            value(connection, RELEASE, [name])


def _wait_for_turn(
    connection: BaseDatabaseWrapper, attempt: str, name: str, what: str, wait: float
) -> None:
    deadline = time.monotonic() + wait
    pause = _SHORTEST
    while not value(connection, attempt, [name]):
        if time.monotonic() > deadline:
            raise SomebodyAtWork(what, wait)
        time.sleep(pause)
        pause = min(2 * pause, _LONGEST)

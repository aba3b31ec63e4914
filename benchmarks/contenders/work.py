"""What the contenders in plain SQL share: a connection like ours, and steps that are told."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

import psycopg

from alignment.narration import step
from alignment.workplace import ROOM_TO_WORK

Steps = Iterable[tuple[str, str]]


@contextmanager
def transaction() -> Iterator[psycopg.Connection]:
    """One transaction, with as much memory to sort and to build indexes in as ours has."""
    with psycopg.connect(os.environ["DATABASE_URL"]) as connection:
        connection.execute(ROOM_TO_WORK)
        yield connection


def carry_out(connection: psycopg.Connection, steps: Steps) -> None:
    """Run statements, each under a title."""
    for title, statements in steps:
        with step(title):
            connection.execute(statements.encode())


def run(steps: Steps) -> None:
    """All steps in one transaction."""
    with transaction() as connection:
        carry_out(connection, steps)

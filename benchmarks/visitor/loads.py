"""What it costs to load a page: queries, and time of the database."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from http import HTTPStatus
from itertools import islice
from operator import attrgetter
from typing import Any, NamedTuple

from django.db import connection
from django.test import Client

# Of a file: what stands above its first row, and that row.
_BEGINNING = 2

_ANSWERED = {HTTPStatus.OK, HTTPStatus.FOUND}


class NoPage(Exception):
    """What was asked for is not there."""

    def __init__(self, address: str, status: int) -> None:
        super().__init__(
            f"{address} was answered with status {status}: there is nothing to measure."
        )


class Statement(NamedTuple):
    """What the database was asked.

    Attributes:
        seconds: from when it was sent until all of its answer was there.
    """

    seconds: float
    template: Any
    params: Any

    @property
    def text(self) -> str:
        """With everything filled in, as PostgreSQL got it."""
        operations: Any = connection.ops
        return str(operations.compose_sql(self.template, self.params))


@dataclass
class Statements:
    """All that it was asked, noted as `connection.execute_wrapper` has it."""

    noted: list[Statement] = field(default_factory=list)

    def __call__(
        self, execute: Callable[..., Any], template: Any, params: Any, many: bool, context: Any
    ) -> Any:
        started = time.perf_counter()
        try:
            return execute(template, params, many, context)
        finally:
            self.noted.append(Statement(time.perf_counter() - started, template, params))


@dataclass(frozen=True)
class Load:
    """Something that was loaded once.

    Attributes:
        database: seconds of the database. Of a file it is all the time until its first row, since
            rows go on coming when the statement has been answered.
        answered: seconds until all of it was there.
        text: a page's HTML.
        rows: of a file.
    """

    statements: list[Statement]
    database: float
    answered: float
    text: str = ""
    rows: int = 0

    @property
    def slowest(self) -> Statement:
        return max(self.statements, key=attrgetter("seconds"))


def load_page(client: Client, address: str) -> Load:
    """Load a page.

    Raises:
        NoPage: there is none.
    """
    statements, started = Statements(), _begin()
    with connection.execute_wrapper(statements):
        text = _ask(client, address).content.decode()
    answered = time.perf_counter() - started
    return Load(statements.noted, sum(one.seconds for one in statements.noted), answered, text)


def load_file(client: Client, address: str, *, whole: bool) -> Load:
    """Load a file.

    Args:
        whole: all of it; else it is broken off after the first row.

    Raises:
        NoPage: there is none.
    """
    statements, started = Statements(), _begin()
    with connection.execute_wrapper(statements):
        answer = _ask(client, address)
        parts = iter(answer.streaming_content)
        rows = sum(1 for _ in islice(parts, _BEGINNING))
        first = time.perf_counter() - started
        rows += sum(1 for _ in parts) if whole else 0
        answer.close()
    # CSV has a part above its rows, JSON one below them.
    return Load(statements.noted, first, time.perf_counter() - started, rows=rows - 1)


def _begin() -> float:
    """Each request has a connection of its own, as in production."""
    connection.close()
    return time.perf_counter()


def _ask(client: Client, address: str) -> Any:
    answer: Any = client.get(address, secure=True)
    if answer.status_code not in _ANSWERED:
        raise NoPage(address, answer.status_code)
    return answer

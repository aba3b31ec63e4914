"""A command that answers a question: in words for people, in JSON for programs, in its exit status.

0   all is well
1   it could not be answered (Django's CommandError)
2   wrong usage (argparse)
3   something was found
"""

from __future__ import annotations

import json
from contextlib import ExitStack
from typing import Any, Protocol

from django.core.management.base import BaseCommand, CommandParser
from django.db import DEFAULT_DB_ALIAS, OperationalError, connections
from django.db.backends.base.base import BaseDatabaseWrapper

from alignment.errors import NoConnection
from alignment.narration import Bars, listening
from alignment.page import Page

FOUND = 3


class Answer(Protocol):
    """What a command found out."""

    @property
    def findings(self) -> int:
        """How many things are not as they should be."""

    def as_json(self) -> dict[str, Any]:
        """The answer in values that JSON has; times as text."""

    def tell(self, page: Page) -> None:
        """The answer for people."""


class ReportCommand(BaseCommand):
    """Parses, asks, prints. A subclass says what is asked, in `answer`."""

    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        add_database(parser)
        parser.add_argument(
            "--format",
            choices=("text", "json"),
            default="text",
            help="For people, or for programs (docs/reference.md has the shape).",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        connection = connect(options["database"])
        page = Page(self.stdout, colourless=options["no_color"])
        with ExitStack() as stack:
            if options["format"] == "text":
                stack.enter_context(listening(Bars(page.terminal)))
            answer = self.answer(connection, **options)
        status = FOUND if answer.findings else 0
        if options["format"] == "json":
            self._write_json(connection, answer, status)
        else:
            answer.tell(page)
        if status:
            raise SystemExit(status)

    def answer(self, connection: BaseDatabaseWrapper, **options: Any) -> Answer:
        """What this command is asked."""
        raise NotImplementedError

    def _write_json(self, connection: BaseDatabaseWrapper, answer: Answer, status: int) -> None:
        head = {
            "database": connection.settings_dict["NAME"],
            "status": "findings" if status else "ok",
            "exit_status": status,
        }
        self.stdout.write(json.dumps(head | answer.as_json(), indent=2, ensure_ascii=False))


def add_database(parser: CommandParser) -> None:
    """The option that says which database a command is about."""
    parser.add_argument(
        "--database",
        default=DEFAULT_DB_ALIAS,
        choices=tuple(connections),
        help="Alias of the database (default: %(default)s).",
    )


def connect(alias: str) -> BaseDatabaseWrapper:
    """A connection that is open.

    Raises:
        NoConnection: there is no such database, or it takes no connection.
    """
    connection = connections[alias]
    try:
        connection.ensure_connection()
    except OperationalError as error:
        raise NoConnection(error) from error
    return connection

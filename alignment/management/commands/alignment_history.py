"""When what crossed, in which direction, with how many rows."""

from __future__ import annotations

from typing import Any

from django.core.management.base import CommandParser
from django.db.backends.base.base import BaseDatabaseWrapper

from alignment.history import History, history
from alignment.management.report import ReportCommand
from alignment.section import sections


class Command(ReportCommand):
    help = "Lists the crossings of this database, the latest first."

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument(
            "section",
            nargs="?",
            default="",
            choices=["", *(section.label for section in sections())],
            help="Only those of one section.",
        )
        parser.add_argument("--limit", type=int, default=0, help="How many at most.")

    def answer(self, connection: BaseDatabaseWrapper, **options: Any) -> History:
        return history(connection, options["section"], options["limit"])

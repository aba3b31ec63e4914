"""Who works where, what waits, and whether tables and git agree."""

from __future__ import annotations

from typing import Any

from django.core.management.base import CommandParser
from django.db.backends.base.base import BaseDatabaseWrapper

from alignment.management.report import ReportCommand
from alignment.state import aligned_tables
from gitcoord.coordinator import Status, coordination, git_status


class Command(ReportCommand):
    help = (
        "Tells who works on what and which branches wait, and where tables and git differ. Ends "
        "with 3 if they do."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument(
            "correlation",
            metavar="CORRELATION",
            nargs="?",
            help="Only the rows of this epic, with its history.",
        )
        parser.add_argument(
            "--repair",
            action="store_true",
            help="Mend the differences where nothing is lost by it, and tell what was done.",
        )

    def answer(self, connection: BaseDatabaseWrapper, **options: Any) -> Status:
        with aligned_tables():
            return git_status(
                options["correlation"],
                repair=options["repair"],
                at=coordination(connection.alias),
            )

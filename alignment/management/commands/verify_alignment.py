"""Whether every row is there, on whichever side the tables are."""

from __future__ import annotations

from typing import Any

from django.core.management.base import CommandParser
from django.db.backends.base.base import BaseDatabaseWrapper

from alignment.management.report import ReportCommand
from alignment.verification import Verification, verify

SOME = 3


class Command(ReportCommand):
    help = "Accounts for every row: archived ones by their digests, the others by what was written."

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument(
            "--list",
            type=int,
            nargs="?",
            const=1000,
            default=SOME,
            metavar="N",
            help=f"Up to N ids of each kind of row (1000; without --list {SOME}).",
        )

    def answer(self, connection: BaseDatabaseWrapper, **options: Any) -> Verification:
        return verify(connection, options["list"])

"""The technologies that the project knows of itself, put into the table."""

from __future__ import annotations

from typing import Any

from django.core.management.base import CommandParser
from django.db.backends.base.base import BaseDatabaseWrapper

from alignment.management.report import ReportCommand
from techknowledge.shipped.loading import Loading, load


class Command(ReportCommand):
    help = "Loads the shipped patterns of technologies. Your rows, and those you changed, stay."

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument(
            "--force",
            action="store_true",
            help="Also over shipped rows that were changed since; never over your own.",
        )
        parser.add_argument(
            "--complete",
            action="store_true",
            help="Add to your rows what the set has where they have nothing.",
        )

    def answer(self, connection: BaseDatabaseWrapper, **options: Any) -> Loading:
        return load(connection, force=options["force"], complete=options["complete"])

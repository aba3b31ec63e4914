"""Template files, brought into the tables."""

from __future__ import annotations

from typing import Any

from django.core.management.base import CommandParser
from django.db.backends.base.base import BaseDatabaseWrapper

from alignment.management.report import ReportCommand
from techknowledge.importing import Import, import_templates


class Command(ReportCommand):
    help = "Imports templates, and patterns of technologies, from folders of JSON files."

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument(
            "roots",
            nargs="+",
            metavar="DIR",
            help="Folders, local ones first: the first that has a template wins.",
        )
        parser.add_argument(
            "--force",
            action="store_true",
            help="Write over rows of another source, and over patterns that were changed since.",
        )
        parser.add_argument(
            "--dry-run",
            action="store_true",
            help="Tell what would become of each file, and write nothing.",
        )

    def answer(self, connection: BaseDatabaseWrapper, **options: Any) -> Import:
        return import_templates(
            options["roots"],
            force=options["force"],
            dry_run=options["dry_run"],
            using=connection.alias,
        )

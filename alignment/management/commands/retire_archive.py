"""Drops the tables that are out of use, when nobody will want to go back any more."""

from __future__ import annotations

from typing import Any

from django.core.management.base import CommandParser
from django.db.backends.base.base import BaseDatabaseWrapper

from alignment.errors import NotConfirmed
from alignment.locks import only_migration
from alignment.management.report import ReportCommand
from alignment.page import Page
from alignment.retirement import Archive, duration, look, retire

WARNING = (
    "These tables and their rows are dropped for good. Going back over them will not be possible "
    "any more, except from a backup."
)


class Command(ReportCommand):
    help = "Drops archived tables that went out of use long enough ago. Nothing else ever does."

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument(
            "--older-than",
            default="7d",
            metavar="AGE",
            help="How long ago they went out of use: 7d (default), 12h, 90m.",
        )
        parser.add_argument(
            "--no-input", action="store_true", help="Do not ask for the database's name."
        )
        parser.add_argument("--dry-run", action="store_true", help="Only tell what there is.")

    def answer(self, connection: BaseDatabaseWrapper, **options: Any) -> Archive:
        age = duration(options["older_than"])
        with only_migration(connection):
            archive = look(connection, age)
            if options["dry_run"] or not archive.due:
                return archive
            if not options["no_input"]:
                self._confirm(connection, archive)
            return retire(connection, archive)

    def _confirm(self, connection: BaseDatabaseWrapper, archive: Archive) -> None:
        name = connection.settings_dict["NAME"]
        page = Page(self.stderr)
        page.table(
            ("Table", ""), [(str(table), "") for one in archive.due for table, _ in one.tables]
        )
        page.say(WARNING)
        if input(f"Type the name of the database, {name}, to go on: ") != name:
            raise NotConfirmed(name)

"""A backup into an empty database."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.db.backends.base.base import BaseDatabaseWrapper

from alignment.backup import Restored, read, restore
from alignment.backup.errors import NotConfirmed
from alignment.backup.restoration import database_name
from alignment.management.report import ReportCommand
from alignment.narration import Lines, listening
from alignment.page import Page


class Command(ReportCommand):
    help = "Restores a backup into the database, which must hold no tables."

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("path", type=Path, help="A file that backup_database has made.")
        parser.add_argument(
            "--no-input", action="store_true", help="Do not ask for the database's name."
        )

    def answer(self, connection: BaseDatabaseWrapper, **options: Any) -> Restored:
        if options["format"] == "json":
            if not options["no_input"]:
                raise CommandError("--format json asks nothing: add --no-input.", returncode=2)
            return restore(connection, read(connection, options["path"]))
        page = Page(self.stdout, colourless=options["no_color"])
        archive = read(connection, options["path"])
        archive.tell(page)
        if not options["no_input"]:
            self._confirm(database_name(connection))
        with listening(Lines(page.terminal, self.stdout.write)):
            return restore(connection, archive)

    def _confirm(self, name: str) -> None:
        """Ask for the name of the database, which nobody types by mistake.

        Raises:
            NotConfirmed: something else was typed, or there was nobody to type.
        """
        self.stdout.write(f"Type the name of the database to restore it into, {name}: ", ending="")
        self.stdout.flush()
        try:
            typed = input()
        except EOFError as error:
            raise NotConfirmed(name) from error
        if typed.strip() != name:
            raise NotConfirmed(name)

"""The whole database in one file, before something happens to it."""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser
from django.db.backends.base.base import BaseDatabaseWrapper

from alignment.backup import Backup, create
from alignment.management.report import ReportCommand
from alignment.narration import Lines, listening
from alignment.page import Page


class Command(ReportCommand):
    help = "Backs the database up to a new file, by pg_dump in its custom format."

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("path", type=Path, help="The file to make. It must not exist.")
        parser.add_argument(
            "--verify",
            action="store_true",
            help="Restore it into a scratch database of the same server, and compare all counts "
            "of rows. Takes as much disk there again, for as long as it lasts.",
        )

    def answer(self, connection: BaseDatabaseWrapper, **options: Any) -> Backup:
        with ExitStack() as stack:
            if options["format"] == "text":
                terminal = Page(self.stdout, colourless=options["no_color"]).terminal
                stack.enter_context(listening(Lines(terminal, self.stdout.write)))
            return create(connection, options["path"], verify=options["verify"])

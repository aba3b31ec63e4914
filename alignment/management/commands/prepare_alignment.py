"""Does most of the alignment beforehand, while the application goes on."""

from __future__ import annotations

from contextlib import ExitStack
from typing import Any

from django.core.management.base import CommandParser
from django.db import Error
from django.db.backends.base.base import BaseDatabaseWrapper

from alignment.errors import RolledBack
from alignment.executor import require_own_record
from alignment.locks import only_migration
from alignment.management.report import ReportCommand
from alignment.narration import Lines, listening
from alignment.page import Page
from alignment.preparation.status import Prepared, prepared
from alignment.preparation.work import cancel, prepare

# What a shell reports of a command that Ctrl-C ended.
INTERRUPTED = 130


class Command(ReportCommand):
    help = (
        "Carries rows into aligned tables kept aside while the application goes on, so that "
        "migrate has little left to do. Run again, it catches up."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        instead = parser.add_mutually_exclusive_group()
        instead.add_argument(
            "--status", action="store_true", help="Only tell how far it is, and what is left."
        )
        instead.add_argument(
            "--cancel", action="store_true", help="Take it back: what it made is dropped."
        )

    def answer(self, connection: BaseDatabaseWrapper, **options: Any) -> Prepared:
        require_own_record(connection)
        if not options["status"]:
            self._work(connection, **options)
        return prepared(connection)

    def _work(self, connection: BaseDatabaseWrapper, **options: Any) -> None:
        with ExitStack() as stack:
            if options["format"] == "text":
                terminal = Page(self.stdout, colourless=options["no_color"]).terminal
                stack.enter_context(listening(Lines(terminal, self.stdout.write)))
            stack.enter_context(only_migration(connection))
            try:
                (cancel if options["cancel"] else prepare)(connection)
            except Error as error:
                raise RolledBack("The batch at work", error) from error
            except KeyboardInterrupt:
                self.stderr.write("Interrupted. What was carried stands; run it again to go on.")
                raise SystemExit(INTERRUPTED) from None

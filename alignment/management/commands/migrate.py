"""Django's migrate, which tells what the alignment does while it does it."""

from __future__ import annotations

import os
import sys
import time
from typing import Any

from django.core.management.base import CommandParser
from django.core.management.commands import migrate
from django.db import Error
from django.db.migrations import Migration, RunPython
from django.db.migrations.operations.base import Operation
from rich.console import Console

from alignment.errors import RolledBack
from alignment.executor import recording_with_the_work, require_own_record
from alignment.locks import only_migration
from alignment.management.report import connect
from alignment.narration import Lines, listening
from alignment.plan import require
from alignment.section import sections

# What a shell reports of a command that Ctrl-C ended.
INTERRUPTED = 130


class Command(migrate.Command):
    """Applies or takes back migrations; the alignment's own say each step, its rows and seconds."""

    at_work: Migration | None = None

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument(
            "--expect",
            metavar="FINGERPRINT",
            help="Refuse, if plan_alignment would not tell this fingerprint any more.",
        )

    def get_check_kwargs(self, options: dict[str, Any]) -> Any:
        """System checks come before all else, and some of them ask the database."""
        connect(options["database"])
        return super().get_check_kwargs(options)

    def handle(self, *args: Any, **options: Any) -> None:
        if options["verbosity"] < 1:
            self._migrate_alone(*args, **options)
            return
        with listening(Lines(self._terminal(options), self.stdout.write)):
            self._migrate_alone(*args, **options)

    def _migrate_alone(self, *args: Any, **options: Any) -> None:
        """From before the plan is made, so that two never carry out the same one."""
        connection = connect(options["database"])
        require_own_record(connection)
        if options["plan"] or options["check_unapplied"]:
            super().handle(*args, **options)
            return
        try:
            with only_migration(connection), recording_with_the_work():
                if options["expect"]:
                    require(connection, options["expect"], rollback=bool(options["app_label"]))
                super().handle(*args, **options)
        except Error as error:
            raise RolledBack(self.at_work, error) from error
        except KeyboardInterrupt:
            self.stderr.write(
                "Interrupted. The section at work was rolled back; run migrate again to go on."
            )
            raise SystemExit(INTERRUPTED) from None

    def _terminal(self, options: dict[str, Any]) -> Console | None:
        """The terminal to draw on, if the output goes to one."""
        if not (self.stdout.isatty() and sys.stdout.isatty()):
            return None
        colourless = bool(options["no_color"] or "NO_COLOR" in os.environ)
        return Console(file=sys.stdout, no_color=colourless)

    def migration_progress_callback(
        self, action: str, migration: Migration | None = None, fake: bool = False
    ) -> None:
        self.at_work = None if action.endswith("_success") else migration
        if migration is None or fake or not self._is_ours(migration):
            super().migration_progress_callback(action, migration, fake)
        elif self.verbosity >= 1:
            self._tell(action, migration)

    @staticmethod
    def describe_operation(operation: Operation, backwards: bool) -> tuple[str, bool]:
        """A line of `--plan`. Of what Python code does, Django shows only 40 characters."""
        if isinstance(operation, RunPython):
            code = operation.reverse_code if backwards else operation.code
            if code is not None and code.__doc__:
                return code.__doc__, False
        return migrate.Command.describe_operation(operation, backwards)

    def _is_ours(self, migration: Migration) -> bool:
        return migration.app_label in {"alignment", *(section.label for section in sections())}

    def _tell(self, action: str, migration: Migration) -> None:
        """A head line when a migration starts; its steps follow; a last line when it is done."""
        kind, _, stage = action.partition("_")
        if stage == "start":
            self.started = time.monotonic()
            verb = "Applying" if kind == "apply" else "Taking back"
            self.stdout.write(self.style.MIGRATE_HEADING(f"  {verb} {migration}"))
        else:
            seconds = time.monotonic() - self.started
            self.stdout.write(f"    {self.style.SUCCESS('OK')}{seconds:89.1f} s")

"""Whether the tables of this database are what the models say."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.apps import apps
from django.core.management.base import CommandError, CommandParser
from django.db.backends.base.base import BaseDatabaseWrapper

from alignment.management.report import ReportCommand
from alignment.validation import Validation, validate
from alignment.validation.ecto import EctoValidation, validate_ecto


class Command(ReportCommand):
    help = "Compares tables with models: columns, keys, indexes, constraints, and stray tables."

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("app_label", nargs="*", help="Only the models of these apps.")
        parser.add_argument(
            "--ecto",
            type=Path,
            metavar="PATH",
            help="Compare with the Ecto schemas in this tree of Elixir sources instead.",
        )

    def answer(
        self, connection: BaseDatabaseWrapper, **options: Any
    ) -> Validation | EctoValidation:
        if options["ecto"] and options["app_label"]:
            raise CommandError("Models of an app, or --ecto: one of the two.", returncode=2)
        if options["ecto"]:
            return validate_ecto(connection, options["ecto"])
        for label in options["app_label"]:
            if label not in apps.app_configs:
                known = ", ".join(sorted(apps.app_configs))
                raise CommandError(f"There is no app {label!r}. Installed are {known}.")
        return validate(connection, options["app_label"])

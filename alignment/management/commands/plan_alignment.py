"""What `migrate` would do to this database now."""

from __future__ import annotations

from typing import Any

from django.core.management.base import CommandParser
from django.db.backends.base.base import BaseDatabaseWrapper

from alignment.management.report import ReportCommand
from alignment.plan import Plan, plan


class Command(ReportCommand):
    help = "Tells what migrate would do: rows, steps, locks, time and disk, and what is in the way."

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument(
            "--rollback", action="store_true", help="What `migrate alignment 0001` would do."
        )

    def answer(self, connection: BaseDatabaseWrapper, **options: Any) -> Plan:
        return plan(connection, options["rollback"])

"""An epic's branches, merged."""

from __future__ import annotations

from typing import Any

from django.core.management.base import CommandParser
from django.db.backends.base.base import BaseDatabaseWrapper

from alignment.management.report import ReportCommand
from alignment.state import aligned_tables
from gitcoord.coordinator import EpicMerge, coordination, merge_all_for_epic


class Command(ReportCommand):
    help = (
        "Merges all branches of an epic that can be, each exactly once. Ends with 3 if some could "
        "not be; these wait on."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("correlation", metavar="CORRELATION", help="The epic.")

    def answer(self, connection: BaseDatabaseWrapper, **options: Any) -> EpicMerge:
        with aligned_tables():
            return merge_all_for_epic(options["correlation"], at=coordination(connection.alias))

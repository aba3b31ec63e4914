"""A task for an agent, with a folder of its own."""

from __future__ import annotations

from typing import Any

from django.core.management.base import CommandParser
from django.db.backends.base.base import BaseDatabaseWrapper

from alignment.management.report import ReportCommand
from alignment.state import aligned_tables
from gitcoord.coordinator import Assignment, assign_task, coordination


class Command(ReportCommand):
    help = "Gives an agent a task: a branch from the base, in a worktree of its own."

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("agent", metavar="AGENT", help="The agent's id.")
        parser.add_argument("task", metavar="TASK", help="The task's id.")
        parser.add_argument(
            "--correlation",
            metavar="ID",
            help="The epic, whose branches are merged together.",
        )
        parser.add_argument(
            "--rules",
            action="store_true",
            help="For work by rules: on no branch, and merged when it is submitted.",
        )

    def answer(self, connection: BaseDatabaseWrapper, **options: Any) -> Assignment:
        with aligned_tables():
            return assign_task(
                options["agent"],
                options["task"],
                correlation_id=options["correlation"],
                use_llm=not options["rules"],
                at=coordination(connection.alias),
            )

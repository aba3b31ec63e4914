"""An agent's work, handed in."""

from __future__ import annotations

from typing import Any

from django.core.management.base import CommandParser
from django.db.backends.base.base import BaseDatabaseWrapper

from alignment.management.report import ReportCommand
from alignment.state import aligned_tables
from gitcoord.coordinator import Submission, coordination, submit_work

# Options by the names that a result has.
RESULT = {
    "branch": "The branch that is handed in (default: the one that the agent works on).",
    "commit_message": "Of the commit of what is not committed yet.",
    "pr_title": "Title of the pull request.",
    "pr_body": "Body of the pull request.",
    "task_id": "The task (default: the one that was assigned).",
    "correlation_id": "The epic (default: that of the assignment).",
}


class Command(ReportCommand):
    help = (
        "Commits everything in an agent's worktree and queues its branch to be merged. "
        "Ends with 3 if conflicts are to be expected."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("agent", metavar="AGENT", help="The agent's id.")
        for name, meaning in RESULT.items():
            option = f"--{name.removesuffix('_id').replace('_', '-')}"
            parser.add_argument(option, dest=name, metavar=name.upper(), help=meaning)

    def answer(self, connection: BaseDatabaseWrapper, **options: Any) -> Submission:
        result = {name: options[name] for name in RESULT if options[name] is not None}
        with aligned_tables():
            return submit_work(options["agent"], result, at=coordination(connection.alias))

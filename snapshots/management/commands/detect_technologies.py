"""Which technologies a code base is made of, recorded as a snapshot."""

from __future__ import annotations

import os
from argparse import ArgumentTypeError
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.db.backends.base.base import BaseDatabaseWrapper

from alignment.documents import is_storable
from alignment.management.report import ReportCommand
from alignment.narration import step
from alignment.page import Page, printable
from alignment.state import aligned_tables
from snapshots.detection import PLACES, Report, detect_technologies, record_detection
from snapshots.errors import InvalidValue
from snapshots.models import CodebaseSnapshot
from snapshots.values import LARGEST_NUMBER, number_of
from techknowledge.models import TechnologyPattern


@dataclass(frozen=True)
class Detected:
    """A report, and what became of it.

    Attributes:
        snapshot: as it was recorded; None where it was not.
        unrecorded: why it was not.
    """

    report: Report
    snapshot: CodebaseSnapshot | None = None
    unrecorded: str = ""

    @property
    def findings(self) -> int:
        """None: whatever is detected, nothing is amiss."""
        return 0

    def as_json(self) -> dict[str, Any]:
        recorded = None
        if self.snapshot:
            recorded = {
                name: getattr(self.snapshot, name) for name in ("codebase_id", "snapshot_id")
            }
        return {"recorded": recorded, **self.report.as_json()}

    def tell(self, page: Page) -> None:
        self.report.tell(page)
        if self.snapshot:
            number, codebase = self.snapshot.snapshot_id, self.snapshot.codebase_id
            page.say(f"Recorded as snapshot {number:,} of {codebase}.")
        else:
            page.say(self.unrecorded)


class Command(ReportCommand):
    help = (
        "Detects the technologies of a code base by the patterns in the database, and records them "
        "as its next snapshot."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("path", metavar="PATH", help="The folder of the code base.")
        parser.add_argument(
            "--codebase-id",
            metavar="ID",
            help="What the code base is called in the database (default: its absolute path).",
        )
        parser.add_argument(
            "--snapshot-id",
            type=_number,
            metavar="N",
            help="Replace the snapshot of this number (default: the next number, replacing none).",
        )
        parser.add_argument(
            "--category",
            action="append",
            metavar="C",
            help="Only frameworks, databases, …; can be repeated. Nothing is recorded then.",
        )
        parser.add_argument("--dry-run", action="store_true", help="Record nothing.")
        parser.add_argument(
            "--evidence",
            type=int,
            default=PLACES,
            metavar="N",
            help="Up to N files for each rule in JSON (default: %(default)s).",
        )

    def answer(self, connection: BaseDatabaseWrapper, **options: Any) -> Detected:
        _check(options)
        with aligned_tables(), step("Detect technologies"):
            report = detect_technologies(
                options["path"],
                categories=options["category"],
                patterns=TechnologyPattern.objects.using(connection.alias).all(),
                places=options["evidence"],
            )
        if options["dry_run"]:
            return Detected(report, unrecorded="Dry run: nothing recorded.")
        if options["category"]:
            return Detected(report, unrecorded="Nothing recorded: a snapshot is of all categories.")
        named = options["codebase_id"], options["snapshot_id"]
        with aligned_tables():
            return Detected(report, record_detection(report, *named, using=connection.alias))


def _check(options: Mapping[str, Any]) -> None:
    """Refuse what could not be recorded before anything is looked at.

    Raises:
        CommandError: a snapshot is named and none is asked for, or the path cannot be its name.
    """
    named = [name for name in ("codebase_id", "snapshot_id") if options[name] is not None]
    if options["category"] and named:
        option = f"--{named[0].replace('_', '-')}"
        raise CommandError(
            f"With --category nothing is recorded, for a snapshot is of all categories; {option} "
            "says where to. Leave one of them out."
        )
    recorded = not (options["category"] or options["dry_run"])
    path = os.path.abspath(options["path"])  # noqa: PTH100  (as detect_technologies has it)
    if recorded and options["codebase_id"] is None and not is_storable(path):
        raise CommandError(
            f"{printable(path)} is not in UTF-8, so it cannot be what the code base is "
            "called in the database. Give that with --codebase-id."
        )


def _number(text: str) -> int:
    """The number of a snapshot, as the command line has it."""
    try:
        return number_of(text)
    except InvalidValue as error:
        wanted = f"{printable(text)!r} is no whole number from 1 to {LARGEST_NUMBER:,}"
        raise ArgumentTypeError(f"{wanted}; without this option it is the next one") from error

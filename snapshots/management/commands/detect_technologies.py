"""Which technologies a code base is made of, recorded as a snapshot."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.core.management.base import CommandParser
from django.db.backends.base.base import BaseDatabaseWrapper

from alignment.management.report import ReportCommand
from alignment.narration import step
from alignment.page import Page
from alignment.state import aligned_tables
from snapshots.detection import PLACES, Report, detect_technologies, record_detection
from snapshots.models import CodebaseSnapshot
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
        with aligned_tables(), step("Detect technologies"):
            report = detect_technologies(
                options["path"],
                categories=options["category"],
                patterns=TechnologyPattern.objects.using(connection.alias).all(),
                places=options["evidence"],
            )
        if options["dry_run"]:
            return Detected(report, unrecorded="Dry run: nothing recorded.")
        named = options["codebase_id"], options["snapshot_id"]
        if not report.complete and named == (None, None):
            return Detected(report, unrecorded="Nothing recorded: a snapshot is of all categories.")
        with aligned_tables():
            return Detected(report, record_detection(report, *named, using=connection.alias))

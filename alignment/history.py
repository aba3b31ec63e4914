"""The crossings that a database has seen, from its run history."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper

from alignment.catalog import live
from alignment.models import AlignmentRun
from alignment.page import Page

FIGURES = ("archived", "carried", "unchanged", "changed", "born", "deleted")


@dataclass(frozen=True)
class History:
    """Runs, the latest first.

    Attributes:
        runs: of all sections, or of the one that was asked for.
    """

    runs: Sequence[AlignmentRun]

    findings = 0

    def as_json(self) -> dict[str, Any]:
        return {"runs": [_as_json(run) for run in self.runs]}

    def tell(self, page: Page) -> None:
        if not self.runs:
            page.say("Nothing has crossed in this database.")
            return
        page.table(
            ("Began", "Section", "Direction", "Rows", "Unchanged", "Changed", "New", "Deleted",
             "Seconds"),
            [_line(run) for run in self.runs],
        )  # fmt: skip


def history(connection: BaseDatabaseWrapper, section: str = "", limit: int = 0) -> History:
    """The runs of a database.

    Args:
        section: app label of the only section to be told of; empty for all.
        limit: how many at most; 0 for all.
    """
    if not live(connection, AlignmentRun._meta.db_table).exists:
        return History([])
    runs = AlignmentRun.objects.using(connection.alias).all()
    if section:
        runs = runs.of_section(section)
    return History(list(runs[: limit or None]))


def seconds(run: AlignmentRun) -> float:
    """How long a run took."""
    return (run.finished - run.started).total_seconds()


def _line(run: AlignmentRun) -> list[Any]:
    written = (run.unchanged, run.changed, run.born, run.deleted)
    began = f"{run.started:%Y-%m-%d %H:%M}"
    return [began, run.section, run.direction, run.carried, *written, seconds(run)]


def _as_json(run: AlignmentRun) -> dict[str, Any]:
    return {
        "section": run.section,
        "direction": run.direction,
        "started": run.started.isoformat(),
        "finished": run.finished.isoformat(),
        "seconds": seconds(run),
        **{figure: getattr(run, figure) for figure in FIGURES},
        "pairs": run.counts,
    }

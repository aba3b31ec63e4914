"""The crossings that a database has seen, from its run history."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper

from alignment.catalog import live
from alignment.figures import legacy_rows_of_run
from alignment.models import AlignmentRun
from alignment.page import Page
from alignment.section import sections

PAIRWISE = "Each of {table} is in {pairs} pairs of tables, and in the other figures in each."

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
        page.say(" ".join(("Rows are legacy rows, each counted once.", *_counted_twice(self.runs))))


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
    return [began, run.section, run.direction, _legacy_rows(run), *written, seconds(run)]


def _counted_twice(runs: Sequence[AlignmentRun]) -> Iterator[str]:
    """A legacy row of two pairs is new in both of them."""
    labels = {run.section for run in runs}
    for section in sections():
        if section.label in labels:
            for table, pairs in Counter(pair.legacy for pair in section.pairs).items():
                if pairs > 1:
                    yield PAIRWISE.format(table=table, pairs=pairs)


def _legacy_rows(run: AlignmentRun) -> int:
    """Each counted once, in however many pairs of tables it has a part."""
    known = (legacy_rows_of_run(one, run) for one in sections() if one.label == run.section)
    return sum(known)


def _as_json(run: AlignmentRun) -> dict[str, Any]:
    return {
        "section": run.section,
        "direction": run.direction,
        "started": run.started.isoformat(),
        "finished": run.finished.isoformat(),
        "seconds": seconds(run),
        "legacy_rows": _legacy_rows(run),
        **{figure: getattr(run, figure) for figure in FIGURES},
        "pairs": run.counts,
    }

"""What was measured, as JSON and as a table."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from statistics import median
from typing import Any

from benchmarks import markdown
from benchmarks.crossings import ALL, Figures

_SINGLE = ("seconds", "memory", "wal", "temporary")
_BESIDE = {measurement.name: measurement.beside for measurement in ALL}


@dataclass
class Spread:
    """Several runs of the same."""

    values: list[float]

    @property
    def middle(self) -> float:
        return median(self.values)

    def document(self) -> dict[str, float]:
        return {"median": self.middle, "min": min(self.values), "max": max(self.values)}


@dataclass
class Report:
    """The runs of each measurement, of one size.

    Attributes:
        size: arguments, rows by table, and the machine.
    """

    size: dict[str, Any]
    runs: dict[str, list[Figures]] = field(default_factory=dict)
    writes: dict[str, list[list[Figures]]] = field(default_factory=dict)

    def add(self, name: str, figures: Figures) -> None:
        """Take in one run."""
        if "writes" in figures:
            self.writes.setdefault(name, []).append(figures["writes"])
        else:
            self.runs.setdefault(name, []).append(figures)

    def spread(self, name: str, key: str) -> Spread | None:
        """A figure over all runs."""
        if name not in self.runs:
            return None
        return Spread([run[key] for run in self.runs[name]])

    def longest_blocked(self, name: str) -> Spread | None:
        """The longest time that a write to any of the tables had to wait."""
        if name not in self.writes:
            return None
        return Spread([max(one["longest"] for one in accounts) for accounts in self.writes[name]])

    def ratio(self, name: str, other: str) -> float | None:
        """Median seconds beside those of another measurement."""
        mine, others = self.spread(name, "seconds"), self.spread(other, "seconds")
        return None if mine is None or others is None else mine.middle / others.middle

    @property
    def rows(self) -> int:
        """Legacy rows in all."""
        return int(sum(self.size["rows"].values()))

    def steps(self, name: str) -> list[dict[str, Any]]:
        """The steps of a measurement in their order, each with its seconds over all runs."""
        seconds: dict[tuple[str, str], list[float]] = {}
        for run in self.runs[name]:
            for step in run["steps"]:
                seconds.setdefault((step["within"], step["title"]), []).append(step["seconds"])
        return [
            {"within": within, "title": title} | Spread(values).document()
            for (within, title), values in seconds.items()
        ]

    def document(self) -> dict[str, Any]:
        """Everything, for JSON."""
        return self.size | {"measurements": {name: self._measurement(name) for name in self.runs}}

    def _measurement(self, name: str) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for key in _SINGLE:
            spread = self.spread(name, key)
            assert spread is not None
            found[key] = spread.document()
        if blocked := self.longest_blocked(name):
            found["longest_blocked"] = blocked.document()
        found["rows_a_second"] = self.rows / found["seconds"]["median"]
        found["steps"] = self.steps(name)
        found["ratios"] = {other: self.ratio(name, other) for other in self._others(name)}
        return found | {"runs": self.runs[name], "writes": self.writes.get(name, [])}

    def _others(self, name: str) -> Iterator[str]:
        for other in ("floor", "floor-aligned", _BESIDE[name]):
            if other in self.runs:
                yield other


HEAD = (
    "measurement",
    "seconds",
    "min - max",
    "of floor",
    "of aligned floor",
    "of in place",
    "rows/s",
    "memory",
    "WAL",
    "temporary",
    "blocked",
)


def table(report: Report) -> str:
    """The figures as a table in Markdown."""
    return markdown.table(HEAD, [tuple(_cells(report, name)) for name in report.runs])


def _cells(report: Report, name: str) -> Iterator[str]:
    yield name
    seconds = report.spread(name, "seconds")
    assert seconds is not None
    yield f"{seconds.middle:.2f}"
    yield f"{min(seconds.values):.2f} - {max(seconds.values):.2f}"
    for other in ("floor", "floor-aligned", _BESIDE[name]):
        ratio = report.ratio(name, other)
        yield "" if ratio is None else f"{ratio:.2f}"
    yield f"{report.rows / seconds.middle:,.0f}"
    for key in ("memory", "wal", "temporary"):
        spread = report.spread(name, key)
        assert spread is not None
        yield f"{spread.middle / 1_000_000:,.0f} MB"
    blocked = report.longest_blocked(name)
    yield "" if blocked is None else f"{blocked.middle:.2f} s"


STEP_HEAD = ("measurement", "step", "seconds", "share")


def steps(report: Report) -> str:
    """Where the time went: what took a twentieth of a run or more."""
    return markdown.table(
        STEP_HEAD,
        [
            (name, _called(step), f"{step['median']:.2f}", f"{share:.0%}")
            for name in report.runs
            for step, share in _shares(report, name)
            if share >= 0.05
        ],
        left=2,
    )


def _called(step: dict[str, Any]) -> str:
    return f"{step['within']}: {step['title']}" if step["within"] else str(step["title"])


def _shares(report: Report, name: str) -> Iterator[tuple[dict[str, Any], float]]:
    spread = report.spread(name, "seconds")
    assert spread is not None
    for step in report.steps(name):
        yield step, step["median"] / spread.middle


def lost(report: Report) -> dict[str, int]:
    """Writes that were confirmed and are gone, by measurement."""
    return {
        name: gone
        for name, runs in report.writes.items()
        if (gone := sum(account["lost"] for accounts in runs for account in accounts))
    }

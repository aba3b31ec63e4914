"""Everything that is measured of crossings: who, from which state, and how."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass
from fnmatch import fnmatch
from typing import Any

from benchmarks import figures, states
from benchmarks.process import python, run
from benchmarks.server import Server
from benchmarks.states import State, States
from benchmarks.writer import writing

Figures = dict[str, Any]


@dataclass(frozen=True)
class Measurement:
    """One contender's work.

    Attributes:
        start: the state of the database it begins with.
        beside: the measurement of the in-place way that it is compared with. What was changed in
            between is compared with its way back in both directions: it knows of no changes.
        written_to: whether it is also measured while an application writes.
        ahead: what was run before, while the application wrote; only the command is measured.
    """

    name: str
    start: State
    command: tuple[str, ...]
    beside: str = "in-place-forward"
    written_to: bool = False
    ahead: tuple[str, ...] = ()

    @property
    def is_orm(self) -> bool:
        return self.name.startswith("orm")


def _contender(name: str) -> tuple[str, ...]:
    return tuple(python("-m", "benchmarks.contenders", name))


_FORWARD, _BACK = tuple(states.FORWARD), tuple(states.BACK)
_PREPARE = tuple(python("manage.py", "prepare_alignment"))
_VERIFY = tuple(python("manage.py", "verify_alignment"))

# In the order of a round: whom a comparison is between stand side by side.
ALL = (
    Measurement("floor", states.LEGACY, _contender("floor")),
    Measurement("floor-aligned", states.ALIGNED, _contender("floor-aligned")),
    Measurement("in-place-forward", states.LEGACY, _contender("in-place-forward"), written_to=True),
    Measurement("ours-forward", states.LEGACY, _FORWARD, written_to=True),
    Measurement("ours-prepared", states.LEGACY, _FORWARD, written_to=True, ahead=_PREPARE),
    Measurement("orm-forward", states.LEGACY, _contender("orm-forward"), written_to=True),
    Measurement(
        "in-place-back",
        states.IN_PLACE_ALIGNED,
        _contender("in-place-back"),
        beside="in-place-back",
        written_to=True,
    ),
    Measurement("ours-back", states.ALIGNED, _BACK, beside="in-place-back", written_to=True),
    Measurement("ours-again", states.BACK_AGAIN, _FORWARD),
    Measurement("ours-back-changed", states.ALIGNED_CHANGED, _BACK, beside="in-place-back"),
    Measurement("ours-again-changed", states.BACK_CHANGED, _FORWARD, beside="in-place-back"),
    Measurement("ours-verify", states.ALIGNED, _VERIFY, beside=""),
)


def chosen(patterns: Iterable[str], *, orm: bool) -> list[Measurement]:
    """The measurements of these names, or patterns of names; all where there are none."""
    patterns = list(patterns) or ["*"]
    return [
        measurement
        for measurement in ALL
        if any(fnmatch(measurement.name, pattern) for pattern in patterns)
        and (orm or not measurement.is_orm)
    ]


@dataclass
class Bench:
    """The measurements of one size.

    Attributes:
        rate: writes a second to each table, where writing is blocked; 0 leaves that out.
        told: takes a line for each measurement.
    """

    server: Server
    states: States
    rate: float
    told: Callable[[str], object]

    def rounds(self, measurements: list[Measurement], times: int) -> Iterator[tuple[str, Figures]]:
        """Measure all, then all again: what slows the machine down meanwhile slows down all."""
        for number in range(1, times + 1):
            for measurement in measurements:
                self.told(f"Round {number}: {measurement.name}")
                yield measurement.name, self.measure(measurement)
                if self.rate and measurement.written_to:
                    self.told(f"Round {number}: {measurement.name} while it is written to")
                    yield measurement.name, {"writes": self.blocked(measurement)}

    def measure(self, measurement: Measurement) -> Figures:
        """Everything but what an application notices."""
        name = self.states.copy(measurement.start)
        self._run_ahead(measurement, name)
        figures.settle(self.server, name)
        before = figures.read(self.server, name)
        outcome = run(measurement.command, self.server.url(name))
        after = figures.read(self.server, name)
        found = {
            "seconds": outcome.seconds,
            "memory": outcome.memory,
            "wal": after.wal - before.wal,
            "temporary": after.temporary - before.temporary,
            "steps": [asdict(step) for step in outcome.steps],
            "tables": figures.sizes(self.server, name),
        }
        self.server.drop(name)
        return found

    def blocked(self, measurement: Measurement) -> list[Figures]:
        """What becomes of an application's writes meanwhile, by table."""
        name = self.states.copy(measurement.start)
        figures.settle(self.server, name)
        with writing(self.server.url(name), self.rate) as accounts:
            self._run_ahead(measurement, name)
            run(measurement.command, self.server.url(name))
        self.server.drop(name)
        return accounts

    def _run_ahead(self, measurement: Measurement, name: str) -> None:
        if measurement.ahead:
            run(measurement.ahead, self.server.url(name))

"""The databases that measurements begin from; each is made once for a size, and copied."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import psycopg

from benchmarks import changes, rows
from benchmarks.process import python, run
from benchmarks.server import Server

FORWARD = python("manage.py", "migrate", "--no-color")
BACK = python("manage.py", "migrate", "alignment", "0001", "--no-color")
IN_PLACE = python("-m", "benchmarks.contenders", "in-place-forward")


@dataclass(frozen=True)
class State:
    """A database as it is before a measurement.

    Attributes:
        before: the state it comes from.
        by: the command that makes the one of the other.
        written: statements of the application, run afterwards.
    """

    name: str
    before: State | None = None
    by: tuple[str, ...] = ()
    written: str = ""


LEGACY = State("legacy")
ALIGNED = State("aligned", LEGACY, tuple(FORWARD))
ALIGNED_CHANGED = State("aligned_changed", ALIGNED, written=changes.ALIGNED)
BACK_AGAIN = State("back", ALIGNED, tuple(BACK))
BACK_CHANGED = State("back_changed", ALIGNED_CHANGED, tuple(BACK), changes.LEGACY)
IN_PLACE_ALIGNED = State("in_place", LEGACY, tuple(IN_PLACE))


@dataclass
class States:
    """The states of one size, made when they are asked for.

    Attributes:
        events: rows of detection_events.
        told: takes a line for each that is made.
    """

    server: Server
    events: int
    seed: int
    told: Callable[[str], object]
    _names: dict[State, str] = field(default_factory=dict)

    def copy(self, state: State) -> str:
        """A database in a state, for one measurement; its name."""
        return self.server.create(state.name, self._template(state))

    def _template(self, state: State) -> str:
        if state not in self._names:
            self._names[state] = self._made(state)
        return self._names[state]

    def _made(self, state: State) -> str:
        before = state.before
        name = self.copy(before) if before else self.server.create(state.name)
        self.told(f"Making the state {state.name!r} of {self.events:,} events")
        if state.by:
            run(state.by, self.server.url(name))
        with self.server.connect(name) as connection:
            self._write(connection, state)
            # As autovacuum leaves them by the next morning; it finds nothing to do meanwhile.
            connection.execute("VACUUM (ANALYZE)")
        return name

    def _write(self, connection: psycopg.Connection, state: State) -> None:
        if state.before is None:
            rows.fill(connection, self.events, self.seed)
        if state.written:
            connection.execute(state.written.encode())

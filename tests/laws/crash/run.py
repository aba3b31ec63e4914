"""A `migrate` in a process of its own, that is left alone or ended before its end."""

from __future__ import annotations

import re
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Self

from tests.config.processes import managing
from tests.scratch import Scratch

END_SESSION = """
    SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory'
    AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"""

OTHER_SESSIONS = """
    SELECT EXISTS (
        SELECT FROM pg_stat_activity
        WHERE datname = current_database() AND pid <> pg_backend_pid()
          AND backend_type = 'client backend')"""

MIGRATION = re.compile(
    r"^  (?:Applying|Taking back) (?P<section>\w+)\.(?P<name>\w+)\n(?P<steps>(?: {4}.*\n)*)",
    re.MULTILINE,
)

PATIENCE = 120  # seconds, for what takes a few


@dataclass(frozen=True)
class Step:
    """What the operator does: `migrate`, and with what arguments."""

    name: str
    target: tuple[str, ...]

    @property
    def forward(self) -> bool:
        return not self.target


FIRST = Step("first alignment", ())
BACK = Step("rollback", ("alignment", "0001"))
AGAIN = Step("alignment again", ())


@dataclass(frozen=True)
class Instant:
    """A moment of a run, whatever else the machine has to do: so long after it said so much.

    It says its first line when it has the database to itself, and one more for each thing it does.
    """

    lines: int
    seconds: float


@dataclass
class Run:
    """One `migrate`: its process, what it says, and when."""

    database: Scratch
    process: subprocess.Popen[str]
    watchdog: threading.Timer
    lines: list[str] = field(default_factory=list)
    times: list[float] = field(default_factory=list)
    errors: str = ""

    @classmethod
    @contextmanager
    def of(cls, step: Step, database: Scratch) -> Iterator[Self]:
        """Begin it. It ends with the block at the latest."""
        variables = {"DATABASE_URL": database.url, "PYTHONUNBUFFERED": "1"}
        with managing("migrate", *step.target, **variables) as process:
            watchdog = threading.Timer(PATIENCE, process.kill)
            watchdog.start()
            try:
                yield cls(database, process, watchdog)
            finally:
                watchdog.cancel()
                process.kill()

    def follow(self, lines: int | None = None) -> None:
        """Listen until it has said so many lines, or has ended."""
        assert self.process.stdout is not None
        while len(self.lines) != lines and (line := self.process.stdout.readline()):
            self.lines.append(line)
            self.times.append(time.monotonic())

    def wait_for(self, instant: Instant) -> None:
        """Or for its end, if that comes first."""
        self.follow(instant.lines)
        if len(self.lines) == instant.lines:
            time.sleep(instant.seconds)
        else:
            self.process.wait()

    def finish(self) -> int:
        """Wait for its end; the exit code."""
        assert self.process.stderr is not None
        self.follow()
        self.errors = self.process.stderr.read()
        self.process.wait()
        assert self.watchdog.is_alive(), f"no end in {PATIENCE} s: {self.said}"
        return self.process.returncode

    # --- Ways to end it ---

    def kill_process(self) -> None:
        self.process.kill()

    def end_session(self) -> None:
        self.database.query(END_SESSION)

    def wait_for_session(self) -> None:
        """PostgreSQL may be at a statement of a process that is gone."""
        deadline = time.monotonic() + PATIENCE
        while self.database.value(OTHER_SESSIONS):
            assert time.monotonic() < deadline
            time.sleep(0.01)

    # --- What it said ---

    @property
    def said(self) -> str:
        return "".join([*self.lines, self.errors])

    @property
    def crossed(self) -> set[str]:
        """The sections of which it said that they are done."""
        return {migration["section"] for migration in self._sections() if is_done(migration)}

    @property
    def place(self) -> str:
        """The section it was at, at its end; nothing if it was between two."""
        *_, last = [None, *self._sections()]
        return "" if last is None or is_done(last) else last["section"]

    def _sections(self) -> Iterator[re.Match[str]]:
        return (found for found in MIGRATION.finditer(self.said) if found["name"] == "0002_align")


def is_done(migration: re.Match[str]) -> bool:
    return "    OK " in migration["steps"]

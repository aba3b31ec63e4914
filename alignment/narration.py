"""What a long run tells its operator: a line for each step, with what it did and how long it took.

The engine says `with step("Carry events") as done:`; whoever runs it decides who listens.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from threading import Timer
from typing import Protocol

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

# Seconds after which a step gets a moving bar.
PATIENCE = 2.0


class Listener(Protocol):
    """Told of each step as it begins and as it ends."""

    def working(self, title: str) -> AbstractContextManager[None]: ...

    def finished(self, title: str, result: str, seconds: float) -> None: ...


@dataclass
class Bars:
    """On a terminal, a moving bar for the step at work; nothing that stays.

    Attributes:
        console: the terminal to draw the bar on; None draws nothing.
    """

    console: Console | None = None

    @contextmanager
    def working(self, title: str) -> Iterator[None]:
        if self.console is None:
            yield
            return
        columns = TextColumn("    {task.description}"), BarColumn(), TimeElapsedColumn()
        progress = Progress(*columns, console=self.console, transient=True)
        # How far a single SQL statement is, PostgreSQL does not tell: no total, a pulse.
        progress.add_task(title, total=None)
        start = Timer(PATIENCE, progress.start)
        start.start()
        try:
            yield
        finally:
            start.cancel()
            start.join()
            progress.stop()

    def finished(self, title: str, result: str, seconds: float) -> None:
        """What was done is told by the answer."""


@dataclass
class Lines(Bars):
    """Writes a line for each finished step as well.

    Attributes:
        write: takes one line.
    """

    write: Callable[[str], object] = print

    def finished(self, title: str, result: str, seconds: float) -> None:
        text = f"{title}: {result}" if result else title
        self.write(f"    {text:<84} {seconds:6.1f} s")


_listener: ContextVar[Listener | None] = ContextVar("listener", default=None)


@contextmanager
def listening(listener: Listener) -> Iterator[None]:
    """Have `listener` told of every step within."""
    token = _listener.set(listener)
    try:
        yield
    finally:
        _listener.reset(token)


@contextmanager
def step(title: str) -> Iterator[Callable[[str], None]]:
    """One step of a long run. The function it gives takes the result, in a few words."""
    results: list[str] = []
    listener = _listener.get()
    if listener is None:
        yield results.append
        return
    started = time.monotonic()
    with listener.working(title):
        yield results.append
    listener.finished(title, " ".join(results), time.monotonic() - started)

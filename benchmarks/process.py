"""A contender's process: how long it took, what it told, and how much memory it had."""

from __future__ import annotations

import os
import re
import resource
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event, Thread

ROOT = Path(__file__).resolve().parent.parent

_OFTEN = 0.02  # seconds between two looks at a process

# `migrate` tells a step with its seconds, and a migration of Django's own in one line.
_STEP = re.compile(r"^ {4}(?P<title>\S.*?) +(?P<seconds>\d+\.\d) s$")
_STARTED = re.compile(r"^(Running migrations|At work):$")
_HEAD = re.compile(
    r"^ {2}(?:Applying|Taking back|Unapplying) (?P<name>[\w.]+)(?P<done>\.\.\. OK)?$"
)
_PEAK = re.compile(r"^VmHWM:\s+(\d+) kB$", re.MULTILINE)


@dataclass
class Step:
    """A line that a contender told.

    Attributes:
        within: the migration, if it is one's.
        title: what was done; `OK` is what a migration did besides.
        told: seconds by its own account, in tenths.
        seconds: since the line before; of all lines together, the whole run until the last.
    """

    within: str
    title: str
    told: float | None
    seconds: float


@dataclass
class Outcome:
    """What a process came to.

    Attributes:
        seconds: from its start to its end.
        memory: most bytes it ever had in memory; the server's are not among them.
    """

    seconds: float = 0.0
    memory: int = 0
    steps: list[Step] = field(default_factory=list)
    output: str = ""

    def note(self, line: str, within: str, now: float) -> str:
        """Take note of a line, so many seconds after the start; the migration it leaves us in."""
        since = now - sum(step.seconds for step in self.steps)
        if _STARTED.match(line):
            self.steps.append(Step("", "Start", None, since))
        if head := _HEAD.match(line):
            if head["done"]:
                self.steps.append(Step(head["name"], "OK", None, since))
            return head["name"]
        if told := _STEP.match(line):
            self.steps.append(Step(within, told["title"], float(told["seconds"]), since))
        return within


class Failed(Exception):
    """A contender did not do its work."""

    def __init__(self, command: Sequence[str], status: int, output: str) -> None:
        super().__init__(
            f"`{' '.join(command)}` ended with status {status}. It said:\n{output.rstrip()}"
        )


def python(*arguments: str) -> list[str]:
    """A command that runs this Python."""
    return [sys.executable, *arguments]


def environment(url: str) -> dict[str, str]:
    """What a process that works on a database is given."""
    return os.environ | {"DATABASE_URL": url, "PYTHONUNBUFFERED": "1", "NO_COLOR": "1"}


def run(command: Sequence[str], url: str) -> Outcome:
    """Run a command on a database, and watch it.

    Raises:
        Failed: it ended with another status than 0.
    """
    outcome = Outcome()
    started = time.monotonic()
    with (
        subprocess.Popen(
            command,
            cwd=ROOT,
            env=environment(url),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            encoding="utf-8",
        ) as process,
        _watched(process.pid, outcome),
    ):
        assert process.stdout is not None
        within = ""
        for line in process.stdout:
            outcome.output += line
            within = outcome.note(line.rstrip("\n"), within, time.monotonic() - started)
        process.wait()
        outcome.seconds = time.monotonic() - started
    if process.returncode:
        raise Failed(command, process.returncode, outcome.output)
    return outcome


@contextmanager
def _watched(pid: int, outcome: Outcome) -> Iterator[None]:
    """Note the most memory a process has, for which Linux is asked while it lives.

    What `wait4` tells afterwards begins with the memory of whoever started the process, so it is
    only asked where there is no /proc.
    """
    status, ended = Path(f"/proc/{pid}/status"), Event()

    def look() -> None:
        while not ended.wait(_OFTEN):
            outcome.memory = max(outcome.memory, _peak(status))

    watcher = Thread(target=look)
    watcher.start()
    try:
        yield
    finally:
        ended.set()
        watcher.join()
    if not outcome.memory:
        outcome.memory = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024


def _peak(status: Path) -> int:
    try:
        found = _PEAK.search(status.read_text())
    except OSError:  # it has ended
        return 0
    return int(found[1]) * 1024 if found else 0

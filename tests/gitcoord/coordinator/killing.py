"""A process whose children do what they are told, and are killed between two steps of it.

`forking` starts one that has Django set up already; each order is carried out by a child of its
own, which SIGKILL ends where its nth step would begin, or after some seconds.
"""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.config.processes import speaking

CODE = '''
import json, os, signal, sys
from contextlib import contextmanager
from pathlib import Path

from alignment.narration import listening
from gitcoord.coordinator import (
    Coordination, assign_task, git_status, merge_all_for_epic, submit_work
)
from gitcoord.git.remote import Remote
from gitcoord.git.repository import open_repository


class Killer:
    """Counts steps, and ends this process before one of them."""

    def __init__(self, at):
        self.left = at

    @contextmanager
    def working(self, title):
        if self.left == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        self.left -= 1
        yield

    def finished(self, title, result, seconds):
        pass


def carry_out(order):
    made = open_repository(order["path"])
    remote = Remote(made, order["remote"]) if order["remote"] else None
    at = Coordination(made, remote, wait=60)
    calls = {
        "assign": lambda: assign_task(*order["with"], at=at, **order["options"]),
        "submit": lambda: submit_work(*order["with"], at=at),
        "merge": lambda: merge_all_for_epic(*order["with"], at=at),
        "repair": lambda: git_status(repair=True, at=at),
    }
    if order["after"]:
        signal.setitimer(signal.ITIMER_REAL, order["after"])
        signal.signal(signal.SIGALRM, signal.SIG_DFL)
    with listening(Killer(order["at"])):
        calls[order["call"]]()


print("ready", flush=True)
for line in sys.stdin:
    order = json.loads(line)
    child = os.fork()
    if child == 0:
        try:
            carry_out(order)
        except BaseException as error:
            print(repr(error), file=sys.stderr, flush=True)
            os._exit(1)
        os._exit(0)
    print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)
'''


@dataclass(frozen=True)
class Forking:
    """Where orders go to."""

    process: subprocess.Popen[str]
    path: Path
    remote: Path | None

    def survives(
        self, call: str, *arguments: Any, at: int = -1, after: float = 0, **options: Any
    ) -> bool:
        """Whether it came to its end before it was killed; a failure of its own is none."""
        assert self.process.stdin
        assert self.process.stdout
        order = {"call": call, "with": arguments, "at": at, "after": after, "options": options}
        place = {"path": str(self.path), "remote": str(self.remote) if self.remote else None}
        self.process.stdin.write(json.dumps(order | place) + "\n")
        self.process.stdin.flush()
        status = int(self.process.stdout.readline())
        assert status in (0, -9, -14), f"{call} failed by itself"
        return status == 0


@contextmanager
def forking(url: str, path: Path, remote: Path | None) -> Iterator[Forking]:
    variables = {"DATABASE_URL": url, "SECRET_KEY": "x"}
    with speaking(CODE, variables) as process:
        try:
            assert process.stdout
            assert process.stdout.readline() == "ready\n"
            yield Forking(process, path, remote)
        finally:
            process.kill()

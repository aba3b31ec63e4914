"""The two commands, each in a process of its own, and what they leave behind."""

import subprocess
import time
from pathlib import Path

from tests.config.processes import manage, managing
from tests.scratch import Scratch

Outcome = subprocess.CompletedProcess[str]


def backup(database: Scratch, path: Path, *args: str, **variables: str) -> Outcome:
    return manage("backup_database", str(path), *args, **_settled(database, path, variables))


def restore(
    database: Scratch, path: Path, *args: str, stdin: str = "", **variables: str
) -> Outcome:
    settled = _settled(database, path, variables)
    return manage("restore_database", str(path), *args, stdin=stdin, **settled)


def at_work(command: str, database: Scratch, path: Path, *args: str) -> subprocess.Popen[str]:
    return managing(command, str(path), *args, **_settled(database, path, {}))


def nothing_left(database: Scratch, path: Path) -> bool:
    """Whether there is neither a file nor a scratch database."""
    oid = database.value("SELECT oid FROM pg_database WHERE datname = current_database()")
    left = "SELECT count(*) FROM pg_database WHERE starts_with(datname, %s)"
    files = [file for file in path.parent.iterdir() if file.is_file()]
    return files == [] and database.value(left, [f"backup_check_{oid}_"]) == 0


def as_role(database: Scratch, role: str) -> str:
    """The address of a database for another login."""
    return f"postgresql://{role}@{database.url.partition('@')[2]}"


def wait_until(database: Scratch, question: str) -> None:
    deadline = time.monotonic() + 60
    while not database.value(question):
        assert time.monotonic() < deadline
        time.sleep(0.05)


def _settled(database: Scratch, path: Path, variables: dict[str, str]) -> dict[str, str]:
    """With a folder of the test for what the process keeps: its secret key and its like."""
    return {"DATABASE_URL": database.url, "VAR_DIR": str(path.parent / "var")} | variables

"""A server of the admin in a process of its own, with a demo database of its own."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, LiteralString

import psycopg
from django.conf import settings
from psycopg.sql import SQL, Identifier

from config.demo import database
from tests.scratch import Scratch, administrate, unique_name

PASSWORD = re.compile(r"Log in as admin, password (\S+)")
ADDRESS = re.compile(r"http://\S+")

# Staff who may look at everything and change nothing.
VIEWER = """
from django.contrib.auth.models import Permission, User
viewer = User.objects.create_user("viewer", password={password!r}, is_staff=True)
viewer.user_permissions.set(Permission.objects.filter(codename__startswith="view_"))
"""


@dataclass(frozen=True)
class Served:
    """Where it answers, and who may log in.

    Attributes:
        url: of the admin's index.
        passwords: by the name of the user.
    """

    database: str
    url: str
    passwords: dict[str, str]

    def sql(self, statement: LiteralString) -> Any:
        """Have a statement run; the rows, if it gives any."""
        with psycopg.connect(Scratch(self.database).url, autocommit=True) as connection:
            cursor = connection.execute(statement)
            return cursor.fetchall() if cursor.description else None

    @contextmanager
    def locking(self, table: str) -> Iterator[None]:
        """Somebody has a table to himself meanwhile."""
        lock = SQL("LOCK TABLE {} IN ACCESS EXCLUSIVE MODE").format(Identifier(table))
        with psycopg.connect(Scratch(self.database).url) as connection:
            connection.execute(lock)
            yield

    def manage(self, *arguments: str) -> str:
        """A command of manage.py on its database; what it said."""
        return _python(self.database, "-m", "config.demo", *arguments)


@contextmanager
def served(**variables: str) -> Iterator[Served]:
    """A server, for as long as it is needed.

    Args:
        variables: of its environment.
    """
    name = unique_name("browser_")
    with tempfile.TemporaryFile("w+") as errors:
        process = subprocess.Popen(
            [sys.executable, "-m", "config.serve", "--port", "0"],
            env=_environment(name) | variables,
            cwd=settings.BASE_DIR,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=errors,
            text=True,
        )
        try:
            yield _introduced(process, errors, name)
        finally:
            process.terminate()
            process.communicate(timeout=30)
            administrate(SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(Identifier(name)))


def _introduced(process: subprocess.Popen[str], errors: Any, name: str) -> Served:
    """What the server says of itself, up to where it answers."""
    assert process.stdout is not None
    said = ""
    for line in process.stdout:
        said += line
        if address := ADDRESS.search(line):
            password = PASSWORD.search(said)
            assert password, said
            viewers = unique_name()
            _python(name, "-m", "config.demo", "shell", "-c", VIEWER.format(password=viewers))
            return Served(name, address[0], {"admin": password[1], "viewer": viewers})
    errors.seek(0)
    raise AssertionError(f"It does not serve: {said}{errors.read()}")


def _python(name: str, *arguments: str) -> str:
    outcome = subprocess.run(
        [sys.executable, *arguments],
        env=_environment(name),
        cwd=settings.BASE_DIR,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert outcome.returncode == 0, outcome.stderr
    return outcome.stdout


def _environment(name: str) -> dict[str, str]:
    return os.environ | {database.NAME_VARIABLE: name, "DEBUG": "0"}

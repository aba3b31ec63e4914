"""pg_dump and pg_restore: where they are, whether they fit the server, how they reach it."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from psycopg.conninfo import make_conninfo
from psycopg.pq import Conninfo

from alignment.backup.errors import ProgramFailed, ProgramMissing, ProgramTooOld
from alignment.catalog import value

VERSION = re.compile(r"\) (\d+)(?:\.(\d+))?")

# The lines of a program that say what went wrong; others say where it was.
TELLING = re.compile(r"error: |^Command was: ")


@dataclass(frozen=True)
class Program:
    """A program of PostgreSQL.

    Attributes:
        path: where it is.
        version: major and minor.
    """

    path: str
    version: tuple[int, int]

    def __str__(self) -> str:
        return self.path

    @property
    def dotted(self) -> str:
        return dotted(self.version)

    def run(self, *arguments: str, environment: Mapping[str, str] | None = None) -> str:
        """Run it; what it wrote to standard output.

        Args:
            environment: how to reach the server, from `address`; for a run without one, nothing.

        Raises:
            ProgramFailed: it ended with an error.
        """
        with subprocess.Popen(
            [self.path, *arguments],
            # In English, or its errors would not be told from the rest.
            env=os.environ | (environment or {}) | {"LC_ALL": "C"},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            encoding="utf-8",
            errors="replace",
        ) as process:
            try:
                output, errors = process.communicate()
            except BaseException:
                process.terminate()  # Unlike a killed one, it has the server stop too.
                raise
        if process.returncode:
            raise ProgramFailed(self.path, _told(errors))
        return output


@dataclass(frozen=True)
class Programs:
    """The two that a backup needs.

    Attributes:
        server: version of the server they were chosen for.
    """

    dump: Program
    restore: Program
    server: tuple[int, int]

    @classmethod
    def fitting(cls, connection: BaseDatabaseWrapper) -> Programs:
        """Those that go with the server of this connection.

        Raises:
            ProgramMissing: there is none.
            ProgramTooOld: all there are, are older than the server.
        """
        number = int(value(connection, "SELECT current_setting('server_version_num')"))
        server = (number // 10000, number % 10000)
        return cls(
            dump=_fitting(connection, "pg_dump", server),
            restore=_fitting(connection, "pg_restore", server),
            server=server,
        )


def dotted(version: tuple[int, int]) -> str:
    """A version as people write it."""
    return "{}.{}".format(*version)


def address(connection: BaseDatabaseWrapper) -> dict[str, str]:
    """Where the server is and who asks, in libpq's environment variables.

    Nothing of it goes on a command line, which everybody on the machine can read.
    """
    variables = {
        option.keyword.decode(): option.envvar.decode()
        for option in Conninfo.get_defaults()
        if option.envvar
    }
    # Rows leave a database in its own encoding: not every text could be converted and back.
    del variables["client_encoding"]
    asked: dict[str, Any] = connection.get_connection_params()
    return {
        variables[word]: str(setting)
        for word, setting in asked.items()
        if word in variables and setting is not None
    }


def role(connection: BaseDatabaseWrapper) -> list[str]:
    """The argument for the role that Django assumes after its login, if it does."""
    assumed = connection.settings_dict.get("OPTIONS", {}).get("assume_role")
    return [f"--role={assumed}"] if assumed else []


def target(connection: BaseDatabaseWrapper) -> str:
    """The argument that has pg_restore write to a database instead of printing."""
    name = value(connection, "SELECT current_database()")
    return f"--dbname={make_conninfo(dbname=name)}"


def _fitting(connection: BaseDatabaseWrapper, name: str, server: tuple[int, int]) -> Program:
    """The oldest that is not older than the server: a newer one may write what this one refuses."""
    found = [
        Program(path, version)
        for path in dict.fromkeys(_places(connection, name))
        if (version := _version(path, connection))
    ]
    if not found:
        raise ProgramMissing(name, server[0])
    fitting = [program for program in found if program.version[0] >= server[0]]
    if not fitting:
        newest = max(found, key=lambda program: program.version)
        raise ProgramTooOld(newest.path, newest.dotted, dotted(server))
    return min(fitting, key=lambda program: (program.version[0], -program.version[1]))


def _places(connection: BaseDatabaseWrapper, name: str) -> Iterator[str]:
    """Where a program of this name is: beside the psql that `dbshell` would start, and on PATH."""
    client: Any = type("Client", (connection.client_class,), {"executable_name": name})
    [named, *_], _ = client.settings_to_cmd_args_env(connection.settings_dict, [])
    folders = os.environ.get("PATH", os.defpath).split(os.pathsep)
    for path in (shutil.which(named), *(shutil.which(name, path=folder) for folder in folders)):
        if path:
            yield path


def _version(path: str, connection: BaseDatabaseWrapper) -> tuple[int, int] | None:
    """What a program says of itself; None if it does not run, as Debian's wrapper of nothing."""
    try:
        # With the address, by which that wrapper decides which of several versions it starts.
        said = Program(path, (0, 0)).run("--version", environment=address(connection))
    except (OSError, ProgramFailed):
        return None
    found = VERSION.search(said)
    return (int(found[1]), int(found[2] or 0)) if found else None


def _told(errors: str) -> str:
    """The first two lines that say what went wrong."""
    lines = [" ".join(line.split()) for line in errors.splitlines() if line.strip()]
    telling = [line for line in lines if TELLING.search(line)] or lines
    return "; ".join(line.rstrip(".;") for line in telling[:2]) or "it did not say why"

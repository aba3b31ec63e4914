"""Where walks take place: a server, the ways to end a migration there, a database to copy."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from psycopg.sql import SQL, Identifier

from config.database import EMBEDDED
from tests.laws.crash.rows import CROWD
from tests.laws.crash.run import Run
from tests.laws.crash.server import OwnServer
from tests.laws.crash.twin import Twin
from tests.laws.crash.walk import Way
from tests.laws.hostile import HOSTILE_ROWS
from tests.scratch import Scratch, administrate
from tests.walks import copied

# The suite's server, unless it is the embedded one: our own is of its kind.
GROUNDS = ("own",) if settings.DATABASES["default"]["ENGINE"] == EMBEDDED else ("own", "suite")

WAYS: Mapping[str, Way] = {"process": Run.kill_process, "session": Run.end_session}


@dataclass(frozen=True)
class Ground:
    """What walks on one server have in common.

    Attributes:
        template: name of the database where all begin.
    """

    ways: Mapping[str, Way]
    template: str
    twin: Twin


@contextmanager
def prepared(ground: str) -> Iterator[Ground]:
    """For a while, scratch databases are on that ground."""
    with on_server(ground) as ways, crowded() as template:
        with durable(template) as database:
            twin = Twin.of(database)
        yield Ground(ways, template, twin)


@contextmanager
def on_server(ground: str) -> Iterator[Mapping[str, Way]]:
    """The ways to end a migration there."""
    if ground == "suite":
        yield WAYS
        return
    with OwnServer.running() as server, server.in_use():

        def stop_server(run: Run) -> None:
            run.database.connection.close()
            server.stop()
            run.process.wait(timeout=60)
            server.start()

        yield {**WAYS, "server": stop_server}


@contextmanager
def crowded() -> Iterator[str]:
    """A database with many legacy rows, and all of Django's own tables."""
    with copied("template1") as database:
        database.script(Path(settings.BASE_DIR, "config/demo/legacy.sql").read_text())
        database.script(HOSTILE_ROWS)
        database.script(CROWD)
        for app in ("auth", "admin", "sessions"):
            database.migrate(app)
        database.connection.close()
        yield database.name


@contextmanager
def durable(template: str) -> Iterator[Scratch]:
    """A copy whose commits wait for the disk, as an operator's do, and so survive a crash."""
    with copied(template) as database:
        statement = SQL("ALTER DATABASE {} RESET synchronous_commit")
        administrate(statement.format(Identifier(database.name)))
        # Before the first checkpoint a copied sequence does not log the numbers it gives out, and
        # after a crash it would give them out again.
        administrate(SQL("CHECKPOINT").format())
        yield database

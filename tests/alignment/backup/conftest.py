"""A database with rows, a place for its backup, and programs that fit the server."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.db import connections
from psycopg.sql import SQL, Identifier

from alignment.backup.programs import Program
from config.database import EMBEDDED
from config.embedded import server
from tests.conftest import RoleFactory
from tests.rows import commit, event, insert
from tests.scratch import Scratch, administrate

Run = Callable[..., str]
Intercept = Callable[[Run], None]


@pytest.fixture(autouse=True)
def client_programs(monkeypatch: pytest.MonkeyPatch) -> None:
    """On PATH, those that are not older than the server that the suite runs on."""
    if connections.databases["default"]["ENGINE"] == EMBEDDED:
        folder = str(server.start().bin_path)
        monkeypatch.setenv("PATH", f"{folder}{os.pathsep}{os.environ['PATH']}")


@pytest.fixture
def filled(legacy: Scratch, tmp_path: Path, settings: Any) -> Scratch:
    """Eight rows. What this process writes down of backups goes where it is forgotten."""
    insert(legacy, "detection_events", event(1), event(2))
    insert(legacy, "git_commits", commit(1))
    settings.VAR_DIR = tmp_path / "var"
    return legacy


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where to put a backup; alone in its folder."""
    folder = tmp_path / "it's here"
    folder.mkdir()
    return folder / "before.dump"


@pytest.fixture
def maker(roles: RoleFactory) -> str:
    """A role that may make databases, and nothing else."""
    role = roles()
    administrate(SQL("ALTER ROLE {} CREATEDB").format(Identifier(role)))
    return role


@pytest.fixture
def for_superusers(filled: Scratch) -> str:
    """An extension that only superusers can make."""
    [(name,), *_] = filled.query(
        "SELECT name FROM pg_available_extension_versions WHERE superuser AND NOT trusted"
        " ORDER BY name"
    )
    return str(name)


@pytest.fixture
def intercept(monkeypatch: pytest.MonkeyPatch) -> Intercept:
    """Have pg_dump run as `instead(run, *arguments)`."""

    def set_up(instead: Run) -> None:
        plain = Program.run

        def run(program: Program, *args: str, **options: Any) -> str:
            if "--format=custom" not in args:
                return plain(program, *args, **options)
            return instead(lambda *args: plain(program, *args, **options), *args)

        monkeypatch.setattr(Program, "run", run)

    return set_up

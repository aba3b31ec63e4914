"""`backup_database`: no file, no scratch database, and the reason with its remedy."""

import os
import signal
from pathlib import Path

import psycopg
import pytest

from alignment.backup import create
from alignment.backup.errors import BackupFailed, PathTaken, RehearsalFailed, TablesNotInArchive
from tests.alignment.backup.commands import as_role, at_work, backup, nothing_left, wait_until
from tests.alignment.backup.conftest import Intercept, Run
from tests.alignment.backup.databases import ENDLESS, UNRESTORABLE
from tests.conftest import RoleFactory
from tests.scratch import Scratch

SOMEBODY_WAITS = """
    SELECT EXISTS (
        SELECT FROM pg_locks JOIN pg_database ON pg_database.oid = database
        WHERE datname = current_database() AND NOT granted
    )"""


A_RESTORE_SLEEPS = """
    SELECT EXISTS (
        SELECT FROM pg_stat_activity JOIN pg_database AS original
            ON starts_with(pg_stat_activity.datname, 'backup_check_' || original.oid || '_')
        WHERE original.datname = current_database() AND wait_event = 'PgSleep'
    )"""


@pytest.mark.parametrize(
    ("where", "said"),
    [
        (".", "PathIsFolder: {} is a folder. Name a file, for example {}/before.dump.\n"),
        ("none/before.dump", "FolderRefuses: No file can be made in {parent}: No such file"),
        ("/sys/before.dump", "FolderRefuses: No file can be made in /sys: "),
        ("there/before.dump", "FolderRefuses: No file can be made in {parent}: Not a directory"),
        ("there", "PathTaken: {} exists. A backup overwrites nothing: name another file"),
    ],
)
def test_where_no_file_can_be_made(where: str, said: str, legacy: Scratch, tmp_path: Path) -> None:
    (tmp_path / "there").write_text("mine")
    path = tmp_path / where
    outcome = backup(legacy, path, VAR_DIR=str(tmp_path / "var"))
    assert (outcome.returncode, outcome.stdout) == (1, "")
    assert outcome.stderr.startswith(said.format(path, path, parent=path.parent))
    assert (tmp_path / "there").read_text() == "mine"


def test_a_file_that_appears_meanwhile(filled: Scratch, path: Path, intercept: Intercept) -> None:
    def meanwhile(run: Run, *args: str) -> str:
        path.write_text("mine")
        return run(*args)

    intercept(meanwhile)
    with pytest.raises(PathTaken, match="overwrites nothing"):
        create(filled.connection, path)
    assert path.read_text() == "mine"
    path.unlink()
    assert nothing_left(filled, path)


def fake(folder: Path, version: str) -> str:
    """A folder whose pg_dump and pg_restore do nothing but say a version."""
    folder.mkdir()
    for name in ("pg_dump", "pg_restore"):
        (folder / name).write_text(f"#!/bin/sh\necho '{name} (PostgreSQL) {version}'\n")
        (folder / name).chmod(0o755)
    return str(folder)


def test_a_server_newer_than_the_programs(filled: Scratch, path: Path, tmp_path: Path) -> None:
    outcome = backup(filled, path, PATH=fake(tmp_path / "old", "9.6.24"))
    version = filled.value("SHOW server_version").split()[0]
    assert outcome.returncode == 1
    assert outcome.stderr.startswith(
        f"ProgramTooOld: The server is PostgreSQL {version}, and {tmp_path}/old/pg_dump is only "
        f"9.6. Install the client programs of version {version.partition('.')[0]} or newer"
    )
    assert nothing_left(filled, path)


def test_programs_that_do_not_fit_are_passed_over(
    filled: Scratch, path: Path, tmp_path: Path
) -> None:
    folders = fake(tmp_path / "old", "9.6.24"), fake(tmp_path / "new", "99.1"), os.environ["PATH"]
    outcome = backup(filled, path, PATH=os.pathsep.join(folders))
    assert (outcome.returncode, outcome.stderr) == (0, "")


def test_programs_that_do_not_run(filled: Scratch, path: Path, tmp_path: Path) -> None:
    outcome = backup(filled, path, PATH=fake(tmp_path / "none", "?"))
    assert outcome.returncode == 1
    assert outcome.stderr.startswith("ProgramMissing: There is no pg_dump on PATH that runs. ")
    assert nothing_left(filled, path)


def test_a_role_that_makes_no_databases_cannot_verify(
    filled: Scratch, path: Path, roles: RoleFactory
) -> None:
    role = roles()
    outcome = backup(filled, path, "--verify", DATABASE_URL=as_role(filled, role))
    assert (outcome.returncode, outcome.stdout) == (1, "")
    assert f'As a superuser: ALTER ROLE "{role}" CREATEDB.' in outcome.stderr
    assert nothing_left(filled, path)


def test_a_role_that_makes_no_extensions_cannot_verify(
    filled: Scratch, path: Path, maker: str, for_superusers: str
) -> None:
    filled.script(f'CREATE EXTENSION IF NOT EXISTS "{for_superusers}"')
    outcome = backup(filled, path, "--verify", DATABASE_URL=as_role(filled, maker))
    assert (outcome.returncode, outcome.stdout) == (1, "")
    assert f'where extension "{for_superusers}" cannot be made: permission' in outcome.stderr
    assert nothing_left(filled, path)


def test_a_role_that_may_not_read_a_table(filled: Scratch, path: Path, roles: RoleFactory) -> None:
    outcome = backup(filled, path, DATABASE_URL=as_role(filled, roles()))
    assert outcome.returncode == 1
    assert outcome.stderr.startswith(
        "BackupFailed: The backup failed, and no file was left: permission denied for table "
    )
    assert nothing_left(filled, path)


def test_an_archive_without_every_table(filled: Scratch, path: Path, intercept: Intercept) -> None:
    def forgetful(run: Run, *args: str) -> str:
        return run(*args, "--exclude-table=git_*", "--exclude-table-data=detection_*")

    intercept(forgetful)
    with pytest.raises(TablesNotInArchive) as refused:
        create(filled.connection, path)
    assert "lacks 3 tables (public.detection_events, public.git_commits, " in str(refused.value)
    assert nothing_left(filled, path)


def test_an_archive_that_cannot_be_restored(filled: Scratch, path: Path) -> None:
    filled.script(UNRESTORABLE)
    with pytest.raises(RehearsalFailed, match=r'no file was left: .* relation "z" does not exist'):
        create(filled.connection, path, verify=True)
    assert nothing_left(filled, path)


def test_a_program_that_fails_is_quoted(filled: Scratch, path: Path, intercept: Intercept) -> None:
    def mistaken(run: Run, *args: str) -> str:
        return run(*args, "--snapshot=none")

    intercept(mistaken)
    with pytest.raises(BackupFailed, match=r"pg_dump: error: query failed: ERROR: .* snapshot"):
        create(filled.connection, path)
    assert nothing_left(filled, path)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_being_stopped(filled: Scratch, path: Path, number: signal.Signals) -> None:
    with psycopg.connect(filled.url) as login:
        login.execute("LOCK git_sessions")
        process = at_work("backup_database", filled, path)
        wait_until(filled, SOMEBODY_WAITS)
        assert not nothing_left(filled, path)
        process.send_signal(number)
        _, said = process.communicate(timeout=60)
    assert process.returncode == 128 + number
    assert said == f"Interrupted: Stopped by {number.name}. No file was left.\n"
    assert nothing_left(filled, path)


def test_being_stopped_while_a_restore_is_tried(filled: Scratch, path: Path) -> None:
    filled.script(ENDLESS)
    process = at_work("backup_database", filled, path, "--verify")
    wait_until(filled, A_RESTORE_SLEEPS)
    process.send_signal(signal.SIGTERM)
    _, said = process.communicate(timeout=60)
    assert said == "Interrupted: Stopped by SIGTERM. No file was left.\n"
    assert nothing_left(filled, path)

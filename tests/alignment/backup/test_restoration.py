"""`restore_database`: everything comes back, or nothing."""

import json
import signal
from pathlib import Path

import pytest
from psycopg.sql import SQL, Identifier

from alignment.backup import create
from tests.alignment.backup.commands import as_role, at_work, restore, wait_until
from tests.alignment.backup.databases import ENDLESS, ODD
from tests.conftest import ScratchFactory
from tests.scratch import Scratch, administrate, unique_name

TABLES = "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'"

SLEEPING = """
    SELECT FROM pg_stat_activity
    WHERE datname = current_database() AND wait_event = 'PgSleep'"""


@pytest.fixture
def archive(filled: Scratch, path: Path) -> Path:
    create(filled.connection, path)
    return path


def test_all_comes_back(filled: Scratch, path: Path, scratch: Scratch) -> None:
    filled.script(ODD)
    create(filled.connection, path)
    outcome = restore(scratch, path, "--no-input")
    assert (outcome.returncode, outcome.stderr) == (0, "")
    assert scratch.dump() == filled.dump()


def test_an_aligned_database_comes_back(filled: Scratch, path: Path, scratch: Scratch) -> None:
    filled.migrate()
    create(filled.connection, path, verify=True)
    assert restore(scratch, path, "--no-input").returncode == 0
    assert scratch.dump() == filled.dump()
    scratch.migrate("alignment", "0001")
    assert scratch.value("SELECT count(*) FROM detection_events") == 2


def test_it_tells_what_is_in_it_before_and_what_came_out_after(
    filled: Scratch, archive: Path, scratch: Scratch
) -> None:
    said = restore(scratch, archive, "--no-input").stdout
    before, after = said.split("    Restore: ")
    assert f"from database {filled.name}, PostgreSQL " in " ".join(before.split())
    assert "\n    public.detection_events\n" in before
    assert after.startswith("5 tables, 8 rows ")
    assert "\nRestored 5 tables, 8 rows, from " in after


def test_json_tells_the_rows_of_every_table(archive: Path, scratch: Scratch) -> None:
    outcome = restore(scratch, archive, "--no-input", "--format", "json")
    answer = json.loads(outcome.stdout)
    assert (answer["database"], answer["status"]) == (scratch.name, "ok")
    assert (answer["path"], answer["size"]) == (str(archive), archive.stat().st_size)
    events = {"schema": "public", "name": "detection_events", "rows": 2}
    assert events in answer["tables"]
    assert answer["left_out"] == []


def test_json_does_not_ask(archive: Path, scratch: Scratch) -> None:
    outcome = restore(scratch, archive, "--format", "json")
    assert (outcome.returncode, outcome.stdout) == (2, "")
    assert outcome.stderr.endswith("--format json asks nothing: add --no-input.\n")
    assert scratch.value(TABLES) == 0


@pytest.mark.parametrize("typed", ["", "yes\n"])
def test_the_name_has_to_be_typed(typed: str, archive: Path, scratch: Scratch) -> None:
    refused = restore(scratch, archive, stdin=typed)
    assert refused.returncode == 1
    assert refused.stderr.startswith(f"NotConfirmed: Nothing was restored: {scratch.name!r} was")
    assert scratch.value(TABLES) == 0


def test_the_name_is_enough(archive: Path, scratch: Scratch) -> None:
    assert restore(scratch, archive, stdin=f"{scratch.name}\n").returncode == 0
    assert scratch.value(TABLES) == 5


def test_a_database_that_holds_tables_is_refused(archive: Path, filled: Scratch) -> None:
    outcome = restore(filled, archive, "--no-input")
    assert (outcome.returncode, outcome.stdout) == (1, "")
    assert outcome.stderr.startswith(
        f'DatabaseNotEmpty: Database "{filled.name}" holds 5 tables. Only an empty one is restored '
    )


def test_a_file_that_is_no_archive_is_refused(path: Path, scratch: Scratch) -> None:
    path.write_text("CREATE TABLE t ();\n")
    outcome = restore(scratch, path, "--no-input")
    assert (outcome.returncode, outcome.stdout) == (1, "")
    assert outcome.stderr.startswith(f"NotAnArchive: {path} is no archive that can be restored: ")


def test_a_file_that_is_not_there_is_refused(path: Path, scratch: Scratch) -> None:
    outcome = restore(scratch, path, "--no-input")
    assert outcome.returncode == 1
    assert outcome.stderr.startswith(f"NoSuchFile: {path} cannot be read: No such file")


def test_half_an_archive_restores_nothing(archive: Path, scratch: Scratch) -> None:
    archive.write_bytes(archive.read_bytes()[:-200])
    outcome = restore(scratch, archive, "--no-input")
    assert outcome.returncode == 1
    assert outcome.stderr.startswith("RestoreFailed: Nothing was restored: pg_restore: error: ")
    assert scratch.value(TABLES) == 0


def test_a_missing_role_is_named(filled: Scratch, path: Path, scratch: Scratch) -> None:
    role = Identifier(unique_name("role_"))
    administrate(SQL("CREATE ROLE {}").format(role))
    filled.script(f"ALTER TABLE git_commits OWNER TO {role.as_string()}")
    create(filled.connection, path)
    filled.script(f"REASSIGN OWNED BY {role.as_string()} TO CURRENT_USER")
    administrate(SQL("DROP ROLE {}").format(role))
    outcome = restore(scratch, path, "--no-input")
    assert outcome.returncode == 1
    [said] = outcome.stderr.splitlines()
    assert f"ERROR: role {role.as_string()} does not exist; Command was: ALTER TABLE" in said
    assert "Missing roles (CREATE ROLE)" in said
    assert scratch.value(TABLES) == 0


def test_a_role_that_is_no_superuser_need_not_comment_on_what_is_there(
    filled: Scratch, path: Path, scratch_factory: ScratchFactory, maker: str, for_superusers: str
) -> None:
    """Extensions that a superuser has made for it beforehand, and the schema `public`."""
    source, copy = scratch_factory(), scratch_factory()
    extend = f'CREATE EXTENSION IF NOT EXISTS "{for_superusers}";'
    source.script(extend + "COMMENT ON SCHEMA public IS 'Ours'; CREATE TABLE t (n integer)")
    source.script(f"ALTER TABLE t OWNER TO {maker}")
    create(source.connection, path)
    copy.script(extend + "ALTER SCHEMA public OWNER TO CURRENT_USER")
    copy.script(f"GRANT CREATE ON SCHEMA public TO {maker}")
    address = as_role(copy, maker)
    outcome = restore(copy, path, "--no-input", "--format", "json", DATABASE_URL=address)
    assert (outcome.returncode, outcome.stderr) == (0, "")
    assert sorted(json.loads(outcome.stdout)["left_out"]) == [
        f"COMMENT - EXTENSION {for_superusers}",
        "COMMENT - SCHEMA public",
    ]
    assert copy.query("SELECT tablename, tableowner FROM pg_tables WHERE tablename = 't'") == [
        ("t", maker)
    ]


def test_stopped_it_restores_nothing(filled: Scratch, path: Path, scratch: Scratch) -> None:
    filled.script(ENDLESS)
    create(filled.connection, path)
    process = at_work("restore_database", scratch, path, "--no-input")
    wait_until(scratch, f"SELECT EXISTS ({SLEEPING})")
    process.send_signal(signal.SIGTERM)
    _, said = process.communicate(timeout=60)
    assert process.returncode == 128 + signal.SIGTERM
    assert said == "Interrupted: Stopped by SIGTERM. Nothing was restored.\n"
    wait_until(scratch, f"SELECT NOT EXISTS ({SLEEPING})")
    assert scratch.value(TABLES) == 0

"""`backup_database`: a complete file, of one moment, whose rows come back."""

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from alignment.backup import create, last_backup, rehearsal
from tests.alignment.backup.commands import as_role, backup, nothing_left
from tests.alignment.backup.conftest import Intercept, Run
from tests.alignment.backup.databases import ODD
from tests.conftest import RoleFactory
from tests.rows import event
from tests.scratch import Scratch

COUNTS = {
    ("other place", 'a "b" c; d'): 3,
    ("public", "child"): 0,
    ("public", "detection_events"): 2,
    ("public", "git_commits"): 1,
    ("public", "git_sessions"): 0,
    ("public", "part"): 2,
    ("public", "schema_migrations"): 5,
    ("public", "technology_knowledge"): 0,
    ("public", "two\nlines"): 0,
    ("public", "whole"): 0,
}

VERSIONS = ("server_version", "pg_dump_version", "pg_restore_version")


def test_it_is_complete_and_closed_to_others(filled: Scratch, path: Path) -> None:
    filled.script(ODD)
    outcome = backup(filled, path)
    assert (outcome.returncode, outcome.stderr) == (0, "")
    assert [file for file in path.parent.iterdir() if file.is_file()] == [path]
    assert path.stat().st_mode & 0o777 == 0o600
    assert outcome.stdout.split()[:5] == ["Count:", "10", "tables,", "13", "rows"]
    assert "ok: the archive lists every table" in outcome.stdout
    assert "A restore was not tried." in outcome.stdout


def test_json_has_the_rows_of_every_table(filled: Scratch, path: Path) -> None:
    filled.script(ODD)
    outcome = backup(filled, path, "--verify", "--format", "json")
    answer = json.loads(outcome.stdout)
    assert (outcome.returncode, answer["status"], answer["verified"]) == (0, "ok", True)
    assert (answer["path"], answer["size"]) == (str(path), path.stat().st_size)
    tables = answer["tables"]
    assert {(table["schema"], table["name"]): table["rows"] for table in tables} == COUNTS
    major = filled.value("SHOW server_version").partition(".")[0]
    assert {answer[version].partition(".")[0] for version in VERSIONS} == {major}
    assert answer["seconds"] > 0


def test_it_says_what_was_verified(filled: Scratch, path: Path) -> None:
    said = backup(filled, path, "--verify").stdout
    assert "Restore into a scratch database: 5 tables, 8 rows" in said
    assert "ok: restored, every table has the number of rows that it had" in said
    assert "was not tried" not in said
    path.unlink()
    assert nothing_left(filled, path)


def test_unverified_is_not_verified(filled: Scratch, path: Path) -> None:
    answer = json.loads(backup(filled, path, "--format", "json").stdout)
    assert (answer["status"], answer["verified"]) == ("ok", False)


def test_any_role_that_makes_databases_can_verify(
    filled: Scratch, path: Path, maker: str, roles: RoleFactory
) -> None:
    """It need not be allowed to give the tables to those who own them."""
    filled.script("DROP EXTENSION IF EXISTS vector CASCADE")
    filled.script(f"ALTER TABLE git_commits OWNER TO {roles()}")
    filled.script(f"GRANT SELECT ON ALL TABLES IN SCHEMA public TO {maker}")
    outcome = backup(filled, path, "--verify", DATABASE_URL=as_role(filled, maker))
    assert (outcome.returncode, outcome.stderr) == (0, "")


def test_others_may_write_meanwhile(filled: Scratch, path: Path, intercept: Intercept) -> None:
    """What is written after the rows were counted, and before they are dumped, is in neither."""

    def busy(run: Run, *args: str) -> str:
        filled.script("INSERT INTO schema_migrations (version) VALUES (1)")
        return run(*args)

    intercept(busy)
    made = create(filled.connection, path, verify=True)
    assert (made.findings, sum(made.counts.values())) == (0, 8)
    assert filled.value("SELECT count(*) FROM schema_migrations") == 6


def test_rows_that_do_not_come_back_are_found(
    filled: Scratch, path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Any
) -> None:
    fill = rehearsal.fill

    def lossy(scratch: Any, *args: Any) -> None:
        fill(scratch, *args)
        with scratch.cursor() as cursor:
            cursor.execute("DELETE FROM detection_events WHERE id = %s", [event(1)["id"]])
            cursor.execute("DROP TABLE git_commits")

    monkeypatch.setattr(rehearsal, "fill", lossy)
    with pytest.raises(SystemExit) as ended:
        call_command("backup_database", path, verify=True, database=filled.alias)
    said = capsys.readouterr().out
    assert ended.value.code == 3
    assert "NOT SO: public.detection_events: rows in the database 2, restored 1\n" in said
    assert "NOT SO: public.git_commits: rows in the database 1, restored no table\n" in said
    assert "The file is kept, to be looked at." in said
    assert last_backup(filled.connection) is None
    path.unlink()
    assert nothing_left(filled, path)


def test_the_password_is_on_no_command_line(
    filled: Scratch, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    started: list[tuple[list[str], dict[str, str]]] = []
    start = subprocess.Popen

    def spy(command: list[str], **options: Any) -> Any:
        started.append((command, options["env"]))
        return start(command, **options)

    monkeypatch.setattr(subprocess, "Popen", spy)
    filled.connection.close()
    filled.connection.settings_dict["PASSWORD"] = "known-to-nobody"
    create(filled.connection, path, verify=True)
    assert {Path(command[0]).name for command, _ in started} == {"pg_dump", "pg_restore"}
    assert not [command for command, _ in started if "known-to-nobody" in " ".join(command)]
    reaching = [env for command, env in started if "--no-password" in command]
    assert [env["PGPASSWORD"] for env in reaching] == ["known-to-nobody"] * 2


def test_it_is_made_as_the_role_that_django_assumes(
    filled: Scratch, path: Path, roles: RoleFactory, intercept: Intercept
) -> None:
    role = roles()
    asked: list[str] = []

    def listening(run: Run, *args: str) -> str:
        asked.extend(args)
        return run(*args)

    filled.script(f"GRANT SELECT ON ALL TABLES IN SCHEMA public TO {role}")
    filled.connection.close()
    filled.connection.settings_dict["OPTIONS"]["assume_role"] = role
    intercept(listening)
    create(filled.connection, path)
    assert f"--role={role}" in asked

"""What is known of earlier backups, and who is told."""

from datetime import timedelta
from pathlib import Path

from django.utils import timezone

from alignment.backup import create, last_backup, reminder
from alignment.backup.record import note
from tests.alignment.backup.commands import backup
from tests.scratch import Scratch


def test_without_a_backup_there_is_a_reminder(filled: Scratch) -> None:
    assert reminder(filled.connection) == (
        f"No backup of database {filled.name} from the last 24 hours: none is known here. "
        "`manage.py backup_database FILE` makes one."
    )


def test_after_one_there_is_none(filled: Scratch, path: Path) -> None:
    before = timezone.now()
    create(filled.connection, path)
    last = last_backup(filled.connection)
    assert last is not None
    assert before <= last <= timezone.now()
    assert reminder(filled.connection) is None


def test_after_a_day_there_is_one(filled: Scratch) -> None:
    then = timezone.now() - timedelta(hours=25)
    note(filled.connection, then)
    said = reminder(filled.connection)
    assert said is not None
    assert f"the latest known here is of {then:%Y-%m-%d %H:%M} UTC" in said


def test_a_backup_of_another_database_does_not_count(filled: Scratch, scratch: Scratch) -> None:
    note(filled.connection, timezone.now())
    assert last_backup(scratch.connection) is None


def test_what_is_no_time_tells_of_nothing(filled: Scratch, tmp_path: Path) -> None:
    note(filled.connection, timezone.now())
    [file] = (tmp_path / "var" / "backups").iterdir()
    file.write_text("2026-")
    assert last_backup(filled.connection) is None


def test_a_backup_that_cannot_be_noted_is_one_all_the_same(filled: Scratch, path: Path) -> None:
    (path.parent / "var").mkdir()
    (path.parent / "var" / "backups").write_text("in the way")
    outcome = backup(filled, path)
    assert (outcome.returncode, path.exists()) == (0, True)
    assert "`migrate` will not know of this backup: " in outcome.stdout

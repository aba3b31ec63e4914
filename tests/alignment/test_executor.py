"""A migration and its record are one transaction: killed between the two, neither has happened."""

import pytest
from django.db.migrations.recorder import MigrationRecorder

from tests.laws.test_dump import ALIGNED, LEGACY
from tests.rows import event, insert
from tests.scratch import Scratch


class Killed(BaseException):
    """Ends a run as a signal would: nothing is there to catch it."""


@pytest.fixture
def legacy_with_rows(legacy: Scratch) -> Scratch:
    insert(legacy, "detection_events", event(1), event(2))
    return legacy


def kill_before_recording(monkeypatch: pytest.MonkeyPatch, number: int) -> None:
    """Have the next migrate end when the work of its nth migration is done, and not recorded."""
    left = iter(range(number))

    def interrupted(method: str) -> None:
        original = getattr(MigrationRecorder, method)

        def record(self: MigrationRecorder, app: str, name: str) -> None:
            if next(left, None) is None:
                raise Killed
            original(self, app, name)

        monkeypatch.setattr(MigrationRecorder, method, record)

    interrupted("record_applied")
    interrupted("record_unapplied")


def killed_at_every_record(database: Scratch, monkeypatch: pytest.MonkeyPatch, *target: str) -> int:
    """Run the same command again and again, each time killed one record later; how often."""
    kills = 0
    while True:
        with monkeypatch.context() as patch:
            kill_before_recording(patch, number=1 if kills else 0)
            try:
                database.migrate(*target)
            except Killed:
                kills += 1
                database.connection.close()
            else:
                return kills


def test_killed_before_any_record_the_same_command_goes_on(
    legacy_with_rows: Scratch, monkeypatch: pytest.MonkeyPatch
) -> None:
    database = legacy_with_rows
    before = database.dump(*LEGACY)
    assert killed_at_every_record(database, monkeypatch) > 20
    aligned = database.dump(*ALIGNED)
    assert database.value("SELECT count(*) FROM codebase_snapshots") == 2
    assert killed_at_every_record(database, monkeypatch, "alignment", "0001") == 5
    assert database.dump(*LEGACY) == before
    database.migrate()
    assert database.dump(*ALIGNED) == aligned


def test_a_success_is_told_when_it_is_committed(
    legacy_with_rows: Scratch, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[str] = []
    monkeypatch.setattr(
        "alignment.management.commands.migrate.Command.migration_progress_callback",
        lambda self, action, *args: told.append(action),
    )
    kill_before_recording(monkeypatch, number=1)
    with pytest.raises(Killed):
        legacy_with_rows.migrate("contenttypes")
    applied = [action for action in told if action.startswith("apply")]
    assert applied == ["apply_start", "apply_success", "apply_start"]

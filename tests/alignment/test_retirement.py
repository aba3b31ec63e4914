"""`retire_archive`: nothing else ever drops a table, and it asks and verifies first (law 5)."""

import json

import pytest

from alignment.errors import NotADuration, PreflightFailed
from alignment.retirement import duration, look, retire
from alignment.verification import verify
from tests.config.processes import manage
from tests.field.states import STATES
from tests.laws.hostile import HOSTILE_ROWS
from tests.laws.test_dump import ALIGNED, LEGACY
from tests.scratch import Scratch

NOW = duration("0d")

ARCHIVED = "SELECT tablename FROM pg_tables WHERE schemaname = 'public_archive' ORDER BY 1"


@pytest.fixture
def aligned(legacy: Scratch) -> Scratch:
    legacy.script(HOSTILE_ROWS)
    legacy.migrate()
    return legacy


def test_what_is_due_is_dropped_and_remembered(aligned: Scratch) -> None:
    rows = aligned.value("SELECT count(*) FROM public_archive.detection_events")
    before = aligned.dump(*ALIGNED)
    archive = retire(aligned.connection, look(aligned.connection, NOW))
    assert aligned.query(ARCHIVED) == []
    assert aligned.dump(*ALIGNED) == before
    assert {table.name for one in archive.retired for table, _ in one.tables} == {*LEGACY}
    remembered = "SELECT rows FROM alignment_retiredtable WHERE \"table\" = 'detection_events'"
    assert aligned.value(remembered) == rows


def test_what_is_not_due_is_kept_with_what_it_costs(aligned: Scratch) -> None:
    archive = retire(aligned.connection, look(aligned.connection, duration("1d")))
    assert archive.retired == ()
    assert len(aligned.query(ARCHIVED)) == 4
    assert all(one.size > 0 for one in archive.kept)


def test_a_rollback_over_it_is_refused_with_the_day(aligned: Scratch) -> None:
    retire(aligned.connection, look(aligned.connection, NOW))
    before = aligned.dump(*ALIGNED)
    with pytest.raises(
        PreflightFailed, match=r"P20\) table .*detection_events.* dropped it on \d{4}"
    ):
        aligned.migrate("alignment", "0001")
    assert aligned.dump(*ALIGNED) == before


def test_afterwards_all_is_well_and_migrate_has_nothing_to_do(aligned: Scratch) -> None:
    retire(aligned.connection, look(aligned.connection, NOW))
    assert verify(aligned.connection).findings == 0
    assert "No migrations to apply" in aligned.migrate(verbosity=1)


def test_aligned_tables_are_retired_when_the_legacy_ones_won(aligned: Scratch) -> None:
    aligned.migrate("alignment", "0001")
    legacy = aligned.dump(*LEGACY)
    retire(aligned.connection, look(aligned.connection, NOW))
    assert aligned.query(ARCHIVED) == []
    aligned.migrate()
    assert verify(aligned.connection).findings == 0
    aligned.migrate("alignment", "0001")
    assert aligned.dump(*LEGACY) == legacy


def test_tables_that_were_found_half_aligned_go_with_the_rest(scratch: Scratch) -> None:
    scratch.script(STATES["half aligned"].tables)
    scratch.script(STATES["half aligned"].rows)
    scratch.migrate()
    assert ("codebase_snapshots_found",) in scratch.query(ARCHIVED)
    retire(scratch.connection, look(scratch.connection, NOW))
    assert scratch.query(ARCHIVED) == []


def test_nothing_is_dropped_while_something_is_amiss(aligned: Scratch) -> None:
    aligned.script("DELETE FROM public_archive.git_commits")
    outcome = manage("retire_archive", "--older-than=0d", "--no-input", DATABASE_URL=aligned.url)
    assert outcome.returncode == 1
    assert "Nothing was dropped: section gitcoord does not verify." in outcome.stderr
    assert len(aligned.query(ARCHIVED)) == 4


def test_the_name_of_the_database_has_to_be_typed(aligned: Scratch) -> None:
    arguments = "retire_archive", "--older-than", "0d"
    outcome = manage(*arguments, stdin="yes\n", DATABASE_URL=aligned.url)
    assert outcome.returncode == 1
    assert "nothing was dropped" in outcome.stderr
    assert '"public_archive"."git_commits"' in outcome.stderr
    assert len(aligned.query(ARCHIVED)) == 4
    outcome = manage(*arguments, stdin=f"{aligned.name}\n", DATABASE_URL=aligned.url)
    assert outcome.returncode == 0
    assert aligned.query(ARCHIVED) == []


def test_a_dry_run_tells_what_the_archive_costs(aligned: Scratch) -> None:
    outcome = manage("retire_archive", "--dry-run", "--older-than=0d", DATABASE_URL=aligned.url)
    assert outcome.returncode == 0
    assert "Nothing was dropped." in outcome.stdout
    assert len(aligned.query(ARCHIVED)) == 4


def test_json_says_what_was_dropped(aligned: Scratch) -> None:
    outcome = manage(
        "retire_archive", "--older-than=0d", "--no-input", "--format=json", DATABASE_URL=aligned.url
    )
    answer = json.loads(outcome.stdout)
    assert answer["kept"] == []
    assert {one["section"] for one in answer["retired"]} == {
        "snapshots", "gitcoord", "techknowledge"
    }  # fmt: skip


def test_without_a_run_nobody_knows_how_old_the_archive_is(aligned: Scratch) -> None:
    aligned.script("DELETE FROM alignment_alignmentrun WHERE section = 'gitcoord'")
    outcome = manage("retire_archive", "--older-than=0d", "--no-input", DATABASE_URL=aligned.url)
    assert outcome.returncode == 1
    assert outcome.stderr.startswith("NoRunOnRecord: Section gitcoord has tables in the archive")
    assert "`migrate gitcoord 0001`, then `migrate`" in outcome.stderr
    assert len(aligned.query(ARCHIVED)) == 4
    aligned.migrate("gitcoord", "0001")
    aligned.migrate()
    retire(aligned.connection, look(aligned.connection, NOW))
    assert aligned.query(ARCHIVED) == []


@pytest.mark.parametrize("text", ["7", "d7", "7 days", "-1d", ""])
def test_a_duration_is_a_number_and_a_unit(text: str) -> None:
    with pytest.raises(NotADuration, match="Write a number and d, h or m"):
        duration(text)

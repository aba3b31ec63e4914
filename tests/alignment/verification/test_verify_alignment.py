"""`verify_alignment` accounts for every row, and names each that was tampered with."""

import json
from typing import Any

import pytest

from alignment.state import reading
from alignment.verification import Verification, verify
from tests.config.processes import manage
from tests.laws.hostile import HOSTILE_ROWS
from tests.laws.test_dump import NIGHT
from tests.rows import event, insert
from tests.scratch import Scratch


@pytest.fixture
def aligned(legacy: Scratch) -> Scratch:
    legacy.script(HOSTILE_ROWS)
    insert(legacy, "detection_events", event(1))
    legacy.migrate()
    return legacy


def amiss(verification: Verification) -> list[tuple[str, str]]:
    """Findings as (id, what)."""
    return [
        (found.id.removeprefix("alignment."), found.what)
        for section in verification.sections
        for found in section.findings
    ]


def in_use(verification: Verification, table: str) -> dict[str, int]:
    """What was written to a table in use, with how many rows were not."""
    [tally] = {
        id(pair.in_use): pair.in_use
        for section in verification.sections
        for pair in section.pairs
        if pair.in_use.table == table
    }.values()
    return tally.counts | {"unchanged": tally.unchanged}


def test_nothing_is_amiss_in_any_state(legacy: Scratch) -> None:
    legacy.script(HOSTILE_ROWS)
    assert amiss(verify(legacy.connection)) == []
    for target in ((), ("alignment", "0001"), (), ("snapshots", "0001"), ()):
        legacy.migrate(*target)
        assert amiss(verify(legacy.connection)) == []


def test_an_empty_database_has_nothing_to_verify(scratch: Scratch) -> None:
    verification = verify(scratch.connection)
    assert amiss(verification) == []
    assert [one.pairs for one in verification.sections] == [(), (), ()]


def test_what_was_written_since_is_told(aligned: Scratch) -> None:
    aligned.script(NIGHT)
    verification = verify(aligned.connection)
    assert amiss(verification) == []
    assert in_use(verification, "codebase_snapshots") == {"changed": 5, "born": 1, "unchanged": 12}
    assert in_use(verification, "git_merge_history")["born"] == 1
    assert in_use(verification, "git_agent_sessions")["deleted"] == 1
    patterns = in_use(verification, "technology_patterns")
    assert patterns == {
        "changed": aligned.value("SELECT count(*) FROM technology_patterns"),
        "unchanged": 0,
    }


def test_what_was_written_to_legacy_tables_since_is_told(aligned: Scratch) -> None:
    aligned.migrate("alignment", "0001")
    aligned.script("UPDATE detection_events SET confidence = 0.123 WHERE event_type <> ''")
    changed = in_use(verify(aligned.connection), "detection_events")["changed"]
    assert changed == aligned.value(
        "SELECT count(*) FROM detection_events WHERE event_type <> '' AND confidence = 0.123"
    )


ID = str(event(1)["id"])
SESSION = "00000000-0000-4000-8000-000000000001"

TAMPERED = {
    "a changed row in the archive": (
        f"UPDATE public_archive.detection_events SET detector = 'x' WHERE id = '{ID}'",
        ("V04", f"1 archived rows of detection_events ({ID})"),
    ),
    "a deleted row in the archive": (
        f"DELETE FROM public_archive.detection_events WHERE id = '{ID}'",
        ("V05", f"1 archived rows of detection_events ({ID})"),
    ),
    "a new row in the archive": (
        "INSERT INTO public_archive.detection_events SELECT "
        "'aaaaaaaa-0000-4000-8000-000000000001', 'a', 'b', 1, '{}', '{}', 'now', 'now'",
        (
            "V03",
            "1 archived rows of detection_events (aaaaaaaa-0000-4000-8000-000000000001)",
        ),
    ),
    "a missing receipt": (
        f"DELETE FROM alignment_movedrow WHERE legacy_id = '{ID}' "
        "AND legacy_table = 'detection_events'",
        ("V03", f"1 archived rows of detection_events ({ID})"),
    ),
    "a receipt for another row": (
        "UPDATE alignment_movedrow SET legacy_id = 'nobody' "
        f"WHERE legacy_table = 'detection_events' AND legacy_id = '{ID}'",
        ("V05", "1 archived rows of detection_events (nobody)"),
    ),
    "a changed digest": (
        "UPDATE alignment_movedrow SET legacy_digest = gen_random_uuid() "
        f"WHERE legacy_table = 'git_sessions' AND legacy_id = '{SESSION}'",
        ("V04", f"1 archived rows of git_sessions ({SESSION})"),
    ),
    "a row exchanged for a receipt": (
        "UPDATE public_archive.git_commits SET metadata = 'null' WHERE id = (SELECT id FROM "
        "public_archive.git_commits WHERE metadata IS NULL ORDER BY id LIMIT 1)",
        ("V04", "1 archived rows of git_commits"),
    ),
    "a column more in the archive": (
        "ALTER TABLE public_archive.git_commits ADD extra int",
        ("V04", "archived rows of git_commits"),
    ),
    "all receipts gone": (
        "TRUNCATE alignment_movedrow",
        ("V03", "archived rows of detection_events"),
    ),
    "an archived table gone": (
        "DROP TABLE public_archive.detection_events",
        ("V01", "section snapshots"),
    ),
    "an aligned table gone": (
        "DROP TABLE codebase_snapshots",
        ("V01", "section snapshots"),
    ),
    "a legacy table where none should be": (
        "CREATE TABLE detection_events (id int)",
        ("V01", "section snapshots"),
    ),
    "a record that was faked": (
        "DELETE FROM django_migrations WHERE app = 'snapshots' AND name = '0002_align'",
        ("V01", "section snapshots"),
    ),
    "a sequence set back": (
        "SELECT setval('codebase_snapshots_id_seq', 1)",
        ("S07", "codebase_snapshots.id"),
    ),
    "an index dropped": (
        "DROP INDEX codebase_snapshots_codebase_id_index",
        ("S12", "codebase_snapshots (codebase_id)"),
    ),
}


@pytest.mark.parametrize("how", TAMPERED)
def test_whatever_was_tampered_with_is_found_and_named(aligned: Scratch, how: str) -> None:
    statement, (code, what) = TAMPERED[how]
    aligned.script(statement)
    found = amiss(verify(aligned.connection))
    assert any(code == one and what in place for one, place in found), found


def test_an_archived_aligned_row_is_verified_when_rolled_back(aligned: Scratch) -> None:
    aligned.migrate("alignment", "0001")
    aligned.script("UPDATE public_archive.technology_patterns SET build_command = 'x' WHERE id = 1")
    aligned.script("DELETE FROM public_archive.codebase_snapshots WHERE id = 2")
    assert amiss(verify(aligned.connection)) == [
        ("V05", "1 archived rows of codebase_snapshots (2)"),
        ("V04", "1 archived rows of technology_patterns (1)"),
    ]


def test_it_reads_and_cannot_write(aligned: Scratch) -> None:
    before = aligned.dump()
    verify(aligned.connection)
    assert aligned.dump() == before
    with pytest.raises(Exception, match="read-only transaction"), reading(aligned.connection):
        aligned.query("DELETE FROM codebase_snapshots RETURNING id")


def test_people_are_told_row_by_row_and_status_3(aligned: Scratch) -> None:
    aligned.script(TAMPERED["a changed row in the archive"][0])
    outcome = manage("verify_alignment", DATABASE_URL=aligned.url)
    assert outcome.returncode == 3
    assert f"NOT SO: 1 archived rows of detection_events ({ID})" in outcome.stdout
    assert "ok: codebase_snapshots: 17 rows in use, 17 as they crossed" in outcome.stdout
    assert "Verified 3 sections, 5 pairs of tables: 1 findings." in outcome.stdout
    assert "Not verified: " in outcome.stdout


def test_json_has_every_figure(aligned: Scratch) -> None:
    aligned.script(NIGHT)
    outcome = manage(
        "verify_alignment", "--format", "json", "--list", "2", DATABASE_URL=aligned.url
    )
    answer: dict[str, Any] = json.loads(outcome.stdout)
    assert (outcome.returncode, answer["status"]) == (0, "ok")
    [snapshots] = [one for one in answer["sections"] if one["section"] == "snapshots"]
    [pair] = snapshots["pairs"]
    assert pair["in_use"]["changed"] == 5
    assert pair["in_use"]["ids"]["changed"] == ["12", "15"]
    assert pair["kept"] == {
        "table": "detection_events",
        "rows": 17,
        "unaccounted": 0,
        "tampered": 0,
        "lost": 0,
        "ids": {},
    }

"""The figures of a crossing add up, or nothing has happened."""

import pytest

from alignment import ledger
from alignment.errors import CountsDiffer
from tests.laws.test_dump import ALIGNED, LEGACY
from tests.rows import event, insert
from tests.scratch import Scratch


@pytest.fixture
def aligned(legacy: Scratch) -> Scratch:
    insert(legacy, "detection_events", event(1), event(2))
    legacy.migrate()
    return legacy


def test_a_row_that_is_not_inserted_stops_the_alignment(
    aligned: Scratch, monkeypatch: pytest.MonkeyPatch
) -> None:
    aligned.migrate("snapshots", "0001")
    insert(aligned, "detection_events", event(3))
    before = aligned.dump("detection_events", schema="public")
    monkeypatch.setattr(ledger, "INSERT", f"{ledger.INSERT} LIMIT 0")
    with pytest.raises(CountsDiffer, match=r"rows inserted: expected 1, found 0"):
        aligned.migrate()
    assert aligned.dump("detection_events", schema="public") == before


@pytest.mark.parametrize(
    ("statement", "write", "message"),
    [
        ("UPDATE", "UPDATE codebase_snapshots SET summary = '[]'", "rows updated: expected 2"),
        ("DELETE", "DELETE FROM codebase_snapshots", "rows deleted: expected 2"),
        ("RENEW", "UPDATE codebase_snapshots SET summary = '[]'", "receipts renewed: expected 2"),
    ],
)
def test_a_row_that_is_not_written_stops_the_rollback(
    aligned: Scratch,
    monkeypatch: pytest.MonkeyPatch,
    statement: str,
    write: str,
    message: str,
) -> None:
    aligned.script(write)
    before = aligned.dump(*ALIGNED)
    monkeypatch.setattr(ledger, statement, f"{getattr(ledger, statement)} AND FALSE")
    with pytest.raises(CountsDiffer, match=message):
        aligned.migrate("snapshots", "0001")
    assert aligned.dump(*ALIGNED) == before
    assert aligned.query("SELECT to_regclass('public.detection_events')") == [(None,)]


def test_the_ledger_says_where_each_row_went(aligned: Scratch) -> None:
    receipts = aligned.query("""
        SELECT legacy_table, legacy_id, aligned_table, aligned_id,
               legacy_digest = md5(event::text)::uuid, aligned_digest = md5(snapshot::text)::uuid
        FROM alignment_movedrow AS receipt
        JOIN public_archive.detection_events AS event ON event.id::text = receipt.legacy_id
        JOIN codebase_snapshots AS snapshot ON snapshot.id = receipt.aligned_id
        ORDER BY aligned_id
    """)
    pair = ("detection_events", "codebase_snapshots")
    assert receipts == [
        (pair[0], str(event(number)["id"]), pair[1], number, True, True) for number in (1, 2)
    ]


def test_nothing_temporary_is_left_in_the_session(aligned: Scratch) -> None:
    left = "SELECT relname FROM pg_class WHERE relnamespace = pg_my_temp_schema()"
    assert aligned.query(left) == []


def test_new_rows_get_ids_after_all_that_were_given_out(aligned: Scratch) -> None:
    aligned.script("INSERT INTO codebase_snapshots (codebase_id, snapshot_id) VALUES ('a', 1)")
    aligned.script("DELETE FROM codebase_snapshots WHERE codebase_id = 'a'")
    aligned.migrate("alignment", "0001")
    insert(aligned, "detection_events", event(9))
    aligned.migrate()
    assert aligned.query("SELECT id FROM codebase_snapshots ORDER BY id") == [(1,), (2,), (4,)]
    aligned.script("INSERT INTO codebase_snapshots (codebase_id, snapshot_id) VALUES ('b', 1)")
    assert aligned.value("SELECT max(id) FROM codebase_snapshots") == 5


def test_legacy_tables_are_untouched_while_aligned(aligned: Scratch) -> None:
    kept = aligned.dump(*LEGACY, schema="public_archive")
    aligned.script("UPDATE codebase_snapshots SET metadata = '{}'")
    assert aligned.dump(*LEGACY, schema="public_archive") == kept

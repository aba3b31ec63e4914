"""What the overview knows, of databases in every state, and that it reads no table for it."""

import time
from datetime import timedelta

from django.test.utils import CaptureQueriesContext

from alignment import retirement
from alignment.overview import Overview, overview
from alignment.overview.inspection import start
from alignment.overview.tables import COUNTED, Count, Place
from alignment.state import Side
from tests.alignment.overview.waiting import locked, wait_for_end
from tests.rows import event, insert, knowledge, pending_merge
from tests.scratch import Scratch


def seen(database: Scratch) -> Overview:
    return overview(database.connection)


def table(found: Overview, name: str) -> tuple[Place, str]:
    [known] = (one.tables[name] for one in found.sections if name in one.tables)
    return known.place, str(known.count)


def test_before_the_first_crossing_legacy_rows_are_counted(legacy: Scratch) -> None:
    insert(legacy, "detection_events", event(1), event(2))
    found = seen(legacy)
    assert {one.side for one in found.sections} == {Side.LEGACY}
    assert table(found, "detection_events") == (Place.IN_USE, "2")
    assert table(found, "codebase_snapshots") == (Place.NOWHERE, "not counted")
    assert (found.last_run, found.at_work, found.archive_size) == (None, None, 0)


def test_an_empty_database_is_seen_as_one(scratch: Scratch) -> None:
    assert all(one.is_absent for one in seen(scratch).sections)


def test_aligned_tables_have_the_rows_of_their_crossing(aligned: Scratch) -> None:
    found = seen(aligned)
    assert {one.side for one in found.sections} == {Side.ALIGNED}
    assert all(one.on_record for one in found.sections)
    assert table(found, "detection_events") == (Place.ARCHIVE, "2")
    assert table(found, "codebase_snapshots") == (Place.IN_USE, "2")
    assert table(found, "git_pending_merges") == (Place.IN_USE, "0")
    [snapshots] = (one for one in found.sections if one.section.label == "snapshots")
    assert [pair.crossed for pair in snapshots.pairs] == [(2, 2)]
    assert snapshots.rows_a_second
    assert found.archive_size
    assert found.archived_since


def test_a_section_can_be_on_the_other_side(aligned: Scratch) -> None:
    aligned.migrate("snapshots", "0001")
    found = seen(aligned)
    assert [one.section.label for one in found.on(Side.LEGACY)] == ["snapshots"]
    assert table(found, "detection_events") == (Place.IN_USE, "2")
    assert table(found, "codebase_snapshots") == (Place.ARCHIVE, "2")
    assert found.last_run
    assert found.last_run.direction == "backward"


def test_pending_merges_that_wait_in_the_archive_are_counted(aligned: Scratch) -> None:
    insert(aligned, "git_pending_merges", pending_merge(1), pending_merge(2))
    aligned.migrate("gitcoord", "0001")
    assert table(seen(aligned), "git_pending_merges") == (Place.ARCHIVE, "2")
    with locked(aligned, "public_archive", "git_pending_merges"):
        assert table(seen(aligned), "git_pending_merges") == (Place.ARCHIVE, "not counted")


def test_all_the_way_back(aligned: Scratch) -> None:
    aligned.migrate("alignment", "0001")
    found = seen(aligned)
    assert {one.side for one in found.sections} == {Side.LEGACY}
    assert all(one.on_record for one in found.sections)


def test_a_verification_counts_anew(aligned: Scratch) -> None:
    aligned.script("INSERT INTO codebase_snapshots (codebase_id, snapshot_id) VALUES ('new', 1)")
    assert table(seen(aligned), "codebase_snapshots") == (Place.IN_USE, "2")
    wait_for_end(start(aligned.alias, "verification", "operator"))
    assert table(seen(aligned), "codebase_snapshots") == (Place.IN_USE, "3")


def test_what_was_answered_before_a_crossing_no_longer_holds(aligned: Scratch) -> None:
    wait_for_end(start(aligned.alias, "verification", "operator"))
    assert seen(aligned).verification.answered
    aligned.migrate("snapshots", "0001")
    found = seen(aligned)
    assert (found.verification.answered, found.verification.outdated) == (None, True)


def test_tables_that_were_retired_are_missed(aligned: Scratch) -> None:
    retirement.retire(aligned.connection, retirement.look(aligned.connection, timedelta()))
    found = seen(aligned)
    assert table(found, "detection_events")[0] == Place.NOWHERE
    assert all(one.retired for one in found.sections)


def test_a_lock_on_every_table_does_not_hold_up_the_page(aligned: Scratch) -> None:
    with (
        locked(aligned, "codebase_snapshots"),
        locked(aligned, "git_pending_merges"),
        locked(aligned, "public_archive", "detection_events"),
    ):
        started = time.monotonic()
        found = seen(aligned)
        took = time.monotonic() - started
    assert took < 3
    assert found.archive_size is None
    assert table(found, "git_pending_merges") == (Place.IN_USE, "not counted")
    assert table(found, "codebase_snapshots") == (Place.IN_USE, "2")


def test_more_rows_are_no_more_questions(aligned: Scratch) -> None:
    def questions() -> list[str]:
        with CaptureQueriesContext(aligned.connection) as queries:
            seen(aligned)
        return [query["sql"] for query in queries]

    before = questions()
    aligned.script("""
        INSERT INTO codebase_snapshots (codebase_id, snapshot_id)
        SELECT 'many', generate_series(1, 500)
    """)
    assert questions() == before
    assert not [one for one in before if "count(*)" in one and "LIMIT" not in one]


def test_of_many_rows_the_statistics_tell(legacy: Scratch) -> None:
    many = f"""
        INSERT INTO git_sessions (id, session_type, branch_name, status, inserted_at, updated_at)
        SELECT gen_random_uuid(), '', '', '', now(), now() FROM generate_series(1, {COUNTED + 5})
    """
    legacy.script(many)
    assert table(seen(legacy), "git_sessions")[1] == "about 10,000"
    legacy.script("ANALYZE git_sessions")
    assert table(seen(legacy), "git_sessions")[1] == "about 10,005"


def test_a_count_says_how_sure_it_is() -> None:
    assert [str(Count(1234)), str(Count(1234, exact=False)), str(Count())] == [
        "1,234",
        "about 1,234",
        "not counted",
    ]


def test_after_a_rollback_rows_are_as_of_its_last_step(legacy: Scratch) -> None:
    """What two pairs write to is counted after the second one, and after shared rows are gone."""
    insert(legacy, "technology_knowledge", knowledge(1), knowledge(2))
    legacy.migrate()
    for aligned in ("technology_templates", "technology_patterns"):
        legacy.script(f"DELETE FROM {aligned} WHERE id = (SELECT min(id) FROM {aligned})")
    legacy.migrate("alignment", "0001")
    found = seen(legacy)
    there = legacy.query("SELECT count(*) FROM technology_knowledge")[0][0]
    assert there == 1
    assert table(found, "technology_knowledge") == (Place.IN_USE, "1")
    [standing] = (one for one in found.sections if one.section.label == "techknowledge")
    assert standing.legacy_rows == 1

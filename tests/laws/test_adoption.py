"""What becomes of the rows of each state (law 6); that none is lost is in `test_any_start.py`."""

import time
from typing import Any

import pytest

from tests.conftest import ScratchFactory
from tests.field.states import STATES
from tests.laws.reading import read_table
from tests.laws.test_dump import ALIGNED, LEGACY
from tests.rows import Row, fetch
from tests.scratch import Scratch

KEPT = "SELECT kept::text FROM public_archive.codebase_snapshots_found AS kept ORDER BY 1"

FOUND_NUMBERS = {
    "codebase_snapshots": {3, 7},
    "git_agent_sessions": {2, 5},
    "git_pending_merges": {4},
    "git_merge_history": {6, 8},
    "technology_templates": {9, 11},
    "technology_patterns": {12, 14},
}


@pytest.fixture
def start(scratch_factory: ScratchFactory) -> Any:
    def made(name: str) -> Scratch:
        scratch = scratch_factory()
        scratch.script(STATES[name].tables)
        scratch.script(STATES[name].rows)
        return scratch

    return made


def by(rows: dict[Any, Row], column: str) -> dict[Any, Row]:
    return {row[column]: row for row in rows.values()}


@pytest.mark.parametrize("name", ["made new", "production", "b-trees over jsonb"])
def test_aligned_tables_keep_every_row_id_and_number(start: Any, name: str) -> None:
    found = start(name)
    before = {table: fetch(found, table) for table in ALIGNED}
    sequence = "SELECT last_value FROM git_merge_history_id_seq"
    assert found.value(sequence) == 30
    found.migrate()
    assert {table: fetch(found, table) for table in ALIGNED} == before
    assert {table: set(rows) for table, rows in before.items()} == FOUND_NUMBERS
    assert found.value(sequence) == 30
    found.script("INSERT INTO git_merge_history (branch, status) VALUES ('next', 'merged')")
    assert found.value("SELECT max(id) FROM git_merge_history") == 31


def test_a_sequence_that_lags_behind_its_rows_gets_ahead_of_them(start: Any) -> None:
    found = start("made new")
    assert found.query("SELECT last_value, is_called FROM git_agent_sessions_id_seq") == [
        (1, False)
    ]
    found.migrate()
    found.script("INSERT INTO git_agent_sessions (agent_id) VALUES ('next')")
    assert found.value("SELECT max(id) FROM git_agent_sessions") == 6


def test_rows_found_aligned_become_legacy_rows_when_rolled_back(start: Any) -> None:
    found = start("made new")
    found.migrate()
    found.migrate("alignment", "0001")
    events = fetch(found, "detection_events")
    assert sorted(event["data"]["snapshot_id"] for event in events.values()) == [1, 2]
    agents = [row["metadata"]["agent_id"] for row in fetch(found, "git_sessions").values()]
    assert sorted(agents) == ["ada", "bob"]


def test_both_generations_end_up_in_the_aligned_tables(start: Any) -> None:
    found = start("side by side")
    before = {table: fetch(found, table) for table in ALIGNED}
    found.migrate()
    after = {table: fetch(found, table) for table in ALIGNED}
    kept = {
        table: {key: after[table][key] for key in rows if key != 12 or table != ALIGNED[-1]}
        for table, rows in before.items()
    }
    del before["technology_patterns"][12]
    assert kept == before
    names = {(row["codebase_id"], row["snapshot_id"]) for row in after[ALIGNED[0]].values()}
    migrated = ("migrated_e0000000-0000-4000-8000-000000000002", 1)
    assert names == {("shop", 1), ("shop", 2), ("shop", 3), migrated}
    agents = set(by(after["git_agent_sessions"], "agent_id"))
    assert agents == {"ada", "bob"} | {
        f"migrated_50000000-0000-4000-8000-00000000000{n}" for n in (1, 2)
    }
    assert set(by(after["technology_templates"], "identifier")) == {
        "go/handler", "ai/agent", "language/go/handler", "kafka/consumer"
    }  # fmt: skip
    assert len(after["git_merge_history"]) == 4


def test_a_pattern_found_holds_and_knowledge_of_its_name_adds_to_it(start: Any) -> None:
    found = start("side by side")
    found.migrate()
    pattern = fetch(found, "technology_patterns")[12]
    assert pattern["file_patterns"] == ["*.go", "*.mod"]
    assert pattern["config_files"] == ["go.sum", "go.mod"]
    assert (pattern["build_command"], pattern["test_command"]) == ("make", "go test")
    assert pattern["detection_count"] == 9
    extended = pattern["extended_metadata"]
    assert (extended["ecosystem"], extended["name"]) == ("golang", "handler")
    assert [row["name"] for row in extended["knowledge"]] == ["handler", "module"]


def test_what_a_pattern_found_says_outlives_a_change_of_its_knowledge(start: Any) -> None:
    found = start("side by side")
    found.migrate()
    found.migrate("alignment", "0001")
    found.script("UPDATE technology_knowledge SET description = 'changed' WHERE name = 'handler'")
    found.migrate()
    pattern = fetch(found, "technology_patterns")[12]
    assert pattern["file_patterns"] == ["*.go", "*.mod"]
    assert pattern["config_files"] == ["go.sum", "go.mod"]
    assert (pattern["build_command"], pattern["detection_count"]) == ("make", 9)
    assert pattern["extended_metadata"]["ecosystem"] == "golang"
    assert pattern["extended_metadata"]["description"] == "changed"


def test_a_change_of_a_pattern_found_holds_against_what_it_said_before(start: Any) -> None:
    found = start("side by side")
    found.migrate()
    found.script(
        "UPDATE technology_patterns SET file_patterns = '{*.golang}', build_command = 'go install' "
        "WHERE id = 12"
    )
    found.migrate("alignment", "0001")
    found.script("UPDATE technology_knowledge SET description = 'changed' WHERE name = 'handler'")
    found.migrate()
    pattern = fetch(found, "technology_patterns")[12]
    assert (pattern["file_patterns"], pattern["build_command"]) == (["*.golang"], "go install")
    assert pattern["config_files"] == ["go.sum", "go.mod"]


def test_half_aligned_snapshots_become_proper_ones(start: Any) -> None:
    found = start("half aligned")
    found.migrate()
    snapshots = by(fetch(found, "codebase_snapshots"), "codebase_id")
    first = snapshots["migrated_e0000000-0000-4000-8000-000000000001"]
    assert first["snapshot_id"] == 1
    assert first["metadata"] == {
        "night": True, "event_type": "scan", "detector": "walker", "confidence": 0.75, "data": {}
    }  # fmt: skip
    assert (first["summary"], first["detected_technologies"], first["features"]) == ({}, [], {})
    listed = snapshots["migrated_e0000000-0000-4000-8000-000000000002"]["metadata"]
    assert (listed["metadata"], listed["event_type"]) == ("listed", "scan")
    assert listed["confidence"] == "NaN"
    by_hand = snapshots["shop"]
    assert (by_hand["snapshot_id"], by_hand["summary"]) == (4, {"a": 1})
    assert by_hand["detected_technologies"] == ["language:Go"]


def test_half_aligned_sessions_get_the_agents_that_the_predecessor_overlooked(start: Any) -> None:
    found = start("commits of half-aligned sessions")
    found.migrate()
    agents = by(fetch(found, "git_agent_sessions"), "agent_id")
    assert set(agents) == {"ada", "eve"}
    assert agents["eve"]["workspace_path"] == "/srv/eve"
    commits = by(fetch(found, "git_merge_history"), "merge_commit")
    assert (commits["abc1"]["branch"], commits["abc1"]["agent_id"]) == ("feature/cart", "ada")


def test_half_aligned_rows_go_back_under_their_own_keys(start: Any) -> None:
    found = start("commits of half-aligned sessions")
    before = fetch(found, "codebase_snapshots")
    found.migrate()
    found.migrate("alignment", "0001")
    events = fetch(found, "detection_events")
    assert set(events) == set(before)
    for key, event in events.items():
        assert event["updated_at"] == before[key]["updated_at"]
    [commit] = found.query("SELECT session_id::text FROM git_commits WHERE commit_hash = 'abc1'")
    assert commit == ("50000000-0000-4000-8000-000000000001",)
    found.script("DELETE FROM git_sessions")
    assert found.value("SELECT count(*) FROM git_commits") == 1


def test_the_half_aligned_table_itself_is_kept(start: Any) -> None:
    found = start("half aligned")
    before = [row.text for row in read_table(found, "codebase_snapshots").values()]
    found.migrate()
    assert found.query(KEPT) == [(row,) for row in sorted(before)]


def test_a_half_aligned_column_that_nobody_knew_of_is_kept(start: Any) -> None:
    found = start("half aligned")
    found.script("ALTER TABLE codebase_snapshots ADD seen_by text DEFAULT 'eve'")
    found.script("ALTER TABLE git_agent_sessions ADD seen_by text DEFAULT 'eve'")
    found.migrate()
    snapshots = fetch(found, "codebase_snapshots").values()
    assert {row["metadata"]["data"]["seen_by"] for row in snapshots} == {"eve"}
    assert {row["meta"]["seen_by"] for row in fetch(found, "git_agent_sessions").values()} == {
        "eve"
    }


def test_a_half_aligned_row_whose_key_a_legacy_row_has_gets_another(start: Any) -> None:
    found = start("legacy beside half aligned")
    found.migrate()
    assert found.value("SELECT count(*) FROM codebase_snapshots") == 5
    found.migrate("alignment", "0001")
    assert found.value("SELECT count(*) FROM detection_events") == 5


def test_snapshots_of_the_older_lineage_get_their_name(start: Any) -> None:
    found = start("older lineage")
    before = fetch(found, "detection_events")
    found.migrate()
    assert fetch(found, "codebase_snapshots") == before
    found.script("INSERT INTO codebase_snapshots (codebase_id, snapshot_id) VALUES ('next', 1)")
    assert found.value("SELECT max(id) FROM codebase_snapshots") == 41


def test_patterns_of_the_older_lineage_get_name_and_types(start: Any) -> None:
    found = start("older lineage")
    found.migrate()
    patterns = fetch(found, "technology_patterns")
    phoenix, odd = patterns[1], patterns[2]
    assert (phoenix["technology_name"], phoenix["technology_type"]) == ("phoenix", "framework")
    assert phoenix["file_patterns"] == ["*.ex", 'a "b" \\ c']
    assert (phoenix["directory_patterns"], phoenix["config_files"]) == (None, [])
    assert str(phoenix["last_detected_at"]) == "2025-03-01 10:00:00"
    assert (odd["file_patterns"], odd["config_files"]) == (None, ["mix.exs"])
    assert odd["extended_metadata"] == {
        "extended_metadata": [1],
        "lists_found": {"file_patterns": {"no": "list"}, "directory_patterns": ["lib", 5]},
    }


def test_null_columns_of_a_predecessors_rollback_cross(start: Any) -> None:
    found = start("rolled back by the predecessor")
    before = fetch(found, "detection_events")
    found.migrate()
    metadata = [row["metadata"] for row in fetch(found, "codebase_snapshots").values()]
    nothing = dict.fromkeys(("event_type", "detector", "confidence", "data"))
    assert nothing in metadata
    found.script("UPDATE codebase_snapshots SET features = '{\"n\": 1}'")
    found.migrate("alignment", "0001")
    assert set(fetch(found, "detection_events")) == set(before)


def test_ecto_keeps_what_it_had_recorded(start: Any) -> None:
    found = start("production")
    before = found.dump("schema_migrations")
    found.migrate()
    found.migrate("alignment", "0001")
    assert found.dump("schema_migrations") == before


def test_an_unknown_time_stays_unknown_when_its_row_is_changed(start: Any) -> None:
    found = start("before, with times unknown")
    found.migrate()
    for table, column in (
        ("codebase_snapshots", "summary"),
        ("git_agent_sessions", "meta"),
        ("git_merge_history", "details"),
        ("technology_templates", "metadata"),
    ):
        unknown = f"SELECT count(*) FROM {table} WHERE inserted_at IS NULL"
        assert found.value(unknown) == 1
        found.script(f"UPDATE {table} SET {column} = {column} || '{{\"more\": 1}}'")
    found.migrate("alignment", "0001")
    for table in LEGACY:
        times = f"SELECT inserted_at, updated_at FROM {table} WHERE inserted_at IS NULL"
        assert found.query(times) == [(None, None)], table


def test_a_rule_of_uniqueness_outlives_adoption(start: Any) -> None:
    found = start("made new")
    found.script("""
        DROP INDEX git_pending_merges_agent_id_index;
        CREATE UNIQUE INDEX git_pending_merges_agent_id_index ON git_pending_merges (agent_id);
        CREATE UNIQUE INDEX one_rule ON technology_patterns (technology_name, file_patterns);
        CREATE INDEX covering ON git_pending_merges (branch) INCLUDE (meta);
    """)
    found.migrate()
    kept = found.query("SELECT indexname FROM pg_indexes WHERE indexname = ANY (%s) ORDER BY 1", [
        ["git_pending_merges_agent_id_index_found", "one_rule", "covering"]
    ])  # fmt: skip
    assert kept == [("covering",), ("git_pending_merges_agent_id_index_found",), ("one_rule",)]


@pytest.mark.parametrize("owned", ["OWNED BY NONE", "OWNED BY git_merge_history.branch"])
def test_numbering_goes_on_whoever_the_sequence_belongs_to(start: Any, owned: str) -> None:
    found = start("made new")
    found.script(f"ALTER SEQUENCE git_merge_history_id_seq {owned}")
    found.migrate()
    found.script("INSERT INTO git_merge_history (branch, status) VALUES ('next', 'merged')")
    assert found.value("SELECT max(id) FROM git_merge_history") == 31


def test_a_sequence_that_others_ask_too_stays_theirs(start: Any) -> None:
    found = start("made new")
    found.script(
        "CREATE TABLE others (id bigint DEFAULT nextval('git_merge_history_id_seq'));"
        "INSERT INTO others VALUES (DEFAULT)"
    )
    found.migrate()
    found.script("INSERT INTO git_merge_history (branch, status) VALUES ('next', 'merged')")
    found.script("INSERT INTO others VALUES (DEFAULT)")
    assert found.value("SELECT max(id) FROM git_merge_history") == 32
    assert found.query("SELECT id FROM others ORDER BY 1") == [(31,), (32,)]


def test_a_primary_key_of_another_name_is_the_primary_key(start: Any) -> None:
    found = start("made new")
    found.script("""
        ALTER INDEX git_agent_sessions_pkey RENAME TO zz_pkey;
        CREATE UNIQUE INDEX aa ON git_agent_sessions (id);
    """)
    found.migrate()
    assert found.value("SELECT to_regclass('git_agent_sessions_pkey') IS NOT NULL")


def test_numbers_that_an_integer_cannot_hold_are_not_narrowed(start: Any) -> None:
    found = start("made new")
    found.script("""
        ALTER TABLE git_pending_merges ALTER pr_number TYPE bigint;
        ALTER TABLE technology_patterns ALTER detection_count TYPE bigint;
        UPDATE git_pending_merges SET pr_number = 3000000000;
        UPDATE technology_patterns SET detection_count = 3000000000;
    """)
    found.migrate()
    assert found.value("SELECT pr_number FROM git_pending_merges") == 3000000000
    assert found.value("SELECT min(detection_count) FROM technology_patterns") == 3000000000


def test_what_a_half_aligned_document_says_holds_against_an_unknown_column(start: Any) -> None:
    found = start("half aligned")
    found.script("""
        ALTER TABLE git_agent_sessions ADD task_id text DEFAULT 'column';
        UPDATE git_agent_sessions SET meta = '{"task_id": "meta"}' WHERE agent_id = 'eve';
    """)
    found.migrate()
    assert by(fetch(found, "git_agent_sessions"), "agent_id")["eve"]["meta"]["task_id"] == "meta"


def test_many_rows_found_aligned_go_back_in_seconds(start: Any) -> None:
    """Each column of a row was once worked out anew for each that follows it."""
    found = start("made new")
    found.script("""
        INSERT INTO git_agent_sessions
            (id, agent_id, branch, workspace_path, inserted_at, updated_at)
        SELECT 100 + n, 'agent ' || n, 'branch', '/srv', '2025-01-01 00:00:00.5', '2025-01-01'
        FROM generate_series(1, 3000) AS n
    """)
    found.migrate()
    started = time.monotonic()
    found.migrate("alignment", "0001")
    assert time.monotonic() - started < 20
    assert found.value("SELECT count(*) FROM git_sessions") == 3002

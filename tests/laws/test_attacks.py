"""What an attack on the laws found, each by its name."""

import pytest

from alignment.errors import LedgerNotEmpty, PreflightFailed, TableMissing
from tests.laws.hostile import HOSTILE_ROWS
from tests.laws.test_dump import ALIGNED, LEGACY
from tests.rows import event, insert
from tests.scratch import Scratch


@pytest.fixture
def rolled_back(legacy: Scratch) -> Scratch:
    """A database that has crossed there and back."""
    insert(legacy, "detection_events", event(1), event(2))
    legacy.migrate()
    legacy.migrate("alignment", "0001")
    return legacy


@pytest.mark.parametrize(
    "loss",
    [
        "DROP SCHEMA public_archive CASCADE",
        "DROP TABLE public_archive.codebase_snapshots",
        "ALTER SCHEMA public_archive RENAME TO attic",
    ],
)
def test_a_lost_archive_is_missed_and_not_made_anew_empty(rolled_back: Scratch, loss: str) -> None:
    rolled_back.script(loss)
    before = rolled_back.dump(*LEGACY)
    with pytest.raises(TableMissing, match="codebase_snapshots"):
        rolled_back.migrate("snapshots")
    assert rolled_back.dump(*LEGACY) == before


@pytest.mark.parametrize("name", ["whole", "kind", "digest", "legacy_id", "knowledge", "target"])
def test_a_column_may_have_any_name(legacy: Scratch, name: str) -> None:
    for table in LEGACY:
        legacy.script(f"ALTER TABLE {table} ADD {name} text DEFAULT 'x'")
    legacy.script(HOSTILE_ROWS)
    legacy.migrate()
    for table in ("codebase_snapshots", "technology_templates", "technology_patterns"):
        legacy.script(f"ALTER TABLE {table} ADD {name} text DEFAULT 'y'")
    legacy.script("UPDATE codebase_snapshots SET summary = '{\"a\": 1}'")
    legacy.script("UPDATE technology_templates SET version = '9'")
    legacy.script("DELETE FROM technology_patterns WHERE id = 1")
    legacy.migrate("alignment", "0001")
    assert legacy.value(
        "SELECT count(*) FROM detection_events WHERE data -> 'summary' = '{\"a\": 1}'"
    ) == legacy.value("SELECT count(*) FROM detection_events")
    legacy.script("UPDATE detection_events SET event_type = 'changed'")
    legacy.migrate()
    types = legacy.query("SELECT DISTINCT metadata ->> 'event_type' FROM codebase_snapshots")
    assert types == [("changed",)]


def test_a_database_of_repeatable_read_is_migrated_in_read_committed(rolled_back: Scratch) -> None:
    rolled_back.script(
        f"ALTER DATABASE {rolled_back.name} SET default_transaction_isolation = 'repeatable read'"
    )
    rolled_back.connection.close()
    rolled_back.migrate()
    level = rolled_back.value("SHOW default_transaction_isolation")
    assert level == "read committed"


def test_rows_born_while_aligned_fit_an_identity_key(legacy: Scratch) -> None:
    legacy.script(
        "ALTER TABLE detection_events DROP COLUMN id; "
        "ALTER TABLE detection_events ADD id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY"
    )
    legacy.migrate()
    legacy.script("INSERT INTO codebase_snapshots (codebase_id, snapshot_id) VALUES ('a', 1)")
    legacy.migrate("alignment", "0001")
    assert legacy.query("SELECT id FROM detection_events") == [(1,)]


def test_zero_is_refused_before_anything_is_taken_back(rolled_back: Scratch) -> None:
    rolled_back.migrate()
    before = rolled_back.dump(*ALIGNED)
    with pytest.raises(LedgerNotEmpty):
        rolled_back.migrate("alignment", "zero")
    assert rolled_back.dump(*ALIGNED) == before


def test_zero_keeps_the_history_and_goes_on_from_it(scratch: Scratch) -> None:
    scratch.migrate()
    history = "SELECT count(*) FROM alignment_alignmentrun"
    scratch.migrate("alignment", "zero")
    assert scratch.value(history) == 6
    assert scratch.value("SELECT to_regclass('alignment_movedrow') IS NULL")
    scratch.migrate()
    assert scratch.value(history) == 9


@pytest.mark.parametrize(
    "obstacle",
    ["CREATE VIEW detection_events AS SELECT 1 AS id", "CREATE TYPE git_commits AS (id int)"],
)
def test_a_name_taken_by_something_else_stops_the_rollback(
    rolled_back: Scratch, obstacle: str
) -> None:
    rolled_back.migrate()
    rolled_back.script(obstacle)
    before = rolled_back.dump(*ALIGNED)
    with pytest.raises(PreflightFailed, match=r"alignment\.P11"):
        rolled_back.migrate("alignment", "0001")
    assert rolled_back.dump(*ALIGNED) == before


LONG = "(SELECT string_agg(md5(n::text), '') FROM generate_series(1, 200) AS n)"


def test_values_that_no_index_takes_cross_all_the_same(legacy: Scratch) -> None:
    legacy.script(f"""
        INSERT INTO detection_events
        SELECT gen_random_uuid(), 'a', 'b', 1, jsonb_build_object(
            'codebase_id', {LONG}, 'codebase_path', '/short'), '{{}}', 'now', 'now';
        INSERT INTO git_sessions
        SELECT gen_random_uuid(), 'a', 'b', 'c', 'd', jsonb_build_object(
            'agent_id', {LONG}, 'correlation_id', {LONG}), 'now', 'now';
        INSERT INTO technology_knowledge (id, technology, category, name, template, metadata,
                                          inserted_at, updated_at)
        SELECT gen_random_uuid(), repeat(chr(66000 + n), 200) || n, translate(
                   left({LONG}, 255), '0123456789abcdef', '😀😁😂😃😄😅😆😇😈😉😊😋😌😍😎😏'),
               translate(left({LONG}, 255), '0123456789abcdef', '😀😁😂😃😄😅😆😇😈😉😊😋😌😍😎😏'),
               'x', jsonb_build_object('version', {LONG}), 'now', 'now'
        FROM generate_series(1, 2) AS n;
        UPDATE technology_knowledge SET technology = 'same';
    """)
    before = legacy.dump(*LEGACY)
    legacy.migrate()
    assert legacy.query("SELECT codebase_id FROM codebase_snapshots") == [("/short",)]
    assert legacy.value("SELECT correlation_id FROM git_agent_sessions") is None
    assert len(legacy.value("SELECT meta ->> 'correlation_id' FROM git_agent_sessions")) == 6400
    assert legacy.query("SELECT version FROM technology_templates") == [(None,), (None,)]
    aligned = legacy.dump(*ALIGNED)
    legacy.migrate("alignment", "0001")
    assert legacy.dump(*LEGACY) == before
    legacy.migrate()
    assert legacy.dump(*ALIGNED) == aligned
    legacy.script("UPDATE git_agent_sessions SET status = 'changed'")
    legacy.migrate("alignment", "0001")
    assert len(legacy.value("SELECT metadata ->> 'correlation_id' FROM git_sessions")) == 6400


@pytest.mark.parametrize("files", ['[["a"], ["b"]]', '[{"path": "a"}]', '["a", {"b": 1}]', "7"])
def test_changed_files_of_any_shape_can_go_back(legacy: Scratch, files: str) -> None:
    legacy.script(HOSTILE_ROWS)
    legacy.migrate()
    legacy.script("UPDATE git_merge_history SET task_id = 'touched'")
    legacy.script(
        "UPDATE git_merge_history SET details = jsonb_set(details, '{files_changed}', "
        f"'{files}') WHERE id = 1"
    )
    aligned = legacy.dump("git_merge_history")
    legacy.migrate("alignment", "0001")
    legacy.migrate()
    assert legacy.dump("git_merge_history") == aligned

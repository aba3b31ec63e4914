"""`validate_schema` finds what of a database would surprise the code (behaviour, section 8)."""

import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.core.management import call_command

from alignment.validation import validate
from tests.config.processes import manage
from tests.field.states import STATES
from tests.laws.test_dump import ALIGNED
from tests.scratch import Scratch

Found = set[tuple[str, str]]


def found(database: Scratch, *labels: str) -> Found:
    """Findings as (id, what)."""
    differences = validate(database.connection, labels).differences
    return {(one.id.removeprefix("alignment."), one.what) for one in differences}


@pytest.fixture
def aligned(legacy: Scratch) -> Scratch:
    legacy.migrate()
    return legacy


@pytest.fixture
def start(scratch: Scratch) -> Callable[[str], Scratch]:
    def made(name: str) -> Scratch:
        scratch.script(STATES[name].tables)
        return scratch

    return made


def test_aligned_tables_and_djangos_own_are_what_their_models_say(aligned: Scratch) -> None:
    assert found(aligned) == set()


def test_all_six_are_missing_before_the_alignment(legacy: Scratch) -> None:
    missing = {("S01", f"table {table}") for table in ALIGNED}
    assert missing <= found(legacy)
    [events] = [
        one
        for one in validate(legacy.connection, ["snapshots"]).differences
        if one.id[-3:] == "S01"
    ]
    assert events.remedy == (
        "Run `manage.py migrate snapshots`, which makes it from detection_events."
    )


def test_what_the_predecessor_left_half_aligned(start: Callable[[str], Scratch]) -> None:
    differences = found(start("half aligned"))
    assert {
        ("S04", "codebase_snapshots.id"),
        ("S05", "codebase_snapshots.codebase_id"),
        ("S06", "codebase_snapshots.inserted_at"),
        ("S07", "git_agent_sessions.id"),
        ("S03", "codebase_snapshots.updated_at"),
        ("S05", "git_agent_sessions.agent_id"),
    } <= differences


def test_what_is_in_production(start: Callable[[str], Scratch]) -> None:
    differences = found(start("production"), "techknowledge")
    assert ("S14", "table technology_knowledge") in differences
    assert ("S04", "technology_patterns.file_patterns") in differences


def test_b_trees_over_documents(start: Callable[[str], Scratch]) -> None:
    differences = found(start("b-trees over jsonb"), "snapshots")
    index = "index codebase_snapshots_{}_index of codebase_snapshots"
    assert ("S11", index.format("metadata")) in differences
    assert ("S11", index.format("detected_technologies")) in differences
    assert ("S12", "codebase_snapshots (detected_technologies)") in differences


DRIFT = {
    "S02": (
        "ALTER TABLE codebase_snapshots DROP COLUMN features",
        "codebase_snapshots.features",
    ),
    "S03": (
        "ALTER TABLE codebase_snapshots ADD owner text NOT NULL",
        "codebase_snapshots.owner",
    ),
    "S04": (
        "ALTER TABLE codebase_snapshots ALTER codebase_id TYPE varchar(255)",
        "codebase_snapshots.codebase_id",
    ),
    "S05": (
        "ALTER TABLE git_agent_sessions ALTER status DROP NOT NULL",
        "git_agent_sessions.status",
    ),
    "S06": (
        "ALTER TABLE git_agent_sessions ALTER status SET DEFAULT 'idle'",
        "git_agent_sessions.status",
    ),
    "S07": (
        "ALTER TABLE git_merge_history ALTER id DROP IDENTITY",
        "git_merge_history.id",
    ),
    "S07 behind": (
        "INSERT INTO git_merge_history (id, branch, status) VALUES (9, 'a', 'merged')",
        "git_merge_history.id",
    ),
    "S08": (
        "ALTER TABLE git_agent_sessions DROP CONSTRAINT git_agent_sessions_agent_id_index",
        "git_agent_sessions (agent_id)",
    ),
    "S09": (
        "ALTER TABLE auth_permission DROP CONSTRAINT "
        "auth_permission_content_type_id_2f476e4b_fk_django_co",
        "auth_permission.content_type_id",
    ),
    "S10": (
        "ALTER TABLE git_pending_merges DROP CONSTRAINT git_pending_merges_branch_index; "
        "ALTER TABLE git_pending_merges ADD CONSTRAINT git_pending_merges_branch_index "
        "UNIQUE (branch) DEFERRABLE",
        "index git_pending_merges_branch_index of git_pending_merges",
    ),
    "S11": (
        "CREATE INDEX documents ON technology_templates (template)",
        "index documents of technology_templates",
    ),
    "S12": (
        "DROP INDEX git_merge_history_branch_index",
        "git_merge_history (branch)",
    ),
    "S13": (
        "ALTER TABLE django_admin_log DROP CONSTRAINT django_admin_log_action_flag_check",
        "django_admin_log CHECK ((action_flag >= 0))",
    ),
    "S14": (
        "CREATE TABLE detection_events (id int)",
        "table detection_events",
    ),
    "S15 by name": (
        "CREATE TABLE technology_stack_templates (id int)",
        "table technology_stack_templates",
    ),
    "S15 by columns": (
        "CREATE TABLE detections (LIKE codebase_snapshots)",
        "table detections",
    ),
}


@pytest.mark.parametrize("kind", DRIFT)
def test_each_kind_of_drift_is_found_and_nothing_else(aligned: Scratch, kind: str) -> None:
    statement, what = DRIFT[kind]
    aligned.script(statement)
    differences = found(aligned)
    assert (kind.split()[0], what) in differences
    table = re.split(r"[. ]", what.removeprefix("table ").split(" of ")[-1])[0]
    assert all(table in place for _, place in differences)


def test_what_a_database_has_besides_is_no_drift(aligned: Scratch) -> None:
    aligned.script("""
        ALTER TABLE codebase_snapshots ADD reviewed boolean, ADD CHECK (snapshot_id >= 0);
        CREATE INDEX own ON codebase_snapshots (reviewed);
        CREATE TABLE invoices (number int);
    """)
    assert found(aligned) == set()


def test_the_remedy_can_be_run_as_it_stands(aligned: Scratch) -> None:
    for kind in ("S02", "S04", "S05", "S06", "S08", "S09", "S12", "S13"):
        aligned.script(DRIFT[kind][0])
    for one in validate(aligned.connection).differences:
        aligned.script(one.remedy.removesuffix("."))
    # The column that was dropped lacks its default still; nothing else is left.
    [left] = found(aligned)
    assert left == ("S06", "codebase_snapshots.features")


def test_nothing_is_changed_by_looking(aligned: Scratch) -> None:
    aligned.script(DRIFT["S02"][0])
    before = aligned.dump()
    validate(aligned.connection)
    assert aligned.dump() == before
    left = "SELECT relname FROM pg_class WHERE relnamespace = pg_my_temp_schema()"
    assert aligned.query(left) == []


def test_findings_are_told_with_what_to_do_and_status_3(aligned: Scratch) -> None:
    aligned.script(DRIFT["S12"][0])
    outcome = manage("validate_schema", DATABASE_URL=aligned.url)
    assert outcome.returncode == 3
    first, second, *_, last = outcome.stdout.splitlines()
    assert first.startswith("git_merge_history (branch): the model has an index on it")
    assert "CREATE INDEX" in second
    assert last == "Compared 26 tables with their models: 1 findings."


def test_json_has_the_same(aligned: Scratch) -> None:
    aligned.script(DRIFT["S12"][0])
    outcome = manage("validate_schema", "--format", "json", DATABASE_URL=aligned.url)
    answer: dict[str, Any] = json.loads(outcome.stdout)
    assert (answer["status"], answer["exit_status"], answer["tables"]) == ("findings", 3, 26)
    [one] = answer["findings"]
    assert (one["id"], one["what"]) == ("alignment.S12", "git_merge_history (branch)")


def test_no_differences_are_said_too(aligned: Scratch) -> None:
    outcome = manage("validate_schema", "snapshots", DATABASE_URL=aligned.url)
    assert (outcome.returncode, outcome.stdout) == (
        0,
        "Compared 1 tables with their models: no differences.\n",
    )


def test_an_app_that_is_not_installed_is_named(aligned: Scratch) -> None:
    outcome = manage("validate_schema", "snapshot", DATABASE_URL=aligned.url)
    assert outcome.returncode == 1
    assert "There is no app 'snapshot'. Installed are admin, alignment" in outcome.stderr


def test_the_system_check_warns_of_what_migrations_have_settled(
    aligned: Scratch, capsys: pytest.CaptureFixture[str]
) -> None:
    aligned.script(DRIFT["S12"][0] + ";" + DRIFT["S02"][0])
    aligned.migrate("gitcoord", "0001")
    aligned.migrate("gitcoord")
    call_command("check", databases=[aligned.alias])
    said = capsys.readouterr().err
    assert "(alignment.S02) codebase_snapshots.features" in said
    assert "HINT: ALTER TABLE" in said


def test_the_system_check_leaves_out_apps_that_will_be_migrated(legacy: Scratch) -> None:
    call_command("check", databases=[legacy.alias], fail_level="WARNING")


def test_the_system_check_says_that_there_is_no_database() -> None:
    outcome = manage(
        "check", "--database", "default", DATABASE_URL="postgres://nobody@127.0.0.1:1/none"
    )
    assert outcome.returncode == 1
    assert "(alignment.S00) No connection to the database" in outcome.stderr

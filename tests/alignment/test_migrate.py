"""What `migrate` tells its operator."""

import re
from pathlib import Path

import pytest

from tests.config.processes import manage
from tests.laws.hostile import HOSTILE_ROWS
from tests.scratch import Scratch


@pytest.fixture
def full(legacy: Scratch) -> Scratch:
    legacy.script(HOSTILE_ROWS)
    return legacy


def lines(output: str) -> list[str]:
    """Lines of ours, without the seconds, which differ."""
    return [
        re.sub(r" +\d+\.\d s$", "", line).strip()
        for line in output.splitlines()
        if line.startswith("    ")
    ]


def test_each_step_is_told_with_its_rows(full: Scratch) -> None:
    told = lines(full.migrate(verbosity=1))
    assert "Carry detection_events to codebase_snapshots: 16 rows (16 new)" in told
    assert "Carry git_sessions to git_agent_sessions: 7 rows (7 new)" in told
    assert "Carry technology_knowledge to technology_templates: 7 rows (7 new)" in told


def test_each_line_ends_with_seconds(full: Scratch) -> None:
    steps = [line for line in full.migrate(verbosity=1).splitlines() if "Carry" in line]
    assert steps
    assert all(re.search(r"\d+\.\d s$", line) for line in steps)


def test_a_rollback_says_what_was_written_meanwhile(full: Scratch) -> None:
    full.migrate()
    full.script("INSERT INTO codebase_snapshots (codebase_id, snapshot_id) VALUES ('new', 1)")
    full.script("DELETE FROM codebase_snapshots WHERE id = 1")
    full.script("UPDATE codebase_snapshots SET features = '{\"a\": 1}' WHERE id IN (2, 3)")
    told = lines(full.migrate("alignment", "0001", verbosity=1))
    assert (
        "Carry codebase_snapshots to detection_events: 16 rows (1 new, 2 changed, 1 deleted)"
        in told
    )


def test_a_database_that_is_not_there_is_said_in_a_few_words(tmp_path: Path) -> None:
    outcome = manage(
        "migrate", DATABASE_URL="postgres://nobody@127.0.0.1:1/none", VAR_DIR=str(tmp_path)
    )
    assert outcome.returncode == 1
    assert outcome.stderr.startswith("NoConnection: No connection to the database: ")
    assert "Traceback" not in outcome.stderr


def test_verbosity_0_is_silent(full: Scratch) -> None:
    assert full.migrate(verbosity=0) == ""


def test_the_plan_reads_as_documentation(full: Scratch) -> None:
    _, begin, plan = full.migrate(plan=True, verbosity=1).partition("alignment.0002_begin")
    plan, others, _ = plan.partition("axes.0001_initial")
    assert begin
    assert others
    assert "Archive detection_events: moved, untouched, to the archive schema" in plan
    assert "Rename model DetectionEvent to CodebaseSnapshot, its content type" in plan
    assert "Carry what differs from detection_events to codebase_snapshots" in plan
    assert "Raw Python operation" not in plan
    assert "Raw SQL operation" not in plan


def test_the_run_history_has_a_line_for_each_crossing(full: Scratch) -> None:
    full.migrate()
    full.migrate("snapshots", "0001")
    history = full.query("""
        SELECT section, direction, archived, carried, unchanged, changed, born, deleted
        FROM alignment_alignmentrun WHERE section = 'snapshots' ORDER BY id
    """)
    assert history == [
        ("snapshots", "forward", 16, 16, 0, 0, 16, 0),
        ("snapshots", "backward", 16, 16, 16, 0, 0, 0),
    ]

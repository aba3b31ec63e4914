"""`plan_alignment` says what `migrate` would do, and writes nothing to find out."""

import json
import re
from typing import Any

import pytest

from alignment.errors import PlanChanged
from alignment.plan import Plan, TablePlan, plan
from tests.config.processes import manage
from tests.laws.hostile import HOSTILE_ROWS
from tests.laws.test_dump import NIGHT
from tests.scratch import Scratch


@pytest.fixture
def full(legacy: Scratch) -> Scratch:
    legacy.script(HOSTILE_ROWS)
    return legacy


def table(of: Plan, name: str) -> TablePlan:
    [found] = [one for section in of.sections for one in section.tables if one.table == name]
    return found


def test_before_the_first_alignment_every_row_is_new(full: Scratch) -> None:
    made = plan(full.connection)
    events = table(made, "detection_events")
    assert (events.to, events.rows, events.born) == ("codebase_snapshots", 16, 16)
    assert [str(one.side) for one in made.sections] == ["legacy"] * 3
    assert all(one.crosses for one in made.sections)
    assert made.estimate is not None
    assert made.estimate.disk > 0


def test_a_rollback_is_told_by_what_was_written_since(full: Scratch) -> None:
    full.migrate()
    full.script(NIGHT)
    made = plan(full.connection, rollback=True)
    snapshots = table(made, "codebase_snapshots")
    assert (snapshots.born, snapshots.changed, snapshots.deleted) == (1, 5, 0)
    assert table(made, "git_agent_sessions").deleted == 1
    history = table(made, "git_merge_history")
    assert (history.born, history.waiting) == (0, 1)


def test_steps_are_in_order_each_with_its_lock(full: Scratch) -> None:
    steps = [one for one in plan(full.connection).steps if "snapshots" in one.migration]
    assert [(one.what, one.every_row) for one in steps] == [
        (
            "Adopt what there is of detection_events, codebase_snapshots, each recognised by its "
            "columns",
            False,
        ),
        ("Archive detection_events", False),
        ("Bring the table of CodebaseSnapshot home, or adopt or make it", False),
        (
            "Carry what differs from detection_events to codebase_snapshots; verify the counts",
            True,
        ),
    ]
    assert {one.lock for one in steps} == {"ACCESS EXCLUSIVE"}


def test_looking_changes_nothing(full: Scratch) -> None:
    before = full.dump()
    plan(full.connection)
    plan(full.connection, rollback=True)
    assert full.dump() == before


def test_people_are_told_and_given_the_next_command(full: Scratch) -> None:
    outcome = manage("plan_alignment", DATABASE_URL=full.url)
    assert outcome.returncode == 0
    assert "Codebase snapshots: legacy tables in use, will cross" in outcome.stdout
    assert re.search(
        r"Plan: 4 tables, \d+ rows, in roughly \d+ s, with about [\d.]+ [KM]B more disk, 0 tables "
        r"to\s+drop\.",
        outcome.stdout,
    )
    assert outcome.stdout.splitlines()[-1].startswith("$ python manage.py migrate --expect ")


def test_no_changes_are_said(full: Scratch) -> None:
    full.migrate()
    outcome = manage("plan_alignment", DATABASE_URL=full.url)
    assert outcome.stdout.endswith("No changes: the tables are on that side already.\n")
    full.migrate("alignment", "0001")
    outcome = manage("plan_alignment", "--rollback", DATABASE_URL=full.url)
    assert outcome.stdout.endswith("No changes: the tables are on that side already.\n")


def test_what_is_in_the_way_is_found_with_status_3(full: Scratch) -> None:
    full.script("CREATE VIEW recent AS SELECT id FROM detection_events")
    outcome = manage("plan_alignment", "--format", "json", DATABASE_URL=full.url)
    answer: dict[str, Any] = json.loads(outcome.stdout)
    assert (outcome.returncode, answer["exit_status"]) == (3, 3)
    [one] = answer["obstacles"]
    assert (one["id"], one["what"]) == ("alignment.P01", "view recent on detection_events")


def test_json_has_sections_steps_and_estimate(full: Scratch) -> None:
    answer = plan(full.connection).as_json()
    assert set(answer) == {
        "fingerprint", "command", "rollback", "sections", "steps", "other_migrations", "estimate",
        "obstacles",
    }  # fmt: skip
    assert set(answer["estimate"]) == {"tables", "rows", "disk", "seconds"}


def test_migrate_carries_out_the_plan_that_was_looked_at(full: Scratch) -> None:
    expected = plan(full.connection).fingerprint
    assert plan(full.connection).fingerprint == expected
    full.migrate(expect=expected)
    assert plan(full.connection).steps == ()
    back = plan(full.connection, rollback=True).fingerprint
    full.migrate("alignment", "0001", expect=back)


def test_migrate_refuses_a_plan_that_does_not_hold_any_more(full: Scratch) -> None:
    expected = plan(full.connection).fingerprint
    full.script("DELETE FROM git_commits WHERE session_id IS NULL")
    before = full.dump()
    with pytest.raises(PlanChanged, match=f"The plan {expected} does not hold any more"):
        full.migrate(expect=expected)
    assert full.dump() == before

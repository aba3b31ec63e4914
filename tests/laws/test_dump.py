"""Laws 1 and 2 by pg_dump: there and back, and back and there, nothing is different."""

import pytest

from tests.conftest import RoleFactory
from tests.laws.hostile import HOSTILE_ROWS, ORNAMENTS
from tests.scratch import Scratch

LEGACY = "detection_events", "git_sessions", "git_commits", "technology_knowledge"
ALIGNED = (
    "codebase_snapshots",
    "git_agent_sessions",
    "git_pending_merges",
    "git_merge_history",
    "technology_templates",
    "technology_patterns",
)

NIGHT = """
    UPDATE codebase_snapshots SET summary = '{"written": "at night"}' WHERE id % 3 = 0;
    INSERT INTO codebase_snapshots (codebase_id, snapshot_id) VALUES ('new', 1);
    DELETE FROM git_agent_sessions WHERE id = 1;
    INSERT INTO git_pending_merges (branch, agent_id) VALUES ('feature/night', 'ada');
    INSERT INTO git_merge_history (branch, status) VALUES ('feature/night', 'merged');
    UPDATE technology_patterns SET detection_count = 7;
    DELETE FROM technology_templates WHERE id = 2;
    INSERT INTO technology_templates (identifier, category, template)
        VALUES ('framework/night', 'framework', '{"name": "Night"}');
"""


def rolled_back(database: Scratch) -> None:
    database.migrate("alignment", "0001")


@pytest.fixture
def hostile(legacy: Scratch) -> Scratch:
    legacy.script(ORNAMENTS)
    legacy.script(HOSTILE_ROWS)
    return legacy


def test_legacy_tables_come_back_as_they_were(hostile: Scratch) -> None:
    before = hostile.dump(*LEGACY)
    hostile.migrate()
    rolled_back(hostile)
    assert hostile.dump(*LEGACY) == before


def test_aligned_tables_come_back_as_they_were(hostile: Scratch) -> None:
    hostile.migrate()
    before = hostile.dump(*ALIGNED)
    rolled_back(hostile)
    hostile.migrate()
    assert hostile.dump(*ALIGNED) == before


def test_what_was_written_at_night_survives_the_way_there_and_back(hostile: Scratch) -> None:
    hostile.migrate()
    hostile.script(NIGHT)
    aligned = hostile.dump(*ALIGNED)
    rolled_back(hostile)
    legacy = hostile.dump(*LEGACY)
    hostile.migrate()
    assert hostile.dump(*ALIGNED) == aligned
    rolled_back(hostile)
    assert hostile.dump(*LEGACY) == legacy


def test_empty_legacy_tables_come_back_as_they_were(legacy: Scratch) -> None:
    before = legacy.dump(*LEGACY)
    legacy.migrate()
    rolled_back(legacy)
    assert legacy.dump(*LEGACY) == before


def test_an_empty_database_gets_the_same_aligned_tables(scratch: Scratch, legacy: Scratch) -> None:
    scratch.migrate()
    legacy.migrate()
    assert scratch.dump(*ALIGNED) == legacy.dump(*ALIGNED)


def test_migrating_again_changes_nothing(hostile: Scratch) -> None:
    hostile.migrate()
    before = hostile.dump()
    hostile.migrate()
    assert hostile.dump() == before


@pytest.mark.parametrize("section", ["snapshots", "gitcoord", "techknowledge"])
def test_one_section_comes_back_alone(hostile: Scratch, section: str) -> None:
    before = {table: hostile.dump(table) for table in LEGACY}
    hostile.migrate()
    aligned = hostile.dump(*ALIGNED)
    hostile.migrate(section, "0001")
    live = {table for (table,) in hostile.query("SELECT tablename FROM pg_tables")} & {*LEGACY}
    home = {table for table in live if hostile.value("SELECT to_regclass(%s)::text", [table])}
    assert home
    assert {table: hostile.dump(table, schema="public") for table in home} == {
        table: before[table] for table in home
    }
    hostile.migrate()
    assert hostile.dump(*ALIGNED) == aligned


def test_grants_and_owner_come_back(hostile: Scratch, roles: RoleFactory) -> None:
    owner, reader, writer = roles(login=False), roles(), roles()
    hostile.script(f"""
        GRANT CREATE ON SCHEMA public TO {owner};
        ALTER TABLE detection_events OWNER TO {owner};
        ALTER TABLE technology_knowledge OWNER TO {owner};
        GRANT SELECT ON detection_events, git_sessions TO {reader} WITH GRANT OPTION;
        GRANT SELECT (id, branch_name), UPDATE (status) ON git_sessions TO {writer};
        GRANT ALL ON git_commits TO {writer};
        GRANT SELECT ON technology_knowledge TO PUBLIC;
    """)
    before = hostile.dump(*LEGACY)
    hostile.migrate()
    aligned = hostile.dump(*ALIGNED)
    rolled_back(hostile)
    assert hostile.dump(*LEGACY) == before
    hostile.migrate()
    assert hostile.dump(*ALIGNED) == aligned


def test_ecto_is_told_on_the_way_up_and_untold_on_the_way_down(legacy: Scratch) -> None:
    before = legacy.dump("schema_migrations")
    legacy.migrate()
    assert legacy.query("SELECT max(version) FROM schema_migrations") == [(20250101000014,)]
    rolled_back(legacy)
    assert legacy.dump("schema_migrations") == before


def test_what_ecto_had_recorded_itself_stays(legacy: Scratch) -> None:
    legacy.script("INSERT INTO schema_migrations VALUES (20250101000014, '2025-10-09')")
    before = legacy.dump("schema_migrations")
    legacy.migrate()
    assert legacy.dump("schema_migrations") == before
    rolled_back(legacy)
    assert legacy.dump("schema_migrations") == before

"""What is in the way is said before anything is touched, all of it at once, with the remedy."""

import re

import psycopg
import pytest
from pytest_django.fixtures import Settings

from alignment.errors import PreflightFailed
from tests.conftest import RoleFactory
from tests.field.shapes import HALF_SNAPSHOTS, MADE_SNAPSHOTS, OLD_EVENTS
from tests.laws.test_dump import ALIGNED, LEGACY
from tests.rows import event, insert
from tests.scratch import Scratch

OBSTACLES = {
    "P01": (
        "CREATE VIEW recent AS SELECT id FROM detection_events",
        "view recent on detection_events",
    ),
    "P01 materialized": (
        "CREATE MATERIALIZED VIEW counts AS SELECT count(*) FROM git_commits",
        "materialized view counts on git_commits",
    ),
    "P02": (
        "CREATE TABLE notes (event_id uuid CONSTRAINT of_event REFERENCES detection_events)",
        "foreign key of_event of notes to detection_events",
    ),
    "P03": (
        "CREATE PUBLICATION feed FOR TABLE git_sessions",
        "publication feed of git_sessions",
    ),
    "P04": (
        "CREATE TRIGGER watch BEFORE INSERT ON technology_knowledge FOR EACH ROW "
        "EXECUTE FUNCTION suppress_redundant_updates_trigger()",
        "trigger watch on technology_knowledge",
    ),
    "P05": (
        "ALTER TABLE git_commits ENABLE ROW LEVEL SECURITY",
        "row-level security of git_commits",
    ),
    "P06": (
        "CREATE TABLE more_events () INHERITS (detection_events)",
        "inheritance of more_events from detection_events",
    ),
    "P06 partitioned": (
        "CREATE TABLE parted (LIKE detection_events INCLUDING ALL) PARTITION BY HASH (id); "
        "DROP TABLE detection_events; ALTER TABLE parted RENAME TO detection_events",
        "partitioned table detection_events",
    ),
    "P04 aligned": (
        f"{MADE_SNAPSHOTS}; CREATE TRIGGER watch BEFORE INSERT ON codebase_snapshots FOR EACH ROW "
        "EXECUTE FUNCTION suppress_redundant_updates_trigger()",
        "trigger watch on codebase_snapshots",
    ),
    "P07": (
        "CREATE RULE quiet AS ON DELETE TO git_sessions DO INSTEAD NOTHING",
        "rule quiet on git_sessions",
    ),
    "P08": (
        "CREATE FUNCTION newest() RETURNS uuid LANGUAGE sql "
        "BEGIN ATOMIC SELECT id FROM detection_events LIMIT 1; END",
        "function newest() on detection_events",
    ),
    "P10": (
        "ALTER TABLE git_sessions DROP COLUMN base_branch, DROP COLUMN status",
        'table "public"."git_sessions": no table known under this name',
    ),
    "P10 type": (
        "ALTER TABLE detection_events ALTER inserted_at TYPE timestamptz",
        "inserted_at              timestamp                    timestamptz",
    ),
    "P10 aligned": (
        "CREATE TABLE git_pending_merges (branch text)",
        'table "public"."git_pending_merges"',
    ),
    "P10 half aligned": (
        f"{HALF_SNAPSHOTS.replace('detection_events_pkey', 'any_pkey')}; "
        "ALTER TABLE detection_events DROP id, ADD id bigserial PRIMARY KEY",
        'that of "public"."codebase_snapshots", whose rows have to go there, is uuid',
    ),
    "P11 archive": (
        "CREATE SCHEMA public_archive; CREATE TABLE public_archive.git_commits (id int)",
        'table "public_archive"."git_commits"',
    ),
    "P11 aligned": (
        "CREATE VIEW git_pending_merges AS SELECT 1 AS id",
        'table "public"."git_pending_merges"',
    ),
    "P11 renamed": (
        f"DROP TABLE detection_events; {MADE_SNAPSHOTS}; "
        f"{OLD_EVENTS.replace('codebase_snapshots_', 'old_')}",
        'table "public"."codebase_snapshots": it stands where detection_events has to go',
    ),
    "P11 index of a renamed table": (
        f"{MADE_SNAPSHOTS}; ALTER TABLE codebase_snapshots RENAME TO old_snapshots",
        "index codebase_snapshots_codebase_id_snapshot_id_index of table old_snapshots",
    ),
    "P11 legacy": (
        "DROP TABLE detection_events; CREATE VIEW detection_events AS SELECT 1 AS id",
        "view detection_events",
    ),
    "P11 legacy index": (
        "DROP TABLE detection_events; CREATE TABLE copies (detector text); "
        "CREATE INDEX detection_events_detector_index ON copies (detector)",
        "index detection_events_detector_index of table copies",
    ),
    "P21": (
        "ALTER TABLE detection_events ADD tenant text NOT NULL",
        'column tenant of "public"."detection_events"',
    ),
    "P21 aligned": (
        f"{MADE_SNAPSHOTS}; ALTER TABLE codebase_snapshots ADD tenant text NOT NULL",
        'column tenant of "public"."codebase_snapshots"',
    ),
    "P16": (
        "ALTER TABLE git_sessions ALTER status DROP NOT NULL; "
        "INSERT INTO git_sessions (id, session_type, branch_name, inserted_at, updated_at) "
        "VALUES ('00000000-0000-4000-8000-000000000009', 'a', 'b', 'now', 'now')",
        '1 rows of "public"."git_sessions" without status, '
        "ids 00000000-0000-4000-8000-000000000009",
    ),
    "P17": (
        "ALTER TABLE detection_events DROP CONSTRAINT detection_events_pkey",
        'table "public"."detection_events": its primary key is not id',
    ),
    "P17 aligned": (
        f"{MADE_SNAPSHOTS}; DROP INDEX codebase_snapshots_codebase_id_snapshot_id_index; "
        "INSERT INTO codebase_snapshots (codebase_id, snapshot_id) "
        "VALUES ('shop', 1), ('shop', 1), ('shop', 2)",
        '1 values of codebase_id, snapshot_id in "public"."codebase_snapshots", e.g. shop, 1',
    ),
}


def act_as(database: Scratch, role: str) -> None:
    """Have Django's connection be another role's from its next opening on."""
    database.connection.close()
    database.connection.settings_dict["OPTIONS"]["assume_role"] = role


@pytest.mark.parametrize("kind", OBSTACLES)
def test_an_obstacle_is_refused_before_anything_is_touched(legacy: Scratch, kind: str) -> None:
    statement, what = OBSTACLES[kind]
    legacy.script(statement)
    before = legacy.dump()
    with pytest.raises(PreflightFailed, match=re.escape(what)) as refusal:
        legacy.migrate()
    assert f"(alignment.{kind.split()[0]}) " in str(refusal.value)
    assert legacy.dump() == before


def test_all_obstacles_are_said_at_once(legacy: Scratch) -> None:
    kinds = ("P01", "P02", "P04", "P10", "P11 archive")
    for kind in kinds:
        legacy.script(OBSTACLES[kind][0])
    with pytest.raises(PreflightFailed, match=r"^Nothing was changed. In the way: 5\.") as refusal:
        legacy.migrate()
    assert all(OBSTACLES[kind][1] in str(refusal.value) for kind in kinds)


def test_what_came_to_depend_on_an_aligned_table_stops_the_rollback(legacy: Scratch) -> None:
    insert(legacy, "detection_events", event(1))
    legacy.migrate()
    legacy.script("CREATE VIEW summaries AS SELECT summary FROM codebase_snapshots")
    before = legacy.dump(*ALIGNED)
    with pytest.raises(PreflightFailed, match="view summaries on codebase_snapshots"):
        legacy.migrate("alignment", "0001")
    assert legacy.dump(*ALIGNED) == before


def test_a_section_without_obstacles_can_go_alone(legacy: Scratch) -> None:
    legacy.migrate()
    legacy.script("CREATE VIEW summaries AS SELECT summary FROM codebase_snapshots")
    legacy.migrate("gitcoord", "0001")
    assert legacy.value("SELECT to_regclass('git_sessions') IS NOT NULL")


def test_a_disabled_trigger_is_not_in_the_way(legacy: Scratch) -> None:
    legacy.script(OBSTACLES["P04"][0])
    legacy.script("ALTER TABLE technology_knowledge DISABLE TRIGGER watch")
    legacy.migrate()
    assert legacy.value("SELECT to_regclass('technology_patterns') IS NOT NULL")


def test_a_role_without_rights_is_told_which_are_missing(
    legacy: Scratch, roles: RoleFactory
) -> None:
    role = roles()
    act_as(legacy, role)
    with pytest.raises(PreflightFailed) as refusal:
        legacy.migrate()
    found = str(refusal.value)
    assert f"table detection_events of postgres (this is {role})" in found
    assert '(alignment.P12) archive schema "public_archive"' in found
    assert '(alignment.P13) schema "public"' in found


def test_an_owner_who_may_make_no_table_is_named(legacy: Scratch, roles: RoleFactory) -> None:
    group, operator = roles(login=False), roles()
    legacy.script(f"""
        GRANT {group} TO {operator};
        GRANT CREATE ON SCHEMA public TO {operator};
        GRANT CREATE ON DATABASE {legacy.name} TO {operator};
        GRANT ALL ON schema_migrations TO {operator};
    """)
    for table in LEGACY:
        legacy.script(f"ALTER TABLE {table} OWNER TO {group}")
    act_as(legacy, operator)
    with pytest.raises(PreflightFailed, match=f"P13.*role {group}, which owns tables in it"):
        legacy.migrate()


def test_one_section_is_not_kept_back_by_what_is_in_the_way_of_another(legacy: Scratch) -> None:
    legacy.script("CREATE VIEW branches AS SELECT branch_name FROM git_sessions")
    legacy.migrate("snapshots")
    assert legacy.value("SELECT to_regclass('codebase_snapshots') IS NOT NULL")


def test_rights_are_asked_for_on_an_empty_database_too(
    scratch: Scratch, roles: RoleFactory
) -> None:
    role = roles()
    scratch.script(f"GRANT CREATE ON SCHEMA public TO {role}")
    act_as(scratch, role)
    with pytest.raises(PreflightFailed, match=r"\(alignment.P12\) archive schema"):
        scratch.migrate()
    assert scratch.query("SELECT tablename FROM pg_tables WHERE schemaname = 'public'") == []


def test_a_transaction_that_will_not_end_in_time_is_named(
    legacy: Scratch, settings: Settings
) -> None:
    settings.ALIGNMENT_LOCK_TIMEOUT, settings.ALIGNMENT_LOCK_TRIES = 0.1, 2
    before = legacy.dump()
    with psycopg.connect(legacy.url) as session:
        session.execute("LOCK TABLE git_commits IN ACCESS SHARE MODE")
        with psycopg.connect(legacy.url) as other:
            other.execute("SELECT pg_sleep(0.5)")
        with pytest.raises(PreflightFailed, match=r"P19\) pid \d+, user .* git_commits"):
            legacy.migrate()
    assert legacy.dump() == before


def test_an_operator_may_migrate_as_the_owner(legacy: Scratch, roles: RoleFactory) -> None:
    role = roles()
    legacy.script(f"GRANT CREATE ON SCHEMA public TO {role}")
    legacy.script(f"CREATE SCHEMA public_archive AUTHORIZATION {role}")
    for table in ("detection_events", "git_sessions", "git_commits", "technology_knowledge"):
        legacy.script(f"ALTER TABLE {table} OWNER TO {role}")
    legacy.script(f"ALTER TABLE schema_migrations OWNER TO {role}")
    act_as(legacy, role)
    insert(legacy, "detection_events", event(1))
    before = legacy.dump("detection_events")
    legacy.migrate()
    assert legacy.value("SELECT tableowner FROM pg_tables WHERE tablename LIKE 'codebase%'") == role
    legacy.migrate("alignment", "0001")
    assert legacy.dump("detection_events") == before

"""The application's role had grants on the legacy tables only, and works on the aligned ones."""

from typing import LiteralString

import psycopg
import pytest
from psycopg import errors

from tests.conftest import RoleFactory
from tests.laws.hostile import HOSTILE_ROWS
from tests.scratch import Scratch

WRITES: tuple[LiteralString, ...] = (
    "INSERT INTO codebase_snapshots (codebase_id, snapshot_id) VALUES ('app', 1)",
    "UPDATE codebase_snapshots SET features = '{}' WHERE codebase_id = 'app'",
    "INSERT INTO git_agent_sessions (agent_id, workspace_path) VALUES ('app', '/srv')",
    "INSERT INTO git_pending_merges (branch, agent_id) VALUES ('feature/app', 'app')",
    "DELETE FROM git_pending_merges WHERE branch = 'feature/app'",
    "INSERT INTO git_merge_history (branch, status) VALUES ('feature/app', 'merged')",
    "INSERT INTO technology_templates (identifier, category, template) VALUES ('a', 'b', '{}')",
    "INSERT INTO technology_patterns (technology_name, technology_type) VALUES ('a', 'b')",
    "SELECT nextval('codebase_snapshots_id_seq')",
)


@pytest.fixture
def application(legacy: Scratch, roles: RoleFactory) -> psycopg.Connection:
    """A login with grants on the legacy tables, after the alignment."""
    role = roles()
    legacy.script(HOSTILE_ROWS)
    legacy.script(f"""
        GRANT SELECT, INSERT, UPDATE, DELETE
        ON detection_events, git_sessions, git_commits, technology_knowledge TO {role}
    """)
    legacy.migrate()
    return legacy.connect(role)


def test_the_application_writes_to_aligned_tables(application: psycopg.Connection) -> None:
    written = {statement: application.execute(statement).rowcount for statement in WRITES}
    assert written == dict.fromkeys(WRITES, 1)


def test_nobody_gets_more_than_there_was(application: psycopg.Connection) -> None:
    with pytest.raises(errors.InsufficientPrivilege):
        application.execute("TRUNCATE codebase_snapshots")


def test_grants_by_column_follow_the_columns(legacy: Scratch, roles: RoleFactory) -> None:
    role = roles()
    legacy.script(HOSTILE_ROWS)
    legacy.script(f"GRANT SELECT (id, branch_name), UPDATE (status) ON git_sessions TO {role}")
    legacy.migrate()
    login = legacy.connect(role)
    assert login.execute("SELECT id, branch FROM git_agent_sessions").rowcount == 7
    assert login.execute("UPDATE git_agent_sessions SET status = 'done'").rowcount == 7
    with pytest.raises(errors.InsufficientPrivilege):
        login.execute("SELECT agent_id FROM git_agent_sessions")


def test_owner_comments_and_storage_are_taken_over(legacy: Scratch, roles: RoleFactory) -> None:
    owner = roles(login=False)
    legacy.script(f"""
        GRANT CREATE ON SCHEMA public TO {owner};
        ALTER TABLE git_sessions OWNER TO {owner};
        ALTER TABLE git_sessions SET (fillfactor = 70);
        ALTER TABLE git_sessions REPLICA IDENTITY FULL;
        COMMENT ON TABLE git_sessions IS 'Who works where';
        COMMENT ON COLUMN git_sessions.branch_name IS 'As git names it';
    """)
    legacy.migrate()
    facts = """
        SELECT pg_get_userbyid(relowner), reloptions, relreplident::text, obj_description(oid),
               col_description(oid, (SELECT attnum FROM pg_attribute
                                     WHERE attrelid = pg_class.oid AND attname = 'branch'))
        FROM pg_class WHERE oid = 'git_agent_sessions'::regclass
    """
    assert legacy.query(facts) == [
        (owner, ["fillfactor=70"], "f", "Who works where", "As git names it")
    ]


def test_the_tables_of_a_split_have_the_same_owner(legacy: Scratch, roles: RoleFactory) -> None:
    owner = roles(login=False)
    legacy.script(f"GRANT CREATE ON SCHEMA public TO {owner}")
    legacy.script(f"ALTER TABLE technology_knowledge OWNER TO {owner}")
    legacy.migrate()
    tables = ["technology_knowledge", "technology_templates", "technology_patterns"]
    owners = legacy.query("SELECT tableowner FROM pg_tables WHERE tablename = ANY (%s)", [tables])
    assert owners == [(owner,)] * 3

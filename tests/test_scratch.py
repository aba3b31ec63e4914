"""The scratch databases work, and nothing of them stays behind."""

import psycopg
import pytest
from django.db import connections
from pytest_django import DjangoDbBlocker

from tests.config.processes import manage
from tests.conftest import RoleFactory, ScratchFactory
from tests.scratch import Scratch, ask_server, scratch_role

LEGACY_TABLES = [
    "detection_events",
    "git_commits",
    "git_sessions",
    "schema_migrations",
    "technology_knowledge",
]


def tables(scratch: Scratch) -> list[str]:
    return sorted(scratch.connection.introspection.table_names())


def databases_and_roles() -> set[str]:
    names = ask_server(
        "SELECT array_agg(name) FROM (SELECT datname::text FROM pg_database"
        " UNION ALL SELECT rolname::text FROM pg_roles) AS everything (name)"
    )
    return set(names)


def test_a_scratch_database_is_empty_and_of_its_own(scratch_factory: ScratchFactory) -> None:
    one, other = scratch_factory(), scratch_factory()
    one.script("CREATE TABLE a (b text); INSERT INTO a VALUES ('100%')")

    assert one.query("SELECT * FROM a WHERE b = %s", ["100%"]) == [("100%",)]
    assert one.value("SELECT current_database()") == one.name
    assert tables(other) == []


def test_nothing_stays_behind(django_db_blocker: DjangoDbBlocker) -> None:
    with django_db_blocker.unblock(), scratch_role() as role:
        scratch = Scratch.create()
        scratch.script(f'CREATE TABLE owned (); ALTER TABLE owned OWNER TO "{role}"')
        login = scratch.connect(role)
        scratch.drop()

    assert login.closed
    assert scratch.alias not in connections.databases
    assert not {scratch.name, role} & databases_and_roles()


def test_legacy_has_the_tables_and_no_rows(legacy: Scratch) -> None:
    assert tables(legacy) == LEGACY_TABLES
    assert legacy.value("SELECT array_agg(version ORDER BY version) FROM schema_migrations") == [
        20240101000000 + nth for nth in range(1, 6)
    ]


def test_the_embedding_is_there_where_the_server_can_have_it(
    legacy: Scratch, pgvector: bool
) -> None:
    columns = legacy.value(
        "SELECT array_agg(attname::text ORDER BY attnum) FROM pg_attribute"
        " WHERE attrelid = 'technology_knowledge'::regclass AND attnum > 0"
    )

    assert columns[9:] == [
        "metadata",
        *(["embedding"] if pgvector else []),
        "inserted_at",
        "updated_at",
    ]


def test_a_database_can_be_copied(legacy: Scratch, scratch_factory: ScratchFactory) -> None:
    legacy.connection.close()  # PostgreSQL copies no database that is in use

    assert tables(scratch_factory(legacy.name)) == LEGACY_TABLES


def test_migrate_runs_on_this_database(scratch: Scratch) -> None:
    output = scratch.migrate("contenttypes", verbosity=1)

    assert "contenttypes" in output
    assert tables(scratch) == ["django_content_type", "django_migrations"]


def test_dump_has_the_named_tables_and_repeats_itself(scratch: Scratch) -> None:
    scratch.script(
        """
        CREATE TABLE "Odd.name" (a int); INSERT INTO "Odd.name" VALUES (42);
        CREATE TABLE "odd_name" (); CREATE TABLE other ();
        CREATE SCHEMA elsewhere; CREATE TABLE elsewhere.other (b int);
        """
    )
    dump = scratch.dump("Odd.name")

    assert dump == scratch.dump("Odd.name")
    assert dump.count("CREATE TABLE") == 1
    assert "\n42\n" in dump
    assert "restrict" not in dump
    assert "CREATE TABLE elsewhere.other" in scratch.dump("other", schema="elsewhere")
    assert scratch.dump().count("CREATE TABLE") == 4


def test_a_role_may_what_it_was_granted(scratch: Scratch, roles: RoleFactory) -> None:
    role = roles()
    scratch.script(f'CREATE TABLE a (); CREATE TABLE b (); GRANT SELECT ON a TO "{role}"')
    login = scratch.connect(role)

    assert login.execute("SELECT * FROM a").fetchall() == []
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        login.execute("SELECT * FROM b")


def test_another_process_reaches_it_by_its_url(scratch: Scratch) -> None:
    outcome = manage("dbshell", "--", "-Atc", "SELECT current_database()", DATABASE_URL=scratch.url)

    assert outcome.stdout == f"{scratch.name}\n", outcome.stderr

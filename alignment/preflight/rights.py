"""What the role of the connection may not do, and has to."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from django.db.backends.base.base import BaseDatabaseWrapper

from alignment.catalog import Table, archived, current_schema, rows, value
from alignment.findings import Finding

MAY_CREATE_SCHEMA = """
    SELECT has_database_privilege(current_database(), 'CREATE')
        OR EXISTS (SELECT FROM pg_namespace WHERE nspname = %s
                   AND has_schema_privilege(oid, 'CREATE'))"""

MAY_WORK = """
    SELECT has_database_privilege(current_database(), 'TEMP'),
           to_regclass('schema_migrations') IS NULL
           OR has_table_privilege(to_regclass('schema_migrations'), 'SELECT')
          AND has_table_privilege(to_regclass('schema_migrations'), 'INSERT')
          AND has_table_privilege(to_regclass('schema_migrations'), 'DELETE')"""

MAY_CREATE_TABLE = "SELECT has_schema_privilege(current_schema(), 'CREATE')"


# Nothing of this is asked for what a superuser gives away.
UNABLE_OWNERS = """
    SELECT DISTINCT pg_get_userbyid(relowner)
    FROM pg_class
    WHERE oid = ANY (%s::regclass[]) AND relowner <> current_user::regrole
      AND NOT has_schema_privilege(relowner, %s, 'CREATE')
      AND NOT (SELECT rolsuper FROM pg_roles WHERE rolname = current_user)"""


def missing_rights(connection: BaseDatabaseWrapper, tables: Sequence[Table]) -> Iterator[Finding]:
    """Rights that a crossing needs and that are not there.

    Args:
        tables: in use, whose owners will own the tables that are made.
    """
    yield from _rights_to_create(connection)
    yield from _rights_to_work(connection)
    yield from _rights_of_owners(connection, tables)


def _rights_of_owners(
    connection: BaseDatabaseWrapper, tables: Sequence[Table]
) -> Iterator[Finding]:
    """PostgreSQL gives a table only to a role that could have made it there."""
    schema = current_schema(connection)
    for (owner,) in rows(connection, UNABLE_OWNERS, [[str(table) for table in tables], schema]):
        yield Finding(
            "alignment.P13",
            f'schema "{schema}"',
            f"role {owner}, which owns tables in it and will own those made from them, may make "
            "none",
            f'As its owner: GRANT CREATE ON SCHEMA "{schema}" TO "{owner}".',
        )


def _rights_to_create(connection: BaseDatabaseWrapper) -> Iterator[Finding]:
    archive, schema = archived(connection, "").schema, current_schema(connection)
    if not value(connection, MAY_CREATE_SCHEMA, [archive]):
        yield Finding(
            "alignment.P12",
            f'archive schema "{archive}"',
            "this role may neither make it nor make tables in it",
            f'As a superuser: CREATE SCHEMA "{archive}" AUTHORIZATION this role.',
        )
    if not value(connection, MAY_CREATE_TABLE):
        yield Finding(
            "alignment.P13",
            f'schema "{schema}"',
            "this role may make no tables in it",
            f'As its owner: GRANT CREATE ON SCHEMA "{schema}" TO this role.',
        )


def _rights_to_work(connection: BaseDatabaseWrapper) -> Iterator[Finding]:
    [(temporary, ecto)] = rows(connection, MAY_WORK)
    if not temporary:
        yield Finding(
            "alignment.P14",
            f"database {connection.settings_dict['NAME']}",
            "this role may make no temporary tables in it, which the carrying needs",
            "As its owner: GRANT TEMPORARY ON DATABASE … TO this role.",
        )
    if not ecto:
        yield Finding(
            "alignment.P15",
            "table schema_migrations",
            "this role may not keep Ecto's list of migrations in agreement",
            "As its owner: GRANT SELECT, INSERT, DELETE ON schema_migrations TO this role.",
        )

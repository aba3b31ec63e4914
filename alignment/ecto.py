"""Ecto's own record of migrations, kept in agreement, so that `mix ecto.migrate` has nothing to do.

The versions of the setting ALIGNMENT_ECTO_VERSIONS are what the predecessor's migrations would have
recorded for tables of the aligned shape (design, section 5).
"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from psycopg import sql

from alignment.catalog import execute, live, rows

TABLE = "schema_migrations"

INSERT = """
    INSERT INTO {table} (version, inserted_at)
    SELECT aligned.version, timezone('utc', now())
    FROM unnest({versions}::bigint[]) AS aligned (version)
    WHERE NOT EXISTS (SELECT FROM {table} AS known WHERE known.version = aligned.version)
    RETURNING version"""

DELETE = "DELETE FROM {table} WHERE version = ANY ({versions}::bigint[])"


def record(apps: Any, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Record the aligned versions in Ecto's schema_migrations, where that exists"""
    connection = schema_editor.connection
    if is_there(connection):
        table = live(connection, TABLE).quoted
        versions = sql.Literal(list(settings.ALIGNMENT_ECTO_VERSIONS))
        recorded = rows(connection, sql.SQL(INSERT).format(table=table, versions=versions))
        model = apps.get_model("alignment", "EctoVersion")
        model.objects.using(connection.alias).bulk_create(model(version) for (version,) in recorded)


def withdraw(apps: Any, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Take out of Ecto's schema_migrations the versions that `record` put there"""
    connection = schema_editor.connection
    ours = apps.get_model("alignment", "EctoVersion").objects.using(connection.alias)
    if is_there(connection):
        table = live(connection, TABLE).quoted
        versions = sql.Literal(list(ours.values_list("version", flat=True)))
        execute(connection, sql.SQL(DELETE).format(table=table, versions=versions))
    ours.all().delete()


def is_there(connection: BaseDatabaseWrapper) -> bool:
    """Whether the current schema has Ecto's table, by its columns: other tools use the name too."""
    return {"version", "inserted_at"} <= live(connection, TABLE).columns.keys()

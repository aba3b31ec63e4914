"""Whether everything that was archived has been accounted for."""

from __future__ import annotations

from typing import Any

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from psycopg import sql

from alignment.catalog import archived, value
from alignment.errors import CountsDiffer
from alignment.narration import step
from alignment.section import sections

COUNT = "SELECT count(*) FROM {table} AS whole WHERE {condition}"


def verify_aligned(apps: Any, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Verify that every archived legacy row has its receipts"""
    connection = schema_editor.connection
    receipts = apps.get_model("alignment", "MovedRow").objects.using(connection.alias)
    for pair in (pair for section in sections() for pair in section.pairs):
        with step(f"Verify {pair}") as done:
            statement = sql.SQL(COUNT).format(
                table=archived(connection, pair.legacy).quoted, condition=sql.SQL(pair.legacy_rows)
            )
            expected = value(connection, statement)
            found = receipts.filter(legacy_table=pair.legacy, aligned_table=pair.aligned).count()
            if expected != found:
                raise CountsDiffer(str(pair), "receipts of archived legacy rows", expected, found)
            done(f"{found:,} receipts")

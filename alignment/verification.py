"""Whether every row that crossed is on both sides."""

from __future__ import annotations

from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from psycopg import sql

from alignment.catalog import Table, archived, live, value
from alignment.errors import CountsDiffer
from alignment.ledger import LEDGER
from alignment.narration import step
from alignment.section import Pair, sections

WITHOUT_ROW = """
    SELECT count(*) FROM {ledger} AS receipt
    WHERE legacy_table = %s AND aligned_table = %s AND {key} IS NOT NULL
      AND NOT EXISTS (SELECT FROM {table} AS whole WHERE whole.id::{type} = receipt.{key})"""


def verify_aligned(apps: Any, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Verify that every receipt has its archived legacy row and its aligned row"""
    connection = schema_editor.connection
    for section in sections():
        with step(f"Verify {section.label}"):
            for pair in section.pairs:
                _verify_side(connection, pair, archived(connection, pair.legacy), "legacy_id")
                _verify_side(connection, pair, live(connection, pair.aligned), "aligned_id")


def _verify_side(connection: BaseDatabaseWrapper, pair: Pair, table: Table, key: str) -> None:
    statement = sql.SQL(WITHOUT_ROW).format(
        ledger=sql.Identifier(LEDGER),
        table=table.quoted,
        key=sql.Identifier(key),
        type=sql.SQL("text" if key == "legacy_id" else "bigint"),
    )
    missing = value(connection, statement, [pair.legacy, pair.aligned])
    if missing:
        raise CountsDiffer(f"{pair}", f"receipts without a row of {table.name}", 0, missing)

"""What is refused before anything is touched."""

from __future__ import annotations

from typing import Any

from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from alignment.catalog import archived, live
from alignment.errors import LedgerNotEmpty, NameTaken
from alignment.section import sections


def check_names(apps: Any, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Refuse where a table has to go and another one of its name is there"""
    connection = schema_editor.connection
    for section in sections():
        for name in section.aligned_tables:
            table = live(connection, name)
            if table.exists:
                raise NameTaken(table.schema, name, "the aligned table has to go")
        for name in section.legacy_tables:
            kept = archived(connection, name)
            if live(connection, name).exists and kept.exists:
                raise NameTaken(kept.schema, name, "the legacy table has to be kept")


def leave(apps: Any, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Nothing to do in this direction"""


def keep_ledger(apps: Any, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Refuse to drop a ledger that holds receipts"""
    ledger = apps.get_model("alignment", "MovedRow").objects.using(schema_editor.connection.alias)
    receipts = ledger.count()
    if receipts:
        raise LedgerNotEmpty(receipts)

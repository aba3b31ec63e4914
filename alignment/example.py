"""A table as Django would make it for a model, empty, in the session's temporary schema.

What a table should be is not written down a second time: PostgreSQL itself says what it made of the
model, in the same words in which it says what is there.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.ddl_references import Statement
from django.db.models import Model

from alignment.catalog import Table, execute, value

TEMPORARY_SCHEMA = "SELECT nspname FROM pg_namespace WHERE oid = pg_my_temp_schema()"


@contextmanager
def made_by_django(connection: BaseDatabaseWrapper, model: type[Model]) -> Iterator[Table]:
    """An empty table of a model, without its foreign keys, to look at within the context.

    All that is made for it is rolled back.
    """
    with transaction.atomic(using=connection.alias):
        path = value(connection, "SELECT current_setting('search_path')")
        execute(connection, "SET LOCAL search_path = pg_temp")
        with connection.schema_editor(atomic=False) as editor:
            editor.create_model(model)
            # A temporary table may refer to no other.
            indexes = [one for one in editor.deferred_sql if not _is_foreign_key(one)]
            editor.deferred_sql[:] = indexes
        execute(connection, "SELECT set_config('search_path', %s, TRUE)", [path])
        yield Table(connection, value(connection, TEMPORARY_SCHEMA), model._meta.db_table)
        transaction.set_rollback(True, using=connection.alias)


def _is_foreign_key(statement: str | Statement) -> bool:
    return " FOREIGN KEY " in str(statement)

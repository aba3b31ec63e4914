"""Names that a crossing will give away, and that somebody else has.

A table that was renamed keeps the names of its indexes: out of the way itself, it is still in it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from django.apps import apps
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations import Migration

from alignment.catalog import archived, current_schema, live, rows
from alignment.findings import Finding
from alignment.operations import AdoptModel
from alignment.section import Section

# Whatever has one of the names in a schema, and is not part of one of these tables.
TAKEN = """
    SELECT class.relname,
           CASE class.relkind
               WHEN 'r' THEN 'table' WHEN 'p' THEN 'table' WHEN 'f' THEN 'foreign table'
               WHEN 'v' THEN 'view' WHEN 'm' THEN 'materialized view' WHEN 'c' THEN 'type'
               ELSE 'index' END,
           owner.relname
    FROM pg_class AS class
    JOIN pg_namespace ON pg_namespace.oid = class.relnamespace
    LEFT JOIN pg_index ON indexrelid = class.oid
    LEFT JOIN pg_class AS owner ON owner.oid = indrelid
    WHERE nspname = %(schema)s AND class.relname = ANY (%(names)s) AND class.relkind <> 'S'
      AND NOT (class.relname = ANY (%(tables)s) AND class.relkind IN ('r', 'p'))
      AND (owner.relname IS NULL OR NOT owner.relname = ANY (%(tables)s))
    ORDER BY class.relname"""


def names_taken(
    connection: BaseDatabaseWrapper, section: Section, migrations: Iterable[Migration]
) -> Iterator[Finding]:
    """Other objects under names that the first alignment of a section will give away.

    Args:
        migrations: those that will be applied.
    """
    wanted = {*_of_aligned(connection, section), *_of_legacy(connection, section, migrations)}
    params = {
        "schema": current_schema(connection),
        "names": sorted(wanted),
        "tables": list(section.tables),
    }
    for name, kind, table in rows(connection, TAKEN, params):
        of = f" of table {table}" if table else ""
        alter = "INDEX" if kind == "index" else kind.upper()
        yield Finding(
            "alignment.P11",
            f"{kind} {name}{of}",
            "it has a name that the alignment is going to give away",
            f'ALTER {alter} "{name}" RENAME TO another name.',
        )


def _of_aligned(connection: BaseDatabaseWrapper, section: Section) -> Iterator[str]:
    """Names of indexes and keys, by the models, of aligned tables that do not come home."""
    for model in apps.get_app_config(section.label).get_models():
        table = model._meta.db_table
        if table in section.aligned_tables and not archived(connection, table).exists:
            yield f"{table}_pkey"
            yield from (index.name for index in model._meta.indexes)
            yield from (one.name for one in model._meta.constraints)


def _of_legacy(
    connection: BaseDatabaseWrapper, section: Section, migrations: Iterable[Migration]
) -> Iterator[str]:
    """Names of legacy tables that will be made, and of their indexes."""
    for migration in migrations:
        for operation in migration.operations if migration.app_label == section.label else ():
            if isinstance(operation, AdoptModel) and not live(connection, operation.table).exists:
                yield from _names(operation.options)
                yield operation.table


def _names(options: dict[str, Any]) -> Iterator[str]:
    yield from (one.name for kind in ("indexes", "constraints") for one in options.get(kind, ()))

"""The aligned tables of a section, made before it crosses, and dropped if it shall not."""

from __future__ import annotations

from django.db import transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.loader import MigrationLoader
from psycopg import sql

from alignment import catalog
from alignment.catalog import archive_schema, archived, execute, live, value
from alignment.ledger import LEDGER
from alignment.models import MovedRow, Preparation, Watermark
from alignment.narration import step
from alignment.operations import RestoreTable
from alignment.privileges import create_in_place_of
from alignment.section import Section
from alignment.shapes import recognise
from alignment.state import ALIGN, Side, is_prepared, is_recorded_as_aligned, side_of

SCHEMA_EXISTS = "SELECT EXISTS (SELECT FROM pg_namespace WHERE nspname = %s)"

SCHEMA_IN_USE = """
    SELECT EXISTS (
        SELECT FROM pg_depend
        WHERE refclassid = 'pg_namespace'::regclass AND refobjid = to_regnamespace(%s))"""


def obstacle(connection: BaseDatabaseWrapper, section: Section) -> str:
    """Why a section cannot be prepared, and need not be for a `migrate`; empty if it can."""
    if is_recorded_as_aligned(connection, section):
        return "it is aligned"
    if is_prepared(connection, section):
        return ""
    if any(archived(connection, name).exists for name in section.tables):
        return "it was aligned before, so `migrate` carries only what was written since"
    if side_of(connection, section) != Side.LEGACY or not _are_plain(connection, section):
        return "tables of it have to be adopted, which only `migrate` does"
    return ""


def _are_plain(connection: BaseDatabaseWrapper, section: Section) -> bool:
    shapes = (recognise(live(connection, name), section.shapes) for name in section.legacy_tables)
    return all(shape is not None and not shape.really for shape in shapes)


def make_tables(connection: BaseDatabaseWrapper, section: Section) -> None:
    """Make a section's aligned tables in the archive, as `migrate` would, with their indexes.

    All at once, so that a `migrate` which comes at any time finds them whole.
    """
    loader = MigrationLoader(connection)
    models = loader.project_state((section.label, ALIGN)).apps
    schema = archive_schema(connection)
    with step(f"Make the tables of {section.label}"), transaction.atomic(using=connection.alias):
        Preparation.objects.using(connection.alias).create(
            section=section.label,
            made_schema=not value(connection, SCHEMA_EXISTS, [schema]),
        )
        for operation in loader.get_migration(section.label, ALIGN).operations:
            if isinstance(operation, RestoreTable):
                model = models.get_model(section.label, operation.name)
                source = live(connection, operation.stands_for)
                with connection.schema_editor(atomic=False) as editor:
                    create_in_place_of(source, model, editor, operation.renamed)
                catalog.archive(connection, model._meta.db_table)


def drop_tables(connection: BaseDatabaseWrapper, section: Section) -> None:
    """Take a preparation back, in one transaction: tables, receipts, watermarks and all."""
    with step(f"Drop the tables of {section.label}"), transaction.atomic(using=connection.alias):
        prepared = Preparation.objects.using(connection.alias).get(section=section.label)
        for name in section.aligned_tables:
            drop = sql.SQL("DROP TABLE IF EXISTS {}").format(archived(connection, name).quoted)
            execute(connection, drop)
        _forget_receipts(connection, section)
        left = Watermark.objects.using(connection.alias)
        left.filter(table__in=section.tables).delete()
        prepared.delete()
        _drop_schema(connection, prepared.made_schema)


def _forget_receipts(connection: BaseDatabaseWrapper, section: Section) -> None:
    """A ledger with nothing else in it is emptied without a trace, and at once."""
    receipts = MovedRow.objects.using(connection.alias)
    if receipts.exclude(aligned_table__in=section.aligned_tables).exists():
        receipts.filter(aligned_table__in=section.aligned_tables).delete()
    else:
        ledger = live(connection, LEDGER).quoted
        execute(connection, sql.SQL("TRUNCATE {} RESTART IDENTITY").format(ledger))


def _drop_schema(connection: BaseDatabaseWrapper, made: bool) -> None:
    """An archive that a preparation made goes with the last one, unless something is in it."""
    others = Preparation.objects.using(connection.alias)
    schema = sql.Identifier(archive_schema(connection))
    if not made:
        return
    if value(connection, SCHEMA_IN_USE, [schema.as_string(None)]):
        others.update(made_schema=True)
    else:
        execute(connection, sql.SQL("DROP SCHEMA {}").format(schema))

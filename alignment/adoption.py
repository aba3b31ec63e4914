"""Tables that were there before this project are taken for what they are (law 6).

A legacy table is adopted where it stands, and so is an aligned one, which `RestoreTable` makes
conform to its model. What is left is done here, first of all in a section's migration:

- an aligned table under a legacy name gets its own name, and a legacy table takes its place;
- of a half-aligned table, whose rows still have their legacy keys, the rows become legacy rows
  again; the table itself is kept in the archive, with `_found` after its name.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from psycopg import sql

from alignment.carry import Carrier
from alignment.catalog import Table, archived, create_schema, execute, live, rows
from alignment.crossing import Crossing
from alignment.errors import UnknownShape
from alignment.jsonb import define_functions
from alignment.locks import lock_tables
from alignment.models import Direction
from alignment.narration import step
from alignment.privileges import create_in_place_of
from alignment.section import Section
from alignment.shapes import FOUND, Shape, recognise
from alignment.workplace import clear_tables, temporary_views, workplace

# The rows of a half-aligned table, each with its legacy key, unless a legacy row has that.
CROSSING = """
    CREATE TEMP TABLE crossing AS
    SELECT CASE WHEN EXISTS (SELECT FROM {legacy} AS present WHERE present.id = found.id)
                THEN gen_random_uuid() ELSE found.id END AS legacy_id,
           row_number() OVER (ORDER BY found.inserted_at, found.id) AS aligned_id,
           'born' AS kind, NULL::uuid AS digest, found.id AS found_id
    FROM found"""

# Indexes, with the constraints on them, and sequences of a table.
NAMES = """
    SELECT CASE relkind WHEN 'S' THEN 'SEQUENCE' ELSE 'INDEX' END, relname
    FROM pg_class
    WHERE oid IN (SELECT indexrelid FROM pg_index WHERE indrelid = %(table)s::regclass)
       OR oid IN (SELECT objid FROM pg_depend
                  WHERE classid = 'pg_class'::regclass AND refclassid = 'pg_class'::regclass
                    AND refobjid = %(table)s::regclass AND deptype IN ('a', 'i'))
          AND relkind = 'S'
    ORDER BY relname"""

REFERENCES = """
    SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid),
           confrelid::regclass::text
    FROM pg_constraint
    WHERE contype = 'f' AND confrelid = %s::regclass AND conrelid <> confrelid"""

PRIMARY_KEY = """
    SELECT conname FROM pg_constraint WHERE contype = 'p' AND conrelid = %s::regclass"""


def adopter(section: Section) -> Carrier:
    """The function of a section's RunPython; its docstring is what `--plan` shows."""

    def forward(apps: Any, schema_editor: BaseDatabaseSchemaEditor) -> None:
        adopt(section, apps, schema_editor.connection)

    forward.__doc__ = (
        f"Adopt what there is of {', '.join(section.tables)}, each recognised by its columns"
    )
    forward.every_row = False  # type: ignore[attr-defined]  # for the plan
    return forward


def adopt(section: Section, apps: Any, connection: BaseDatabaseWrapper) -> None:
    """Lock what a section has, and take each table for what it is. Done already: nothing to do.

    Args:
        apps: of the state in which the models are the legacy ones.

    Raises:
        UnknownShape: a table is of none of the section's shapes.
    """
    tables = [table for name in section.tables if (table := live(connection, name)).exists]
    lock_tables(connection, tables)
    shapes = list(_shapes(tables, section))
    for shape in shapes:
        if shape.really and not shape.rows:
            _give_name(connection, apps, shape)
    for shape in shapes:
        if shape.rows:
            _make_legacy_rows(connection, section, shape)


def _shapes(tables: list[Table], section: Section) -> Iterator[Shape]:
    for table in tables:
        shape = recognise(table, section.shapes)
        if shape is None:
            raise UnknownShape(str(table))
        yield shape


# --- An aligned table under a legacy name --------------------------------------------------------


def _give_name(connection: BaseDatabaseWrapper, apps: Any, shape: Shape) -> None:
    with step(f"Adopt {shape.table} as {shape.really}"):
        define_functions(connection)
        for statement in shape.before:
            execute(connection, statement)
        table = live(connection, shape.table)
        for old, new in shape.renamed.items():
            rename = sql.SQL("ALTER TABLE {} RENAME {} TO {}")
            execute(
                connection, rename.format(table.quoted, sql.Identifier(old), sql.Identifier(new))
            )
        _rename(table, shape.really)
        _make_legacy_table(apps, live(connection, shape.really), shape)


def _rename(table: Table, name: str) -> Table:
    """Rename a table, and with it what is named after it."""
    for kind, old in rows(table.connection, NAMES, {"table": str(table)}):
        if old.startswith(table.name):
            _alter(table, kind, old, f"RENAME TO {_quoted(name + old.removeprefix(table.name))}")
    _alter(table, "TABLE", table.name, f"RENAME TO {_quoted(name)}")
    return Table(table.connection, table.schema, name)


def _make_legacy_table(apps: Any, source: Table, shape: Shape) -> None:
    """The legacy table that a rollback will fill, with the owner and grants of the aligned one."""
    [model] = [one for one in apps.get_models() if one._meta.db_table == shape.table]
    renamed = {new: old for old, new in shape.renamed.items()}
    with source.connection.schema_editor(atomic=False) as editor:
        create_in_place_of(source, model, editor, renamed)


# --- Half-aligned rows ---------------------------------------------------------------------------


def _make_legacy_rows(connection: BaseDatabaseWrapper, section: Section, shape: Shape) -> None:
    with step(f"Adopt {shape.table}, which is half aligned, as {shape.really}") as done:
        [pair] = [one for one in section.pairs if one.aligned == shape.table]
        legacy, found = live(connection, shape.really), _put_aside(connection, shape.table)
        crossing = Crossing(connection, pair, Direction.BACKWARD)
        crossing.legacy = legacy
        with workplace(connection, {"found": found.quoted}):
            execute(connection, sql.SQL(CROSSING).format(legacy=legacy.quoted))
            with temporary_views(connection, {shape.table: sql.SQL(f"({shape.rows}) AS found")}):
                for statement in pair.backward.before:
                    execute(connection, statement)
                inserted = crossing.insert(sql.SQL(pair.backward.select))
            for statement in shape.after:
                execute(connection, statement)
            clear_tables(connection)
        crossing.expect("rows of the table found", found.count(), inserted)
        _refer_to(legacy, found)
        _name_key(legacy)
        done(f"{inserted:,} rows")


def _put_aside(connection: BaseDatabaseWrapper, name: str) -> Table:
    """Move a table to the archive for good, under names that leave those it had to others."""
    table, schema = live(connection, name), archived(connection, name).schema
    create_schema(connection, schema)
    for kind, old in rows(connection, NAMES, {"table": str(table)}):
        _alter(table, kind, old, f"RENAME TO {_quoted(FOUND.format(old[:57]))}")
    _alter(table, "TABLE", name, f"RENAME TO {_quoted(FOUND.format(name))}")
    found = Table(connection, table.schema, FOUND.format(name))
    found.move_to(schema, f"{name}, which is half aligned, has to be kept")
    return Table(connection, schema, found.name)


def _refer_to(legacy: Table, found: Table) -> None:
    """Commits that refer to a half-aligned session refer to the legacy session from now on."""
    for table, name, definition, old in rows(legacy.connection, REFERENCES, [str(found)]):
        alter = sql.SQL("ALTER TABLE {0} DROP CONSTRAINT {1}, ADD CONSTRAINT {1} {2}").format(
            sql.SQL(table),
            sql.Identifier(name),
            sql.SQL(definition.replace(f"REFERENCES {old}(", f"REFERENCES {legacy}(")),
        )
        execute(legacy.connection, alter)


def _name_key(legacy: Table) -> None:
    """A legacy table made while a half-aligned one had the name of its key has another one."""
    customary = f"{legacy.name}_pkey"
    for (name,) in rows(legacy.connection, PRIMARY_KEY, [str(legacy)]):
        if name != customary and not Table(legacy.connection, legacy.schema, customary).is_taken:
            _alter(legacy, "INDEX", name, f"RENAME TO {_quoted(customary)}")


def _alter(table: Table, kind: str, name: str, how: str) -> None:
    statement = sql.SQL("ALTER {} {} {}").format(
        sql.SQL(kind), sql.Identifier(table.schema, name), sql.SQL(how)
    )
    execute(table.connection, statement)


def _quoted(name: str) -> str:
    return sql.Identifier(name).as_string(None)

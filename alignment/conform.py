"""A table that was there before this project gets what a table made by it would have.

Where types, defaults, keys or indexes are not those of the model they are changed in place; its
rows, its columns and indexes that no model knows, its owner, grants and comments stay. What it is
compared with is an empty table of the model, which Django makes in the session's temporary schema.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from django.db.models import Model
from psycopg import sql

from alignment.catalog import Table, execute, rows, value
from alignment.example import made_by_django
from alignment.jsonb import define_functions
from alignment.structure import Column, Index, columns_of, indexes_of

NAME_LENGTH = 63

# How values get from one type to another where a plain cast would not do.
CONVERSIONS = {
    ("timestamp with time zone", "timestamp"): "{column} AT TIME ZONE 'UTC'",
    ("jsonb", "character varying[]"): (
        "CASE WHEN pg_temp.is_texts({column}) THEN pg_temp.texts({column}) END"
    ),
}

# The sequence that a column's default asks, and whether it may go with the default: not if it
# belongs to another column, or another default asks it too.
DEFAULT_SEQUENCE = """
    SELECT sequence.oid::regclass::text, NOT EXISTS (
        SELECT FROM pg_depend AS other
        WHERE other.objid <> default_of.oid AND other.deptype = 'n'
          AND (other.refclassid, other.refobjid) = ('pg_class'::regclass, sequence.oid)
          AND other.classid = 'pg_attrdef'::regclass
        UNION ALL
        SELECT FROM pg_depend AS owner
        WHERE owner.classid = 'pg_class'::regclass AND owner.objid = sequence.oid
          AND owner.deptype = 'a'
          AND (owner.refobjid, owner.refobjsubid) <> (default_of.adrelid, default_of.adnum))
    FROM pg_attrdef AS default_of
    JOIN pg_attribute ON attrelid = adrelid AND attnum = adnum
    JOIN pg_depend ON pg_depend.classid = 'pg_attrdef'::regclass AND objid = default_of.oid
    JOIN pg_class AS sequence ON sequence.oid = refobjid AND relkind = 'S'
    WHERE adrelid = %s::regclass AND attname = %s"""

SEQUENCE_GRANTS = """
    SELECT coalesce(quote_ident(role.rolname), 'PUBLIC'), privilege_type
    FROM pg_class
    CROSS JOIN LATERAL aclexplode(relacl)
    LEFT JOIN pg_roles AS role ON role.oid = grantee
    WHERE pg_class.oid = %s::regclass"""


def conform(table: Table, model: type[Model]) -> int:
    """Change a table of a model's columns until it is a table of the model.

    Args:
        table: with all columns of the model, under their names.
        model: of the migration's state, not the live one.

    Returns:
        The number of changes; 0 if there was nothing to change.
    """
    define_functions(table.connection)
    with made_by_django(table.connection, model) as example:
        columns, indexes = columns_of(example), indexes_of(example)
    parts = [
        *_run(table, _unfit_indexes(table, indexes)),
        *_alter_columns(table, columns),
        *_run(table, _identities(table, columns)),
        *_run(table, _indexes(table, indexes)),
    ]
    return len(parts)


def _run(table: Table, statements: Iterator[sql.Composed]) -> Iterator[sql.Composed]:
    """One after the other: each of them may look at what the one before it made."""
    for statement in statements:
        execute(table.connection, statement)
        yield statement


# --- Indexes -------------------------------------------------------------------------------------


def _unfit_indexes(table: Table, wanted: list[Index]) -> Iterator[sql.Composed]:
    """What refuses large documents, says twice what another index says, or has another's name.

    One that makes rows unique is somebody's rule, and stays, under another name if need be.
    """
    names = {index.name for index in wanted}
    for index in indexes_of(table):
        fits = any(index.name == one.name and index.serves_as(one) for one in wanted)
        if index.on_documents and not index.unique:
            yield _drop_index(table, index)
        elif index.name in names and not fits:
            if not index.unique and any(index.definition == one.definition for one in wanted):
                yield _drop_index(table, index)
            else:
                yield _rename_index(table, index.name, f"{index.name[: NAME_LENGTH - 6]}_found")


def _indexes(table: Table, wanted: list[Index]) -> Iterator[sql.Composed]:
    for one in wanted:
        serving = [index for index in indexes_of(table) if index.serves_as(one)]
        serving.sort(key=lambda index: (index.primary != one.primary, not index.constraint))
        named = [index for index in serving if index.name == one.name]
        index = next(iter(named or serving), None)
        if one.constraint:
            yield from _constraint(table, one, index)
        elif index is None:
            yield sql.SQL("CREATE INDEX {} ON {} USING {}").format(
                sql.Identifier(one.name), table.quoted, sql.SQL(one.definition)
            )
        elif index.name != one.name:
            yield _rename_index(table, index.name, one.name)


def _constraint(table: Table, wanted: Index, index: Index | None) -> Iterator[sql.Composed]:
    """A primary key or a unique constraint, on the index that serves as it, if there is one."""
    kind = sql.SQL("PRIMARY KEY" if wanted.primary else "UNIQUE")
    add = sql.SQL("ALTER TABLE {} ADD CONSTRAINT {} {} ").format(
        table.quoted, sql.Identifier(wanted.name), kind
    )
    if index is None:
        yield add + sql.SQL(wanted.definition.removeprefix("btree "))
    elif not index.constraint:
        yield add + sql.SQL("USING INDEX {}").format(sql.Identifier(index.name))
    elif index.name != wanted.name:
        yield _rename_index(table, index.name, wanted.name)


def _drop_index(table: Table, index: Index) -> sql.Composed:
    return sql.SQL("DROP INDEX {}").format(sql.Identifier(table.schema, index.name))


def _rename_index(table: Table, old: str, new: str) -> sql.Composed:
    """Its constraint, if it has one, is renamed with it."""
    return sql.SQL("ALTER INDEX {} RENAME TO {}").format(
        sql.Identifier(table.schema, old), sql.Identifier(new)
    )


# --- Columns -------------------------------------------------------------------------------------


def _alter_columns(table: Table, wanted: dict[str, Column]) -> list[sql.Composed]:
    """All in one statement, so that rows are written at most once more."""
    found = columns_of(table)
    parts = [part for name, one in wanted.items() for part in _alter_column(name, found[name], one)]
    if parts:
        alter = sql.SQL("ALTER TABLE {} ").format(table.quoted)
        execute(table.connection, alter + sql.SQL(", ").join(parts))
    return parts


def _alter_column(name: str, found: Column, wanted: Column) -> Iterator[sql.Composed]:
    column = sql.Identifier(name)
    retyped = found.type != wanted.type
    if retyped:
        yield sql.SQL("ALTER {} TYPE {} USING {}").format(
            column, sql.SQL(wanted.type), _converted(column, found.type, wanted.type)
        )
    if not wanted.identity and (retyped or found.default != wanted.default):
        if found.default is not None:
            yield sql.SQL("ALTER {} DROP DEFAULT").format(column)
        if wanted.default is not None:
            yield sql.SQL("ALTER {} SET DEFAULT {}").format(column, sql.SQL(wanted.default))
    if found.not_null != wanted.not_null:
        verb = sql.SQL("SET" if wanted.not_null else "DROP")
        yield sql.SQL("ALTER {} {} NOT NULL").format(column, verb)


def _converted(column: sql.Identifier, found: str, wanted: str) -> sql.Composed:
    found = re.sub(r"\(\d+\)", "", found)
    for (old, new), expression in CONVERSIONS.items():
        if found == old and wanted.startswith(new):
            return sql.SQL(expression).format(column=column)
    return sql.SQL("{}::{}").format(column, sql.SQL(wanted))


def _identities(table: Table, wanted: dict[str, Column]) -> Iterator[sql.Composed]:
    """A key that a sequence's default filled is an identity from then on, and goes on counting."""
    found = columns_of(table)
    for name in (name for name, one in wanted.items() if one.identity):
        if not found[name].identity:
            yield from _become_identity(table, name)
        elif found[name].identity != wanted[name].identity:
            yield _alter(table, name, "SET GENERATED BY DEFAULT")
        yield from _get_ahead(table, name)


def _become_identity(table: Table, name: str) -> Iterator[sql.Composed]:
    """Its numbering goes on where the sequence stood; one that others use as well stays to them."""
    found = rows(table.connection, DEFAULT_SEQUENCE, [str(table), name])
    [(old, only_here)] = found or [(None, False)]
    given = _last(table, old) if old else None
    grants = rows(table.connection, SEQUENCE_GRANTS, [old]) if only_here else []
    yield _alter(table, name, "DROP DEFAULT")
    if old is not None:
        part = "DROP SEQUENCE {}" if only_here else "ALTER SEQUENCE {} OWNED BY NONE"
        yield sql.SQL(part).format(sql.SQL(old))
    yield _alter(table, name, "ADD GENERATED BY DEFAULT AS IDENTITY")
    new = table.sequence(name)
    assert new  # an identity has one
    if given is not None:
        yield sql.SQL("SELECT setval({}, {}, {})").format(new, *given)
    for role, privilege in grants:
        yield sql.SQL("GRANT {} ON SEQUENCE {} TO {}").format(
            sql.SQL(privilege), sql.SQL(new), sql.SQL(role)
        )


def _get_ahead(table: Table, name: str) -> Iterator[sql.Composed]:
    """A sequence behind its rows would give the next one a number that is taken."""
    sequence = table.sequence(name)
    assert sequence
    highest = sql.SQL("SELECT max({}) FROM {}").format(sql.Identifier(name), table.quoted)
    number = value(table.connection, highest)
    last, called = _last(table, sequence)
    if number is not None and number >= last + called:
        yield sql.SQL("SELECT setval({}, {})").format(sequence, number)


def _last(table: Table, sequence: str) -> tuple[int, bool]:
    """The last number of a sequence, and whether it was given out."""
    statement = sql.SQL("SELECT last_value, is_called FROM {}").format(sql.SQL(sequence))
    [(number, called)] = rows(table.connection, statement)
    return number, called


def _alter(table: Table, column: str, how: str) -> sql.Composed:
    return sql.SQL("ALTER TABLE {} ALTER {} {}").format(
        table.quoted, sql.Identifier(column), sql.SQL(how)
    )

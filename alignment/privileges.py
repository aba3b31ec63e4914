"""A new table takes over what the table it stands for has apart from rows: owner, grants, comments.

Without it the application's role would be refused on the aligned tables the next morning.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.models import Model
from psycopg import sql

from alignment.catalog import Table, execute, live, rows, value

TABLE_OID = "SELECT %s::regclass::oid"

OWNER = "SELECT pg_get_userbyid(relowner) FROM pg_class WHERE oid = %s"

TABLE_GRANTS = """
    SELECT coalesce(role.rolname, 'public'), role.oid IS NULL, privilege_type, is_grantable
    FROM pg_class
    CROSS JOIN LATERAL aclexplode(relacl)
    LEFT JOIN pg_roles AS role ON role.oid = grantee
    WHERE pg_class.oid = %s"""

COLUMN_GRANTS = """
    SELECT coalesce(role.rolname, 'public'), role.oid IS NULL, privilege_type, is_grantable, attname
    FROM pg_attribute
    CROSS JOIN LATERAL aclexplode(attacl)
    LEFT JOIN pg_roles AS role ON role.oid = grantee
    WHERE attrelid = %s AND attnum > 0 AND NOT attisdropped"""

COMMENTS = """
    SELECT attname, description
    FROM pg_description
    LEFT JOIN pg_attribute ON attrelid = objoid AND attnum = objsubid AND attnum > 0
    WHERE classoid = 'pg_class'::regclass AND objoid = %s"""

STORAGE = """
    SELECT coalesce(reloptions, '{}'), spcname
    FROM pg_class LEFT JOIN pg_tablespace ON pg_tablespace.oid = reltablespace
    WHERE pg_class.oid = %s"""

REPLICA_IDENTITY = "SELECT relreplident FROM pg_class WHERE oid = %s"

# Replica identity by index ('i') cannot be copied to other columns, the primary key ('d') is there.
REPLICA_IDENTITIES = {"f": "FULL", "n": "NOTHING"}


def create_in_place_of(
    source: Table, model: type[Model], editor: BaseDatabaseSchemaEditor, renamed: Mapping[str, str]
) -> None:
    """Make the table of a model, with what `source` has apart from rows, if that exists.

    Args:
        renamed: as for `inherit`.
    """
    editor.create_model(model)
    if source.exists:
        inherit(source, live(source.connection, model._meta.db_table), renamed)


def inherit(source: Table, target: Table, renamed: Mapping[str, str]) -> None:
    """Give `target` the storage, comments, grants and owner of `source`.

    Args:
        source: the table that goes out of use.
        target: the new table that stands for it.
        renamed: columns of `source` that have another name in `target`; the others keep theirs,
            and what concerns a column that `target` does not have is left out.
    """
    oid = value(source.connection, TABLE_OID, [str(source)])
    columns = {name: renamed.get(name, name) for name in source.columns}
    present = {old: new for old, new in columns.items() if new in target.columns}
    for statement in (
        *_storage(source, target, oid),
        *_comments(source, target, oid, present),
        *_grants(source, target, oid, present),
        *_ownership(source, target, oid),
    ):
        execute(target.connection, statement)


def _storage(source: Table, target: Table, oid: int) -> Iterator[sql.Composable]:
    [(options, tablespace)] = rows(source.connection, STORAGE, [oid])
    for option in options:
        name, _, setting = option.partition("=")
        yield sql.SQL("ALTER TABLE {} SET ({} = {})").format(
            target.quoted, sql.Identifier(*name.split(".")), sql.Literal(setting)
        )
    if tablespace:
        yield sql.SQL("ALTER TABLE {} SET TABLESPACE {}").format(
            target.quoted, sql.Identifier(tablespace)
        )
    identity = REPLICA_IDENTITIES.get(value(source.connection, REPLICA_IDENTITY, [oid]))
    if identity:
        yield sql.SQL("ALTER TABLE {} REPLICA IDENTITY {}").format(target.quoted, sql.SQL(identity))


def _comments(
    source: Table, target: Table, oid: int, columns: Mapping[str, str]
) -> Iterator[sql.Composable]:
    for column, text in rows(source.connection, COMMENTS, [oid]):
        if column is None:
            yield sql.SQL("COMMENT ON TABLE {} IS {}").format(target.quoted, sql.Literal(text))
        elif column in columns:
            place = sql.Identifier(target.schema, target.name, columns[column])
            yield sql.SQL("COMMENT ON COLUMN {} IS {}").format(place, sql.Literal(text))


def _grants(
    source: Table, target: Table, oid: int, columns: Mapping[str, str]
) -> Iterator[sql.Composable]:
    sequence = target.sequence()
    for role, everybody, privilege, grantable in rows(source.connection, TABLE_GRANTS, [oid]):
        grantee = sql.SQL("PUBLIC") if everybody else sql.Identifier(role)
        option = sql.SQL(" WITH GRANT OPTION" if grantable else "")
        what = sql.SQL(privilege)
        yield sql.SQL("GRANT {} ON {} TO {}{}").format(what, target.quoted, grantee, option)
        if privilege == "INSERT" and sequence is not None:
            # The legacy id came from the client; the aligned one comes from a sequence.
            yield sql.SQL("GRANT USAGE, SELECT ON SEQUENCE {} TO {}").format(
                sql.SQL(sequence), grantee
            )
    for role, everybody, privilege, grantable, column in rows(
        source.connection, COLUMN_GRANTS, [oid]
    ):
        if column in columns:
            grantee = sql.SQL("PUBLIC") if everybody else sql.Identifier(role)
            option = sql.SQL(" WITH GRANT OPTION" if grantable else "")
            name = sql.Identifier(columns[column])
            yield sql.SQL("GRANT {} ({}) ON {} TO {}{}").format(
                sql.SQL(privilege), name, target.quoted, grantee, option
            )


def _ownership(source: Table, target: Table, oid: int) -> Iterator[sql.Composable]:
    """Last, because grants can be given only by an owner. Nothing to do if it is the same role."""
    owner = value(source.connection, OWNER, [oid])
    target_oid = value(target.connection, TABLE_OID, [str(target)])
    if owner != value(target.connection, OWNER, [target_oid]):
        yield sql.SQL("ALTER TABLE {} OWNER TO {}").format(target.quoted, sql.Identifier(owner))

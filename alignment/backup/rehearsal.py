"""A restore that is tried, into a database made for it and dropped again."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import uuid4

from django.db import Error
from django.db.backends.base.base import BaseDatabaseWrapper
from psycopg import sql

from alignment.backup.archive import Archive
from alignment.backup.errors import (
    MayNotCreate,
    MayNotExtend,
    ProgramFailed,
    RehearsalFailed,
    ScratchLeft,
)
from alignment.backup.programs import Program, address, role, target
from alignment.backup.tables import Counts, count
from alignment.catalog import execute, rows

MAY_CREATE = (
    "SELECT current_user, rolcreatedb OR rolsuper FROM pg_roles WHERE rolname = current_user"
)

EXTENSIONS = "SELECT extname FROM pg_extension WHERE extname <> 'plpgsql'"

# Of the server's templates the one that is never changed, with the letters of the original.
LIKE_THIS = """
    SELECT oid, pg_encoding_to_char(encoding), datcollate, datctype
    FROM pg_database WHERE datname = current_database()"""
CREATE = "CREATE DATABASE {} TEMPLATE template0 ENCODING {} LC_COLLATE {} LC_CTYPE {}"
DROP = "DROP DATABASE IF EXISTS {} WITH (FORCE)"

# What is no part of a table, and could do something outside of the scratch database.
LEFT_OUT = (
    "--no-owner", "--no-privileges", "--no-publications", "--no-subscriptions", "--no-comments",
    "--no-security-labels",
)  # fmt: skip


def require_place(connection: BaseDatabaseWrapper) -> None:
    """Refuse, before anything takes long, if a restore could not even begin.

    Raises:
        MayNotCreate: the role lacks CREATEDB.
        MayNotExtend: an extension of the database asks for more rights than it has.
    """
    [(name, allowed)] = rows(connection, MAY_CREATE)
    if not allowed:
        raise MayNotCreate(name)
    with scratch_database(connection) as scratch:
        for (extension,) in rows(connection, EXTENSIONS):
            # Who may make it, the catalog does not say of managed servers. So it is tried.
            _try_extension(scratch, extension)


def rehearse(connection: BaseDatabaseWrapper, archive: Archive, program: Program) -> Counts:
    """The rows that come out of an archive, by table.

    Args:
        connection: to the server that is to take the scratch database, not in a transaction.
        program: pg_restore.

    Raises:
        RehearsalFailed: the archive cannot be restored.
        ScratchLeft: the scratch database could not be dropped.
    """
    try:
        with scratch_database(connection) as scratch:
            fill(scratch, archive, program)
            return count(scratch)
    except ProgramFailed as error:
        raise RehearsalFailed(error.said) from error
    except Error as error:
        raise RehearsalFailed(" ".join(str(error).split())) from error


def fill(scratch: BaseDatabaseWrapper, archive: Archive, program: Program) -> None:
    """Restore rows, with tables, indexes and constraints."""
    program.run(
        "--no-password", "--exit-on-error", *LEFT_OUT, *role(scratch), target(scratch),
        str(archive.path.absolute()),
        environment=address(scratch),
    )  # fmt: skip


def _try_extension(scratch: BaseDatabaseWrapper, name: str) -> None:
    statement = sql.SQL("CREATE EXTENSION IF NOT EXISTS {} CASCADE").format(sql.Identifier(name))
    try:
        execute(scratch, statement)
    except Error as error:
        raise MayNotExtend(name, error) from error


@contextmanager
def scratch_database(connection: BaseDatabaseWrapper) -> Iterator[BaseDatabaseWrapper]:
    """A connection to an empty database that is there for as long as this is."""
    [(oid, *letters)] = rows(connection, LIKE_THIS)
    name = f"backup_check_{oid}_{uuid4().hex}"
    scratch = connection.copy()
    scratch.settings_dict["NAME"] = name
    scratch.settings_dict["OPTIONS"].pop("pool", None)  # which goes by alias, and this has the same
    quoted = sql.Identifier(name)
    try:
        execute(connection, sql.SQL(CREATE).format(quoted, *map(sql.Literal, letters)))
        yield scratch
    finally:
        scratch.close()
        try:
            execute(connection, sql.SQL(DROP).format(quoted))
        except Error as error:
            raise ScratchLeft(name, error) from error

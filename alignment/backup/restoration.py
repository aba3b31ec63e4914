"""A backup brought back, into a database that holds no tables."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db import Error
from django.db.backends.base.base import BaseDatabaseWrapper

from alignment.backup.archive import Archive, size_in_words
from alignment.backup.creation import tables_as_json
from alignment.backup.errors import (
    DatabaseNotEmpty,
    ProgramFailed,
    RestoredUncounted,
    RestoreFailed,
)
from alignment.backup.interruption import stoppable
from alignment.backup.programs import Programs, address, dotted, role, target
from alignment.backup.tables import Counts, count, in_words, tables
from alignment.catalog import rows, value
from alignment.narration import step
from alignment.page import Page

# What is there before the restore and is another's: to comment on it is refused.
NOT_OURS = """
    SELECT 'EXTENSION ' || extname FROM pg_extension WHERE NOT pg_has_role(extowner, 'USAGE')
    UNION ALL
    SELECT 'SCHEMA ' || nspname FROM pg_namespace
    WHERE nspname = 'public' AND NOT pg_has_role(nspowner, 'USAGE')"""


@dataclass(frozen=True)
class Restored:
    """What came out of a backup.

    Attributes:
        counts: the rows by table.
        left_out: comments that this role may not make.
    """

    archive: Archive
    counts: Counts
    left_out: Sequence[str]
    programs: Programs
    seconds: float

    findings = 0

    def as_json(self) -> dict[str, Any]:
        return {
            "path": str(self.archive.path.absolute()),
            "size": self.archive.size,
            "tables": tables_as_json(self.counts),
            "left_out": list(self.left_out),
            "server_version": dotted(self.programs.server),
            "pg_restore_version": self.programs.restore.dotted,
            "seconds": self.seconds,
        }

    def tell(self, page: Page) -> None:
        page.gap()
        page.say(
            f"Restored {in_words(self.counts)}, from {size_in_words(self.archive.size)}, by "
            f"pg_restore {self.programs.restore.dotted} into PostgreSQL "
            f"{dotted(self.programs.server)}."
        )
        for what in self.left_out:
            page.say(f"Left out, since it is another role's: {what}.")


def read(connection: BaseDatabaseWrapper, path: Path) -> Archive:
    """What would be restored from a file; nothing is changed.

    Raises:
        DatabaseNotEmpty: the database has tables.
        NoSuchFile, NotAnArchive: the file is none.
        ProgramMissing, ProgramTooOld: there is no pg_restore for this server.
    """
    require_empty(connection)
    return Archive.read(path, Programs.fitting(connection).restore)


def restore(connection: BaseDatabaseWrapper, archive: Archive) -> Restored:
    """Restore everything, with owners and grants, in one transaction.

    Raises:
        DatabaseNotEmpty: the database has got tables meanwhile.
        RestoreFailed: something could not be restored, and so nothing was.
        RestoredUncounted: this role may not read all that it restored.
        Interrupted: it was stopped, and nothing was restored.
    """
    started = time.monotonic()
    require_empty(connection)
    programs = Programs.fitting(connection)
    left_out = _left_out(connection, archive)
    with step("Restore") as done:
        with stoppable("Nothing was restored."):
            _restore(connection, archive, programs, left_out)
        counts = _count(connection)
        done(in_words(counts))
    return Restored(archive, counts, left_out, programs, time.monotonic() - started)


def require_empty(connection: BaseDatabaseWrapper) -> None:
    """Refuse a database that holds tables, whosever they are."""
    found = tables(connection)
    if found:
        raise DatabaseNotEmpty(database_name(connection), len(found))


def database_name(connection: BaseDatabaseWrapper) -> str:
    return str(value(connection, "SELECT current_database()"))


def _count(connection: BaseDatabaseWrapper) -> Counts:
    try:
        return count(connection)
    except Error as error:
        raise RestoredUncounted(error) from error


def _left_out(connection: BaseDatabaseWrapper, archive: Archive) -> list[str]:
    """Comments in the archive that would fail and with them the restore."""
    comments = [f"COMMENT - {what}" for (what,) in rows(connection, NOT_OURS)]
    return [comment for comment in comments if f" {comment} " in archive.listing]


def _restore(
    connection: BaseDatabaseWrapper, archive: Archive, programs: Programs, left_out: Sequence[str]
) -> None:
    with tempfile.NamedTemporaryFile("w", prefix="restore-", suffix=".list") as chosen:
        chosen.write(archive.without(left_out))
        chosen.flush()
        try:
            programs.restore.run(
                "--no-password", "--single-transaction", "--exit-on-error", *role(connection),
                f"--use-list={chosen.name}", target(connection), str(archive.path.absolute()),
                environment=address(connection),
            )  # fmt: skip
        except ProgramFailed as error:
            raise RestoreFailed(error.said) from error

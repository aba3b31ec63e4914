"""A backup of a whole database: dumped, listed, and on request restored and counted."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db import Error
from django.db.backends.base.base import BaseDatabaseWrapper
from django.utils import timezone

from alignment.backup.archive import Archive, draft, publish, size_in_words
from alignment.backup.errors import BackupFailed, ProgramFailed, TablesNotInArchive
from alignment.backup.interruption import stoppable
from alignment.backup.programs import Program, Programs, address, dotted, role
from alignment.backup.record import note
from alignment.backup.rehearsal import rehearse, require_place
from alignment.backup.tables import Counts, count, in_words, snapshot
from alignment.narration import step
from alignment.page import Page


@dataclass(frozen=True)
class Difference:
    """A table whose rows are not all in the archive; None where it is not there at all."""

    table: str
    rows: int | None
    restored: int | None

    def __str__(self) -> str:
        was, restored = ("no table" if n is None else f"{n:,}" for n in (self.rows, self.restored))
        return f"{self.table}: rows in the database {was}, restored {restored}"


@dataclass(frozen=True)
class Backup:
    """A file that was made.

    Attributes:
        taken: the moment whose rows it holds.
        counts: the rows by table, at that moment.
        verified: whether a restore was tried.
        differences: what came out of it otherwise than it went in.
        unrecorded: why the backup could not be written down; empty if it was.
    """

    path: Path
    size: int
    taken: datetime
    counts: Counts
    verified: bool
    differences: tuple[Difference, ...]
    programs: Programs
    seconds: float
    unrecorded: str

    @property
    def findings(self) -> int:
        return len(self.differences)

    def as_json(self) -> dict[str, Any]:
        return {
            "path": str(self.path.absolute()),
            "size": self.size,
            "taken": self.taken.isoformat(),
            "tables": tables_as_json(self.counts),
            "verified": self.verified and not self.differences,
            "differences": [vars(difference) for difference in self.differences],
            "server_version": dotted(self.programs.server),
            "pg_dump_version": self.programs.dump.dotted,
            "pg_restore_version": self.programs.restore.dotted,
            "recorded": not self.unrecorded,
            "seconds": self.seconds,
        }

    def tell(self, page: Page) -> None:
        page.gap()
        page.say(
            f"{self.path}: {size_in_words(self.size)}, {in_words(self.counts)}, as they were "
            f"{self.taken:%Y-%m-%d %H:%M:%S %Z}. By pg_dump {self.programs.dump.dotted} from "
            f"PostgreSQL {dotted(self.programs.server)}."
        )
        page.claim("the archive lists every table", holds=True)
        self._tell_verification(page)
        if self.unrecorded:
            page.say(f"`migrate` will not know of this backup: {self.unrecorded}.")

    def _tell_verification(self, page: Page) -> None:
        for difference in self.differences:
            page.claim(str(difference), holds=False)
        if not self.verified:
            page.say("A restore was not tried. --verify tries it, and counts what comes out.")
        elif self.differences:
            page.say("The file is kept, to be looked at. Do not rely on it: make another.")
        else:
            page.claim("restored, every table has the number of rows that it had", holds=True)
            page.say("The restore left out owners, grants, publications and subscriptions.")


def create(connection: BaseDatabaseWrapper, path: Path, *, verify: bool = False) -> Backup:
    """Back a database up.

    Others may go on writing: rows and counts are of one moment. The file gets its name when it is
    complete. A backup whose rows differ is not written down as one.

    Args:
        connection: to the database, not in a transaction.
        path: of a file that does not exist, in a folder that does.
        verify: restore it into a scratch database, which takes as much disk again, and compare.

    Raises:
        AlignmentError: there is no backup; of `alignment.backup.errors`. No file is left.
    """
    try:
        with stoppable("No file was left."), draft(path) as written:
            return _create(connection, path, written, verify)
    except Error as error:
        raise BackupFailed(" ".join(str(error).split())) from error
    except ProgramFailed as error:
        raise BackupFailed(error.said) from error


def tables_as_json(counts: Counts) -> list[dict[str, Any]]:
    return [
        {"schema": table.schema, "name": table.name, "rows": rows} for table, rows in counts.items()
    ]


def _create(connection: BaseDatabaseWrapper, path: Path, written: Path, verify: bool) -> Backup:
    started = time.monotonic()
    programs = Programs.fitting(connection)
    if verify:
        require_place(connection)
    taken = timezone.now()
    counts = _dump(connection, programs.dump, written)
    archive = _listed(written, programs.restore, counts)
    differences = _verify(connection, archive, programs.restore, counts) if verify else ()
    publish(written, path)
    return Backup(
        path=path,
        size=archive.size,
        taken=taken,
        counts=counts,
        verified=verify,
        differences=differences,
        programs=programs,
        seconds=time.monotonic() - started,
        unrecorded=_note(connection, taken) if not differences else "its rows differ",
    )


def _dump(connection: BaseDatabaseWrapper, program: Program, written: Path) -> Counts:
    """Write the archive; the rows that have to be in it."""
    with snapshot(connection) as seen:
        with step("Count") as done:
            counts = count(connection)
            done(in_words(counts))
        with step("Dump") as done:
            program.run(
                "--format=custom", "--no-password", f"--snapshot={seen}", *role(connection),
                f"--file={written.absolute()}",
                environment=address(connection),
            )  # fmt: skip
            done(size_in_words(written.stat().st_size))
    return counts


def _listed(written: Path, program: Program, counts: Counts) -> Archive:
    with step("Read its list") as done:
        archive = Archive.read(written, program)
        if lacking := archive.lacks(counts):
            raise TablesNotInArchive(lacking)
        done("every table is there")
    return archive


def _verify(
    connection: BaseDatabaseWrapper, archive: Archive, program: Program, counts: Counts
) -> tuple[Difference, ...]:
    with step("Restore into a scratch database") as done:
        restored = rehearse(connection, archive, program)
        done(in_words(restored))
    return compare(counts, restored)


def compare(counts: Counts, restored: Counts) -> tuple[Difference, ...]:
    """The tables that have other rows in one database than in the other, by name."""
    before, after = _by_name(counts), _by_name(restored)
    return tuple(
        Difference(name, before.get(name), after.get(name))
        for name in sorted(before.keys() | after.keys())
        if before.get(name) != after.get(name)
    )


def _by_name(counts: Counts) -> Mapping[str, int]:
    return {str(table): rows for table, rows in counts.items()}


def _note(connection: BaseDatabaseWrapper, taken: datetime) -> str:
    """Write the backup down; why that failed, since the backup has not."""
    try:
        note(connection, taken)
    except OSError as error:
        return str(error)
    return ""

"""Why there is no backup, or no restored database; each with the value and the remedy."""

from __future__ import annotations

import signal
from collections.abc import Sequence
from pathlib import Path

from alignment.errors import AlignmentError

SHOWN = 5


class PathTaken(AlignmentError):
    """A file of this name is there, since before the backup or since a moment ago."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            f"{path} exists. A backup overwrites nothing: name another file, or move this one away."
        )


class PathIsFolder(AlignmentError):
    """A folder was named where a file is meant."""

    def __init__(self, path: Path) -> None:
        super().__init__(f"{path} is a folder. Name a file, for example {path / 'before.dump'}.")


class FolderRefuses(AlignmentError):
    """In the folder of the backup no file can be made."""

    def __init__(self, folder: Path, cause: OSError) -> None:
        super().__init__(
            f"No file can be made in {folder}: {cause.strerror}. Name a file in a folder that "
            "exists and that this user may write to, on a disk with room."
        )


class NoSuchFile(AlignmentError):
    """There is nothing to restore from."""

    def __init__(self, path: Path, cause: OSError) -> None:
        super().__init__(
            f"{path} cannot be read: {cause.strerror}. Name a file that `backup_database` or "
            "`pg_dump --format=custom` made."
        )


class NotAnArchive(AlignmentError):
    """A file that pg_restore makes nothing of."""

    def __init__(self, path: Path, said: str) -> None:
        super().__init__(
            f"{path} is no archive that can be restored: {said}. Name a file that "
            "`backup_database` or `pg_dump --format=custom` made; plain SQL goes to psql."
        )


class ProgramMissing(AlignmentError):
    """There is no such program on this machine, or none on PATH."""

    def __init__(self, name: str, server: int) -> None:
        super().__init__(
            f"There is no {name} on PATH that runs. Install PostgreSQL's client programs, version "
            f"{server} or newer (Debian: postgresql-client-{server}), or put their folder on PATH."
        )


class ProgramTooOld(AlignmentError):
    """The server is newer than the program, which would not understand all that is in it.

    Args:
        program: the newest there is, with its place.
        found, server: versions.
    """

    def __init__(self, program: str, found: str, server: str) -> None:
        major = server.partition(".")[0]
        super().__init__(
            f"The server is PostgreSQL {server}, and {program} is only {found}. Install the client "
            f"programs of version {major} or newer (Debian: postgresql-client-{major}), or put "
            "their folder on PATH."
        )


class ProgramFailed(AlignmentError):
    """A program of PostgreSQL ended with an error.

    Attributes:
        said: the program's own words, a line or two.
    """

    def __init__(self, name: str, said: str) -> None:
        self.said = said
        super().__init__(f"{name} failed: {said}")


class BackupFailed(AlignmentError):
    """The dump, or reading the rows for it, came to nothing."""

    def __init__(self, said: str) -> None:
        super().__init__(
            f"The backup failed, and no file was left: {said}. If a permission is missing, back up "
            "as the owner of the tables or as a superuser."
        )


class RehearsalFailed(AlignmentError):
    """The archive could not be restored into a scratch database."""

    def __init__(self, said: str) -> None:
        super().__init__(
            f"The archive could not be restored, and no file was left: {said}. Mend the cause; or "
            "back up as a superuser; or without --verify, which tries no restore."
        )


class RestoreFailed(AlignmentError):
    """pg_restore gave up; its one transaction was rolled back."""

    def __init__(self, said: str) -> None:
        super().__init__(
            f"Nothing was restored: {said}. Missing roles (CREATE ROLE) and extensions (CREATE "
            "EXTENSION, in this database) a superuser can make beforehand. A superuser may give "
            "tables to other roles; `pg_restore --no-owner` leaves all to the one who restores."
        )


class RestoredUncounted(AlignmentError):
    """Everything was restored, and this role may not look at it."""

    def __init__(self, cause: Exception) -> None:
        super().__init__(
            f"Everything was restored, but could not be counted: {' '.join(str(cause).split())}. "
            "Look at it as the owner of the tables, or as a superuser."
        )


class MayNotCreate(AlignmentError):
    """The role may not make the scratch database that `--verify` restores into."""

    def __init__(self, role: str) -> None:
        super().__init__(
            f'--verify restores into a database of its own, and role "{role}" may make none. As a '
            f'superuser: ALTER ROLE "{role}" CREATEDB. Or back up without --verify.'
        )


class MayNotExtend(AlignmentError):
    """An extension of the database cannot be made in the scratch database."""

    def __init__(self, extension: str, cause: Exception) -> None:
        super().__init__(
            f'--verify restores into a database of its own, where extension "{extension}" cannot '
            f"be made: {' '.join(str(cause).split())}. Back up as a superuser, or without --verify."
        )


class ScratchLeft(AlignmentError):
    """A scratch database could not be dropped."""

    def __init__(self, name: str, cause: Exception) -> None:
        super().__init__(
            f'Scratch database "{name}" may still be there: {" ".join(str(cause).split())}. '
            f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE).'
        )


class TablesNotInArchive(AlignmentError):
    """The archive's list does not name every table of the database."""

    def __init__(self, tables: Sequence[object]) -> None:
        more = ", …" if len(tables) > SHOWN else ""
        names = ", ".join(str(table) for table in tables[:SHOWN])
        super().__init__(
            f"The archive lacks {len(tables)} tables ({names}{more}), and was removed. Please "
            "report this; `pg_dump --format=custom` makes a backup by hand."
        )


class DatabaseNotEmpty(AlignmentError):
    """What is to be restored into has tables already."""

    def __init__(self, name: str, tables: int) -> None:
        super().__init__(
            f'Database "{name}" holds {tables} tables. Only an empty one is restored into: '
            f"CREATE DATABASE another, and name it in DATABASE_URL."
        )


class NotConfirmed(AlignmentError):
    """The operator did not type the name of the database."""

    def __init__(self, name: str) -> None:
        super().__init__(
            f"Nothing was restored: {name!r} was not typed. --no-input restores without asking."
        )


class Interrupted(AlignmentError):
    """Ctrl-C, or a signal that asks the process to end.

    Args:
        what: what has not happened.
        number: of the signal; a shell reports 128 more.
    """

    def __init__(self, what: str, number: int) -> None:
        super().__init__(
            f"Stopped by {signal.Signals(number).name}. {what}", returncode=128 + number
        )

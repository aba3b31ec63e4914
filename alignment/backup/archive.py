"""A file of pg_dump's custom format: how it gets its name, and what its list says."""

from __future__ import annotations

import os
import re
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from django.template.defaultfilters import filesizeformat

from alignment.backup.errors import (
    FolderRefuses,
    NoSuchFile,
    NotAnArchive,
    PathIsFolder,
    PathTaken,
    ProgramFailed,
)
from alignment.backup.programs import Program
from alignment.backup.tables import Found
from alignment.page import Page

# `215; 1259 16391 TABLE public events postgres`: a number, the catalog and the oid in it, what it
# is, schema, name, owner. Names stand there as they are, blanks and all.
ENTRY = re.compile(r"^\d+; (?P<catalog>\d+) (?P<oid>\d+) (?P<what>.*)$", re.MULTILINE)

PG_CLASS = "1259"

ABOUT = re.compile(
    r"^; +(?P<what>Archive created at|dbname:|Dumped from database version:) (.*)$", re.M
)


@dataclass(frozen=True)
class Archive:
    """What a file holds.

    Attributes:
        listing: what `pg_restore --list` says.
    """

    path: Path
    size: int
    listing: str

    @classmethod
    def read(cls, path: Path, program: Program) -> Archive:
        """The list of a file.

        Raises:
            NoSuchFile: it is not there, or this user may not read it.
            NotAnArchive: pg_restore makes nothing of it.
        """
        try:
            with path.open("rb") as file:
                size = os.fstat(file.fileno()).st_size
            return cls(path, size, program.run("--list", str(path.absolute())))
        except OSError as error:
            raise NoSuchFile(path, error) from error
        except ProgramFailed as error:
            raise NotAnArchive(path, error.said) from error

    @property
    def tables(self) -> list[str]:
        """Names with their schemas, for people: where a name has a blank, so has this."""
        shown = (what.removeprefix("TABLE ").rsplit(" ", 1)[0] for what in self._tables())
        return [name.replace(" ", ".", 1) for name in shown]

    def lacks(self, tables: Iterable[Found]) -> list[Found]:
        """Those whose columns, or whose rows, the list does not name."""
        made = {int(entry["oid"]) for entry in self._entries("TABLE ", PG_CLASS)}
        filled = {int(entry["oid"]) for entry in self._entries("TABLE DATA ")}
        return [
            table
            for table in tables
            if table.oid not in made or (table.stores and table.oid not in filled)
        ]

    def without(self, unwanted: Iterable[str]) -> str:
        """The list, but for some entries.

        Args:
            unwanted: what they are, with schema and name, e.g. ``COMMENT - EXTENSION vector``.
        """
        beginnings = tuple(f"{what} " for what in unwanted)
        return "".join(
            f"{entry[0]}\n"
            for entry in ENTRY.finditer(self.listing)
            if not entry["what"].startswith(beginnings)
        )

    def tell(self, page: Page) -> None:
        about = {found["what"]: found[2] for found in ABOUT.finditer(self.listing)}
        page.say(
            f"{self.path}: {size_in_words(self.size)}, made {about.get('Archive created at', '?')} "
            f"from database {about.get('dbname:', '?')}, PostgreSQL "
            f"{about.get('Dumped from database version:', '?')}. Its tables:"
        )
        page.gap()
        for table in self.tables:
            page.line(f"    {table}")
        page.gap()

    def _tables(self) -> list[str]:
        return [entry["what"] for entry in self._entries("TABLE ", PG_CLASS)]

    def _entries(self, what: str, catalog: str = "0") -> Iterator[re.Match[str]]:
        for entry in ENTRY.finditer(self.listing):
            if entry["catalog"] == catalog and entry["what"].startswith(what):
                yield entry


@contextmanager
def draft(path: Path) -> Iterator[Path]:
    """A file beside `path` under a name for the time being; gone at the end, whatever happens.

    Raises:
        PathTaken: there is a file already.
        PathIsFolder: there is a folder.
        FolderRefuses: no file can be made there.
    """
    _require_free(path)
    try:
        # Closed to all others from the first byte on.
        number, name = tempfile.mkstemp(prefix=f".{path.name[:100]}.", dir=path.parent)
    except OSError as error:
        raise FolderRefuses(path.parent, error) from error
    os.close(number)
    try:
        yield Path(name)
    finally:
        Path(name).unlink(missing_ok=True)


def publish(written: Path, path: Path) -> None:
    """Give a complete draft its name.

    Raises:
        PathTaken: somebody else took it meanwhile; that file is left as it is.
    """
    try:
        # Renaming would overwrite. This cannot, and works on disks without links.
        path.touch(mode=0o600, exist_ok=False)
    except FileExistsError as error:
        raise PathTaken(path) from error
    except OSError as error:
        raise FolderRefuses(path.parent, error) from error
    try:
        written.replace(path)
    except BaseException:
        path.unlink()
        raise


def _require_free(path: Path) -> None:
    try:
        path.lstat()
    except FileNotFoundError:
        return  # Where its folder is missing too, making the draft says so.
    except OSError as error:
        raise FolderRefuses(path.parent, error) from error
    raise PathIsFolder(path) if path.is_dir() else PathTaken(path)


def size_in_words(size: int) -> str:
    return filesizeformat(size).replace("\xa0", " ")

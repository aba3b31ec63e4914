"""The migration operations of the alignment: tables change places, rows stay whole.

A table that goes out of use is moved to the archive with everything it has (`ArchiveTables`), its
successor comes home from there, is adopted or made (`RestoreTable`), and Django's state follows
(`RenameModel`, `Reshape`). Each operation recognises its own work: run again after it was done, it
does nothing. See docs/decisions/0001-archive-without-a-twin.md.
"""

from alignment.operations.models import AdoptModel, KeepModel, RenameModel, Reshape
from alignment.operations.tables import ArchiveTables, RestoreTable

__all__ = ["AdoptModel", "ArchiveTables", "KeepModel", "RenameModel", "Reshape", "RestoreTable"]

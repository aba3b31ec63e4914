"""Backups of a whole database by PostgreSQL's own programs, checked before they bear their name.

`create` makes one, `read` and `restore` bring it back into an empty database. `reminder` tells who
is about to move rows that no backup is known.
"""

from alignment.backup.creation import Backup, create
from alignment.backup.record import last_backup, reminder
from alignment.backup.restoration import Restored, read, restore

__all__ = ["Backup", "Restored", "create", "last_backup", "read", "reminder", "restore"]

"""Which databases have a backup, and since when: a file for each in VAR_DIR.

It is kept on the machine that made the backup, and not in the database, where a restore would bring
back an old one.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from urllib.parse import quote

from django.conf import settings
from django.db.backends.base.base import BaseDatabaseWrapper
from django.utils import timezone

from alignment.catalog import rows, value

RECENT = timedelta(hours=24)

MAY_IDENTIFY = "SELECT has_function_privilege('pg_control_system()', 'EXECUTE')"
IDENTIFY = "SELECT system_identifier FROM pg_control_system()"


def note(connection: BaseDatabaseWrapper, taken: datetime) -> None:
    """Write down that there is a backup of the database as it was at this time.

    Raises:
        OSError: VAR_DIR cannot be written to.
    """
    place = _place(connection)
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_text(taken.isoformat())


def last_backup(connection: BaseDatabaseWrapper) -> datetime | None:
    """The time to which the latest backup known on this machine would take the database back.

    Whether the file is still where it was made is not looked at: a good one is moved elsewhere.
    """
    try:
        return datetime.fromisoformat(_place(connection).read_text())
    except (OSError, ValueError):
        # Not there, not for this user to read, not written to the end: nothing is known.
        return None


def reminder(connection: BaseDatabaseWrapper) -> str | None:
    """What to tell whoever is about to move rows; None if there is a backup of the last day."""
    last = last_backup(connection)
    if last is not None and timezone.now() - last < RECENT:
        return None
    known = (
        "none is known here"
        if last is None
        else f"the latest known here is of {last:%Y-%m-%d %H:%M %Z}"
    )
    name = value(connection, "SELECT current_database()")
    return (
        f"No backup of database {name} from the last 24 hours: {known}. "
        "`manage.py backup_database FILE` makes one."
    )


def _place(connection: BaseDatabaseWrapper) -> Path:
    """The file of a database, which another server's database of the same name does not share."""
    name = value(connection, "SELECT current_database()")
    return Path(settings.VAR_DIR, "backups", quote(f"{name}@{_server(connection)}", safe="@"))


def _server(connection: BaseDatabaseWrapper) -> str:
    """What tells one server from all others: its own number, where it may be asked for it."""
    if value(connection, MAY_IDENTIFY):
        return str(value(connection, IDENTIFY))
    [(host, port)] = rows(connection, "SELECT host(inet_server_addr()), current_setting('port')")
    return f"{host or 'local'}:{port}"

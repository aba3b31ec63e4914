"""What the admin shows: the demo's database, aligned, after a night's work of the application."""

from __future__ import annotations

import time

from django.core.management import call_command
from django.db import connection, transaction

from alignment.page import Page
from config.demo import application, database
from config.demo.rows import Legacy

ANY_TABLE = """
    SELECT coalesce(to_regclass('detection_events'), to_regclass('codebase_snapshots')) IS NOT NULL
"""


def prepare(page: Page) -> None:
    """Have Django work on the demo's database: the one of an earlier run, or else a new one.

    Raises:
        CommandError: there is a database of this name that the demo did not make.
    """
    started = time.monotonic()
    if not database.is_there():
        database.remake()
    database.use()
    is_new = not database.value(ANY_TABLE)
    if is_new:
        _fill()
    call_command("migrate", verbosity=0)
    if is_new:
        _work_for_a_night()
    made = "made and aligned" if is_new else "as it was left"
    page.say(f"Database {database.name()}, {made}: {time.monotonic() - started:.1f} s.")


def _fill() -> None:
    """All or nothing, so that a run that was interrupted is made up for by the next."""
    with transaction.atomic():
        database.make_legacy_tables()
        rows = Legacy(embeddings=database.has_embeddings()).tables()
        with connection.cursor() as cursor:
            database.fill(rows, cursor.cursor)


def _work_for_a_night() -> None:
    """So that there is something that a rollback would carry."""
    for write in application.night():
        database.value(write.statement, write.params)

"""`makemigrations`, without starting a server for it."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.core.management.commands import makemigrations
from django.db import connections

from config.database import EMBEDDED


class Command(makemigrations.Command):
    """Django's, but it asks no embedded database for its history.

    Before it looks for changes, Django compares the migrations on disk with those recorded in the
    database. That guards databases worth keeping; here it would make a cluster, or start one, for
    a question about files.
    """

    def handle(self, *app_labels: Any, **options: Any) -> None:
        with _no_history_asked():
            super().handle(*app_labels, **options)


@contextmanager
def _no_history_asked() -> Iterator[None]:
    """Let embedded databases pass for the dummy backend, the one that Django does not ask."""
    embedded = [c.settings_dict for c in connections.all() if c.settings_dict["ENGINE"] == EMBEDDED]
    try:
        for settings_dict in embedded:
            settings_dict["ENGINE"] = "django.db.backends.dummy"
        yield
    finally:
        for settings_dict in embedded:
            settings_dict["ENGINE"] = EMBEDDED

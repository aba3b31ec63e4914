"""The comparison of tables with models as one of Django's system checks.

`manage.py check --database default` tells what it finds as warnings, so that it never keeps anybody
from migrating; `--fail-level WARNING` makes a gate of it. An app with migrations that wait to be
applied is left out: they will change its tables.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from django.apps import AppConfig, apps
from django.core import checks
from django.db import OperationalError, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.loader import MigrationLoader

from alignment.validation import validate


def check_tables(
    app_configs: Sequence[AppConfig] | None, databases: Sequence[str] | None = None, **_kwargs: Any
) -> list[checks.CheckMessage]:
    """Differences between tables and models, of the databases that are asked for by name."""
    configs = app_configs if app_configs is not None else list(apps.get_app_configs())
    return [
        message
        for alias in databases or ()
        if connections[alias].vendor == "postgresql"
        for message in _messages(connections[alias], {config.label for config in configs})
    ]


def _messages(connection: BaseDatabaseWrapper, labels: set[str]) -> Iterator[checks.CheckMessage]:
    try:
        connection.ensure_connection()
    except OperationalError as error:
        hint = "Start it, or set DATABASE_URL to the one that runs."
        yield checks.Error(f"No connection to the database: {error}", hint, id="alignment.S00")
        return
    loader = MigrationLoader(connection)
    waiting = {
        label for label, name in loader.graph.nodes.keys() - loader.applied_migrations.keys()
    }
    settled = sorted(labels - waiting)
    if settled:
        for one in validate(connection, settled).differences:
            yield checks.Warning(f"{one.what}: {one.why}.", hint=one.remedy, obj=None, id=one.id)

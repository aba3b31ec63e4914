"""A migration and Django's record of it are one transaction (law 7).

Django records a migration after the transaction that took it back, and after the one that applied
it where that left indexes for last. Killed in between, the database is ahead of its record, and the
same command fails on a table that exists already.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from functools import partial
from typing import Any

from django.core.management.commands import migrate
from django.db import transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations import Migration
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.state import ProjectState

from alignment.catalog import current_schema, rows
from alignment.errors import RecordElsewhere

RECORD = """
    SELECT nspname FROM pg_class
    JOIN pg_namespace ON pg_namespace.oid = relnamespace
    WHERE pg_class.oid = to_regclass('django_migrations')"""


class Executor(MigrationExecutor):
    """Django's executor, which tells of a success when it is committed and not before."""

    def __init__(
        self,
        connection: BaseDatabaseWrapper,
        progress_callback: Callable[..., None] | None = None,
    ) -> None:
        def tell(action: str, *args: Any) -> None:
            assert progress_callback is not None
            told = partial(progress_callback, action, *args)
            if action.endswith("_success"):
                transaction.on_commit(told, using=connection.alias)
            else:
                told()

        super().__init__(connection, tell if progress_callback else None)

    def apply_migration(
        self,
        state: ProjectState,
        migration: Migration,
        fake: bool = False,
        fake_initial: bool = False,
    ) -> ProjectState:
        with self._transaction(migration):
            return super().apply_migration(state, migration, fake, fake_initial)

    def unapply_migration(
        self, state: ProjectState, migration: Migration, fake: bool = False
    ) -> ProjectState:
        with self._transaction(migration):
            return super().unapply_migration(state, migration, fake)

    def _transaction(self, migration: Migration) -> AbstractContextManager[None]:
        if not migration.atomic:
            return nullcontext()
        return transaction.atomic(using=self.connection.alias)


@contextmanager
def recording_with_the_work() -> Iterator[None]:
    """Have Django's migrate command use our executor; it takes it from its module by this name."""
    original, migrate.MigrationExecutor = migrate.MigrationExecutor, Executor  # type: ignore[attr-defined]
    try:
        yield
    finally:
        migrate.MigrationExecutor = original  # type: ignore[attr-defined]


def require_own_record(connection: BaseDatabaseWrapper) -> None:
    """Refuse to go by another schema's record, as Django would if this one has none yet.

    Raises:
        RecordElsewhere: it would.
    """
    schema = current_schema(connection)
    [(other,)] = rows(connection, RECORD) or [(schema,)]
    if other != schema:
        raise RecordElsewhere(schema, other)

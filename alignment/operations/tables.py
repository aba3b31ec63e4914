"""Operations that move tables between use and the archive, without a change of Django's state."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import router
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState

from alignment import catalog, privileges
from alignment.catalog import Table, value
from alignment.conform import conform
from alignment.errors import TableMissing
from alignment.ledger import KNOWN
from alignment.locks import lock_tables
from alignment.models import Direction
from alignment.narration import step


class TableOperation(Operation):
    """An operation on one table, without a change of Django's state."""

    reversible = True
    reduces_to_sql = False

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        """The state follows by RenameModel and Reshape."""

    def database_forwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        if router.allow_migrate(schema_editor.connection.alias, app_label):
            self.move(app_label, schema_editor, to_state, Direction.FORWARD)

    def database_backwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        if router.allow_migrate(schema_editor.connection.alias, app_label):
            self.move(app_label, schema_editor, from_state, Direction.BACKWARD)

    def move(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        state: ProjectState,
        direction: Direction,
    ) -> None:
        """Do it, or undo it; `state` is the one in which the model is the aligned one."""
        raise NotImplementedError

    def in_short(self, direction: Direction) -> str:
        """What it does in a direction."""
        raise NotImplementedError


class ArchiveTables(TableOperation):
    """Move tables with rows, indexes, constraints and all into the archive; backward, back home.

    They are locked together first, so that no transaction of somebody else's, which has one of
    them and wants the other, can be in the way half-way.

    Args:
        tables: names of the tables.
    """

    def __init__(self, tables: Sequence[str]) -> None:
        self.tables = tables

    def deconstruct(self) -> tuple[str, Sequence[Any], dict[str, Any]]:
        return type(self).__name__, [self.tables], {}

    def move(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        state: ProjectState,
        direction: Direction,
    ) -> None:
        connection = schema_editor.connection
        forward = direction == Direction.FORWARD
        tables = (catalog.live(connection, name) for name in self.tables)
        lock_tables(connection, [table for table in tables if table.exists])
        for table in self.tables if forward else reversed(self.tables):
            with step(f"Archive {table}" if forward else f"Bring {table} home"):
                move = catalog.archive if forward else catalog.bring_home
                move(connection, table)

    def in_short(self, direction: Direction) -> str:
        tables = " and ".join(self.tables)
        forward = direction == Direction.FORWARD
        return f"Archive {tables}" if forward else f"Bring {tables} home"

    def describe(self) -> str:
        return f"Archive {' and '.join(self.tables)}: moved, untouched, to the archive schema"


class RestoreTable(TableOperation):
    """Bring an aligned table home from the archive, adopt or make it; backward, archive it.

    One that is there already keeps its rows, and gets what it lacks. One that is made takes over
    owner, grants, comments and storage of the table it stands for; its indexes are left to the
    carrying, which builds them after the rows.

    Args:
        name: the model of the table.
        stands_for: the archived legacy table it takes over from.
        renamed: columns of that table which have another name in this one.
    """

    def __init__(
        self, name: str, stands_for: str, renamed: Mapping[str, str] | None = None
    ) -> None:
        self.name = name
        self.stands_for = stands_for
        self.renamed = dict(renamed or {})

    def deconstruct(self) -> tuple[str, Sequence[Any], dict[str, Any]]:
        kwargs: dict[str, Any] = {"stands_for": self.stands_for}
        if self.renamed:
            kwargs["renamed"] = self.renamed
        return type(self).__name__, [self.name], kwargs

    def move(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        state: ProjectState,
        direction: Direction,
    ) -> None:
        connection = schema_editor.connection
        model = state.apps.get_model(app_label, self.name)
        table = catalog.live(connection, model._meta.db_table)
        if direction == Direction.BACKWARD:
            with step(f"Archive {table.name}"):
                catalog.archive(connection, table.name)
        elif catalog.archived(connection, table.name).exists:
            with step(f"Bring {table.name} home"):
                catalog.bring_home(connection, table.name)
        elif table.exists:
            with step(f"Adopt {table.name}") as done:
                done(f"{conform(table, model)} changes")
        else:
            self._require_new(table)
            with step(f"Create {table.name}"):
                source = catalog.archived(connection, self.stands_for)
                privileges.create_in_place_of(source, model, schema_editor, self.renamed)

    def _require_new(self, table: Table) -> None:
        """A table that has crossed before is in the archive, or somebody took it from there.

        Raises:
            TableMissing: an empty one in its place would have every legacy row deleted next time.
        """
        if value(table.connection, KNOWN, [table.name]):
            archive = catalog.archived(table.connection, table.name)
            raise TableMissing(table.name, table.schema, archive.schema)

    def in_short(self, direction: Direction) -> str:
        forward = direction == Direction.FORWARD
        table = f"the table of {self.name}"
        return f"Bring {table} home, or adopt or make it" if forward else f"Archive {table}"

    def describe(self) -> str:
        return (
            f"Bring the table of {self.name} home from the archive, or adopt the one there is, "
            f"else make it with the owner and grants of {self.stands_for}"
        )

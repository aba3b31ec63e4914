"""The migration operations of the alignment: tables change places, rows stay whole.

A table that goes out of use is moved to the archive with everything it has (`ArchiveTables`), its
successor comes home from there or is made (`RestoreTable`), and Django's state follows
(`RenameModel`, `Reshape`). Each operation recognises its own work: run again after a kill between
its transaction and Django's record of it, it does nothing. See
docs/decisions/0001-archive-without-a-twin.md.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import migrations, models, router
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState

from alignment import catalog, privileges
from alignment.catalog import Table, value
from alignment.conform import conform
from alignment.errors import TableMissing
from alignment.locks import lock_tables
from alignment.models import Direction
from alignment.narration import step

KNOWN = """
    SELECT EXISTS (
        SELECT FROM alignment_movedrow WHERE aligned_table = %s AND aligned_id IS NOT NULL
    )"""


class AdoptModel(migrations.CreateModel):
    """Take over a table that is there; make it where there is none.

    Preflight has recognised it by its columns. Backward the table stays: it was not ours to drop.

    Args:
        replaced_by: the aligned table, whose owner and grants a new legacy table gets, where that
            is there already.
        renamed: columns of that table which have another name in this one.
    """

    def __init__(
        self,
        name: str,
        fields: list[tuple[str, Any]],
        options: dict[str, Any],
        replaced_by: str,
        renamed: Mapping[str, str] | None = None,
    ) -> None:
        self.replaced_by = replaced_by
        self.renamed = dict(renamed or {})
        super().__init__(name, fields, options)

    def deconstruct(self) -> tuple[str, Sequence[Any], dict[str, Any]]:
        name, args, kwargs = super().deconstruct()
        kwargs["replaced_by"] = self.replaced_by
        if self.renamed:
            kwargs["renamed"] = self.renamed
        return name, args, kwargs

    @property
    def table(self) -> str:
        return str(self.options["db_table"])

    def database_forwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        connection = schema_editor.connection
        model = to_state.apps.get_model(app_label, self.name)
        if self.allow_migrate_model(connection.alias, model) and not self._exists(connection):
            source = catalog.live(connection, self.replaced_by)
            privileges.create_in_place_of(source, model, schema_editor, self.renamed)

    def _exists(self, connection: BaseDatabaseWrapper) -> bool:
        return catalog.live(connection, self.table).exists

    def database_backwards(self, *_args: Any) -> None:
        """Leave the table and its rows where they are."""

    def describe(self) -> str:
        return f"Adopt {self.table} where it exists, else create it"


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

    def describe(self) -> str:
        return (
            f"Bring the table of {self.name} home from the archive, or adopt the one there is, "
            f"else make it with the owner and grants of {self.stands_for}"
        )


class RenameModel(migrations.RenameModel):
    """Django's RenameModel, which content types follow, and which permissions follow here too.

    The model names its table, so no SQL is issued for the table: `ArchiveTable` and `RestoreTable`
    move those.
    """

    def database_forwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        super().database_forwards(app_label, schema_editor, from_state, to_state)
        self._rename_permissions(app_label, schema_editor, from_state, to_state, self.new_name)

    def database_backwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        super().database_backwards(app_label, schema_editor, from_state, to_state)
        self._rename_permissions(app_label, schema_editor, from_state, to_state, self.old_name)

    def _rename_permissions(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
        name: str,
    ) -> None:
        """Without it a user who might change a detection event might not change the snapshot.

        Django renames the content type right after this operation, and right before it backward.
        """
        permissions: models.Manager[Any] = from_state.apps.get_model(
            "auth", "Permission"
        )._default_manager.using(schema_editor.connection.alias)
        other = self.old_name if name == self.new_name else self.new_name
        verbose_name = to_state.apps.get_model(app_label, name)._meta.verbose_name_raw
        of_type = permissions.filter(
            content_type__app_label=app_label,
            content_type__model__in=[name.lower(), other.lower()],
        )
        for action in ("add", "change", "delete", "view"):
            codename = f"{action}_{name.lower()}"
            if not of_type.filter(codename=codename).exists():
                of_type.filter(codename=f"{action}_{other.lower()}").update(
                    codename=codename, name=f"Can {action} {verbose_name}"
                )

    def describe(self) -> str:
        return f"{super().describe()}, its content type, permissions and admin history with it"


class Reshape(migrations.SeparateDatabaseAndState):
    """Change a model's fields in Django's state alone: its table is archived, not altered.

    Args:
        name: the model.
        state_operations: Django's own operations, from the legacy fields to the aligned ones.
    """

    def __init__(self, name: str, state_operations: Sequence[Operation]) -> None:
        self.name = name
        super().__init__(state_operations=state_operations)

    def deconstruct(self) -> tuple[str, Sequence[Any], dict[str, Any]]:
        return type(self).__name__, [self.name], {"state_operations": self.state_operations}

    def describe(self) -> str:
        if any(
            isinstance(operation, migrations.CreateModel) for operation in self.state_operations
        ):
            return f"Introduce {self.name}"
        out, into = map(self._count, (migrations.RemoveField, migrations.AddField))
        return f"Reshape {self.name}: {out} fields out, {into} in; no statement on the old table"

    def _count(self, kind: type[Operation]) -> int:
        return sum(isinstance(operation, kind) for operation in self.state_operations)

"""Operations that change models in Django's state, and make the tables that are not there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState

from alignment import catalog, privileges
from alignment.catalog import Table


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
        is_there = catalog.live(connection, self.table).exists
        if self.allow_migrate_model(connection.alias, model) and not is_there:
            source = catalog.live(connection, self.replaced_by)
            privileges.create_in_place_of(source, model, schema_editor, self.renamed)

    def database_backwards(self, *_args: Any) -> None:
        """Leave the table and its rows where they are."""

    def describe(self) -> str:
        return f"Adopt {self.table} where it exists, else create it"


class KeepModel(migrations.CreateModel):
    """Django's CreateModel, but a table with rows in it is not dropped, and found again later."""

    def database_forwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        if not self._table(app_label, schema_editor, to_state).exists:
            super().database_forwards(app_label, schema_editor, from_state, to_state)

    def database_backwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        table = self._table(app_label, schema_editor, from_state)
        if table.exists and not table.count():
            super().database_backwards(app_label, schema_editor, from_state, to_state)

    def _table(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, state: ProjectState
    ) -> Table:
        model = state.apps.get_model(app_label, self.name)
        return catalog.live(schema_editor.connection, model._meta.db_table)

    def describe(self) -> str:
        return f"{super().describe()}, unless it is there"


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

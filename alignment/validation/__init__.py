"""Whether the tables are what the models say: the report's first recommendation."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db import router, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Model

from alignment.catalog import live
from alignment.findings import Finding
from alignment.page import Page
from alignment.section import sections
from alignment.validation.comparison import compare
from alignment.validation.strays import strays


@dataclass(frozen=True)
class Validation:
    """How tables and models differ.

    Attributes:
        tables: how many were compared.
        differences: by table.
    """

    tables: int
    differences: tuple[Finding, ...]

    @property
    def findings(self) -> int:
        return len(self.differences)

    def as_json(self) -> dict[str, Any]:
        return {"tables": self.tables, "findings": [one.as_json() for one in self.differences]}

    def tell(self, page: Page) -> None:
        for one in self.differences:
            page.finding(one)
        page.gap()
        if self.differences:
            page.say(f"Compared {self.tables} tables with their models: {self.findings} findings.")
        else:
            page.say(f"Compared {self.tables} tables with their models: no differences.")


def validate(connection: BaseDatabaseWrapper, labels: Sequence[str] = ()) -> Validation:
    """Compare tables with models, whatever migrations say.

    Nothing is changed: what is made to compare with is temporary, and rolled back.

    Args:
        labels: of the apps to look at; all that are installed, if there is none.
    """
    models = list(_models(connection, labels))
    with transaction.atomic(using=connection.alias):
        findings = tuple(_differences(connection, models))
        transaction.set_rollback(True, using=connection.alias)
    return Validation(len(models), findings)


def _models(connection: BaseDatabaseWrapper, labels: Sequence[str]) -> Iterator[type[Model]]:
    """Models whose tables are Django's to manage on this database, by table."""
    found = [
        model
        for model in apps.get_models(include_auto_created=True)
        if model._meta.can_migrate(connection)
        and router.allow_migrate_model(connection.alias, model)
        and (not labels or model._meta.app_label in labels)
    ]
    return iter(sorted(found, key=lambda model: model._meta.db_table))


def _differences(
    connection: BaseDatabaseWrapper, models: Sequence[type[Model]]
) -> Iterator[Finding]:
    for model in models:
        table = live(connection, model._meta.db_table)
        if table.exists:
            yield from compare(table, model)
        else:
            yield _missing(connection, model)
    columns = {
        model._meta.db_table: {str(field.column) for field in model._meta.local_concrete_fields}
        for model in models
    }
    yield from strays(connection, columns)


def _missing(connection: BaseDatabaseWrapper, model: type[Model]) -> Finding:
    name = model._meta.db_table
    sources = {
        pair.legacy
        for section in sections()
        for pair in section.pairs
        if pair.aligned == name and live(connection, pair.legacy).exists
    }
    rows = f", which makes it from {' and '.join(sorted(sources))}" if sources else ""
    return Finding(
        "alignment.S01",
        f"table {name}",
        f"it is missing, and {model._meta.label} is kept in it",
        f"Run `manage.py migrate {model._meta.app_label}`{rows}.",
    )

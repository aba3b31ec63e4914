"""What cannot be done is refused before anything is touched, all of it at once (law 8).

`ALTER TABLE … SET SCHEMA` takes along, silently, whatever depends on a table: a view would go on
showing the archived rows, a foreign key would check against them. So everything that stands on a
table which is about to change places is looked for first, by Django's `pre_migrate` signal.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from typing import Any

from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations import Migration
from django.db.models import QuerySet

from alignment.backup import reminder
from alignment.catalog import Table, archived, live, rows, value
from alignment.errors import LedgerNotEmpty, PreflightFailed
from alignment.estimate import estimate
from alignment.findings import Finding
from alignment.ledger import KNOWN, LEDGER
from alignment.locks import patience
from alignment.models import MovedRow
from alignment.operations import ArchiveTables
from alignment.preflight.dependents import DEPENDENTS
from alignment.preflight.fitness import misfits
from alignment.preflight.names import names_taken
from alignment.preflight.rights import missing_rights
from alignment.section import Section, sections
from alignment.shapes import FOUND, recognise
from alignment.state import retired_at

OID = "SELECT %s::regclass::oid"


def inspect(
    connection: BaseDatabaseWrapper, plan: Iterable[tuple[Migration, bool]]
) -> list[Finding]:
    """Everything that is in the way of a migration plan.

    Args:
        connection: to the database to be migrated.
        plan: Django's: migrations, each with whether it is to be taken back.
    """
    plan = list(plan)
    crossing = {section.label: section for section in sections()}
    to_apply = [migration for migration, backwards in plan if not backwards]
    return [
        finding
        for migration, backwards in plan
        if any(isinstance(operation, ArchiveTables) for operation in migration.operations)
        for finding in (
            *inspect_section(connection, crossing[migration.app_label], backwards),
            *(
                []
                if backwards
                else names_taken(connection, crossing[migration.app_label], to_apply)
            ),
        )
    ]


def inspect_section(
    connection: BaseDatabaseWrapper, section: Section, backwards: bool
) -> list[Finding]:
    """Everything that is in the way of one section's crossing."""
    in_use = _existing(live(connection, name) for name in section.tables)
    kept = _existing(archived(connection, name) for name in section.tables)
    return [
        *_names_taken(connection, section, backwards),
        *(_not_kept(connection, section) if backwards else []),
        *([] if backwards else misfits(in_use, section)),
        *_dependents(connection, [*in_use, *kept]),
        *missing_rights(connection, in_use),
    ]


def _not_kept(connection: BaseDatabaseWrapper, section: Section) -> Iterator[Finding]:
    """Without the archived legacy table there is nothing to go back to."""
    for name in section.legacy_tables:
        kept, when = archived(connection, name), retired_at(connection, name)
        if when and not kept.exists and not live(connection, name).exists:
            yield Finding(
                "alignment.P20",
                f"table {kept}",
                f"retire_archive dropped it on {when:%Y-%m-%d}, and a rollback needs it",
                "Restore a backup from before that day into another database; there is no other "
                "way back.",
            )


def _existing(tables: Iterable[Table]) -> list[Table]:
    return [table for table in tables if table.exists]


def _names_taken(
    connection: BaseDatabaseWrapper, section: Section, backwards: bool
) -> Iterator[Finding]:
    """Each table has one place to go to, where there must be none of its name."""
    going, coming = section.legacy_tables, section.aligned_tables
    if backwards:
        going, coming = coming, going
    for name in going:
        if live(connection, name).exists and archived(connection, name).is_taken:
            yield _taken(archived(connection, name), f"{name} has to be kept")
    if archived(connection, going[0]).exists and not live(connection, going[0]).exists:
        return  # They have changed places already, in a run that was killed late.
    for name in coming:
        table = live(connection, name)
        if table.is_taken and (backwards or not _can_be_adopted(table)):
            yield _taken(table, f"{name} has to go")
    if not backwards:
        yield from _names_of_adopted_taken(connection, section)


def _can_be_adopted(table: Table) -> bool:
    """Whether it was there before this project, and not made while its rows are in the archive."""
    connection = table.connection
    if not table.exists or archived(connection, table.name).exists:
        return False
    return not live(connection, LEDGER).exists or not value(connection, KNOWN, [table.name])


def _names_of_adopted_taken(connection: BaseDatabaseWrapper, section: Section) -> Iterator[Finding]:
    for table in _existing(live(connection, name) for name in section.tables):
        shape = recognise(table, section.shapes)
        if shape is None or not shape.really:
            continue
        place = live(connection, shape.really)
        if shape.rows:
            place = archived(connection, FOUND.format(table.name))
        if place.is_taken:
            yield _taken(place, f"{table.name} has to go")


def _taken(table: Table, wanted_by: str) -> Finding:
    return Finding(
        "alignment.P11",
        f"table {table}",
        f"it stands where {wanted_by}",
        f"Look at its rows; if they are wanted, ALTER TABLE {table} RENAME TO another name, and "
        "its indexes too.",
    )


def _dependents(connection: BaseDatabaseWrapper, tables: list[Table]) -> Iterator[Finding]:
    oids = [value(connection, OID, [str(table)]) for table in tables]
    for kind in DEPENDENTS:
        for (what,) in rows(connection, kind.query, {"tables": oids, "patience": patience()}):
            yield Finding(kind.id, what, kind.why, kind.remedy)


def require_clear(findings: Iterable[Finding]) -> None:
    """Refuse if there is any finding.

    Raises:
        PreflightFailed: with all of them.
    """
    found = list(dict.fromkeys(findings))
    if found:
        raise PreflightFailed(found)


def before_migrate(
    using: str,
    plan: Iterable[tuple[Migration, bool]],
    verbosity: int = 0,
    stdout: Any = sys.stdout,
    **_signal: Any,
) -> None:
    """Receiver of Django's `pre_migrate`: nothing has been changed when it is sent."""
    plan = list(plan)
    if ("alignment", "0001_initial", True) in {(m.app_label, m.name, back) for m, back in plan}:
        require_empty_ledger(MovedRow.objects.using(using))
    require_clear(inspect(connections[using], plan))
    expected = estimate(connections[using], plan) if verbosity else None
    if expected:
        stdout.write(f"  To cross: {expected}.\n")
        if said := reminder(connections[using]):
            stdout.write(f"  {said}\n")


def leave(apps: Any, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Nothing to do in this direction"""


def keep_ledger(apps: Any, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Refuse to drop a ledger that holds receipts"""
    model = apps.get_model("alignment", "MovedRow")
    require_empty_ledger(model.objects.using(schema_editor.connection.alias))


def require_empty_ledger(ledger: QuerySet[Any]) -> None:
    """Refuse to drop what the archived tables could not be understood without.

    Raises:
        LedgerNotEmpty: it holds receipts.
    """
    receipts = ledger.count()
    if receipts:
        raise LedgerNotEmpty(receipts)

"""What cannot be done is refused before anything is touched, all of it at once (law 8).

`ALTER TABLE … SET SCHEMA` takes along, silently, whatever depends on a table: a view would go on
showing the archived rows, a foreign key would check against them. So everything that stands on a
table which is about to change places is looked for first, by Django's `pre_migrate` signal and
again by the migration that begins the alignment.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations import Migration
from django.db.models import QuerySet

from alignment.catalog import Table, archived, current_schema, live, rows, value
from alignment.dependents import DEPENDENTS
from alignment.errors import LedgerNotEmpty, PreflightFailed
from alignment.models import MovedRow
from alignment.operations import AdoptModel, ArchiveTables
from alignment.section import Section, sections


@dataclass(frozen=True)
class Finding:
    """One thing that is in the way.

    Attributes:
        id: stable name of the kind of finding, e.g. ``alignment.P01``.
        what: the objects, by name.
        why: what would happen to them.
        remedy: what to do before migrating again.
    """

    id: str
    what: str
    why: str
    remedy: str

    def __str__(self) -> str:
        return f"({self.id}) {self.what}: {self.why}. {self.remedy}"


MAY_CREATE_SCHEMA = """
    SELECT has_database_privilege(current_database(), 'CREATE')
        OR EXISTS (SELECT FROM pg_namespace WHERE nspname = %s
                   AND has_schema_privilege(oid, 'CREATE'))"""

MAY_WORK = """
    SELECT has_database_privilege(current_database(), 'TEMP'),
           to_regclass('schema_migrations') IS NULL
           OR has_table_privilege(to_regclass('schema_migrations'), 'SELECT')
          AND has_table_privilege(to_regclass('schema_migrations'), 'INSERT')
          AND has_table_privilege(to_regclass('schema_migrations'), 'DELETE')"""

MAY_CREATE_TABLE = "SELECT has_schema_privilege(current_schema(), 'CREATE')"

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
    findings: list[Finding] = []
    crossing = {section.label: section for section in sections()}
    for migration, backwards in plan:
        if not backwards:
            findings += _unknown_shapes(connection, migration)
        if any(isinstance(operation, ArchiveTables) for operation in migration.operations):
            findings += inspect_section(connection, crossing[migration.app_label], backwards)
    return findings


def inspect_section(
    connection: BaseDatabaseWrapper, section: Section, backwards: bool
) -> list[Finding]:
    """Everything that is in the way of one section's crossing."""
    tables = [
        table
        for name in (*section.legacy_tables, *section.aligned_tables)
        for table in (live(connection, name), archived(connection, name))
        if table.exists
    ]
    if not tables:
        return []
    return [
        *_names_taken(connection, section, backwards),
        *_dependents(connection, tables),
        *_missing_privileges(connection),
        *_missing_rights_to_work(connection),
    ]


def _unknown_shapes(connection: BaseDatabaseWrapper, migration: Migration) -> Iterator[Finding]:
    for operation in migration.operations:
        if isinstance(operation, AdoptModel):
            table = live(connection, operation.table)
            missing = operation.columns - table.columns.keys() if table.exists else set()
            if missing:
                yield Finding(
                    "alignment.P10",
                    f"table {table}",
                    f"it lacks {', '.join(sorted(missing))}; expected at least "
                    f"{', '.join(sorted(operation.columns))}, found "
                    f"{', '.join(sorted(table.columns))}",
                    "It is not the table this project knows: rename it or move it elsewhere.",
                )


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
    for name in coming:
        if live(connection, name).is_taken and live(connection, going[0]).exists:
            yield _taken(live(connection, name), f"{name} has to go")


def _taken(table: Table, wanted_by: str) -> Finding:
    return Finding(
        "alignment.P11",
        f"table {table}",
        f"it stands where {wanted_by}",
        f"Look at its rows; if they are wanted, ALTER TABLE {table} RENAME TO another name.",
    )


def _dependents(connection: BaseDatabaseWrapper, tables: list[Table]) -> Iterator[Finding]:
    oids = [value(connection, OID, [str(table)]) for table in tables]
    for kind in DEPENDENTS:
        for (what,) in rows(connection, kind.query, {"tables": oids}):
            yield Finding(kind.id, what, kind.why, kind.remedy)


def _missing_privileges(connection: BaseDatabaseWrapper) -> Iterator[Finding]:
    archive, schema = archived(connection, "").schema, current_schema(connection)
    if not value(connection, MAY_CREATE_SCHEMA, [archive]):
        yield Finding(
            "alignment.P12",
            f'archive schema "{archive}"',
            "this role may neither make it nor make tables in it",
            f'As a superuser: CREATE SCHEMA "{archive}" AUTHORIZATION this role.',
        )
    if not value(connection, MAY_CREATE_TABLE):
        yield Finding(
            "alignment.P13",
            f'schema "{schema}"',
            "this role may make no tables in it",
            f'As its owner: GRANT CREATE ON SCHEMA "{schema}" TO this role.',
        )


def _missing_rights_to_work(connection: BaseDatabaseWrapper) -> Iterator[Finding]:
    [(temporary, ecto)] = rows(connection, MAY_WORK)
    if not temporary:
        yield Finding(
            "alignment.P14",
            f"database {connection.settings_dict['NAME']}",
            "this role may make no temporary tables in it, which the carrying needs",
            "As its owner: GRANT TEMPORARY ON DATABASE … TO this role.",
        )
    if not ecto:
        yield Finding(
            "alignment.P15",
            "table schema_migrations",
            "this role may not keep Ecto's list of migrations in agreement",
            "As its owner: GRANT SELECT, INSERT, DELETE ON schema_migrations TO this role.",
        )


def require_clear(findings: Iterable[Finding]) -> None:
    """Refuse if there is any finding.

    Raises:
        PreflightFailed: with all of them.
    """
    found = list(dict.fromkeys(findings))
    if found:
        raise PreflightFailed(found)


def before_migrate(using: str, plan: Iterable[tuple[Migration, bool]], **_signal: Any) -> None:
    """Receiver of Django's `pre_migrate`: nothing has been changed when it is sent."""
    plan = list(plan)
    if ("alignment", "0001_initial", True) in {(m.app_label, m.name, back) for m, back in plan}:
        require_empty_ledger(MovedRow.objects.using(using))
    require_clear(inspect(connections[using], plan))


def check_all(apps: Any, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Refuse if anything is in the way: names taken, dependent objects, missing privileges"""
    for section in sections():
        require_clear(inspect_section(schema_editor.connection, section, backwards=False))


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

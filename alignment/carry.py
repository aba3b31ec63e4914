"""The engine: carries what differs between the two sides of a section, in either direction.

A section crosses inside the transaction of its migration: its pairs one after the other, then what
several of them wrote to, then indexes, figures and the line in the run history.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.models import QuerySet
from django.utils import timezone
from psycopg import sql

from alignment import ledger
from alignment.catalog import archived, current_schema, execute, live, value
from alignment.crossing import Crossing
from alignment.errors import TableMissing
from alignment.locks import lock_tables
from alignment.marks import Crossings, marks
from alignment.models import Direction
from alignment.narration import step
from alignment.section import Pair, Section
from alignment.watermark import Watermark
from alignment.workplace import clear_tables, workplace

Carrier = Callable[[Any, BaseDatabaseSchemaEditor], None]


def carriers(section: Section) -> tuple[Carrier, Carrier]:
    """The two functions of a section's RunPython; their docstrings are what `--plan` shows."""

    def forward(apps: Any, schema_editor: BaseDatabaseSchemaEditor) -> None:
        carry(section, Direction.FORWARD, apps, schema_editor)

    def backward(apps: Any, schema_editor: BaseDatabaseSchemaEditor) -> None:
        carry(section, Direction.BACKWARD, apps, schema_editor)

    there = ", ".join(f"{pair.legacy} to {pair.aligned}" for pair in section.pairs)
    back = ", ".join(f"{pair.aligned} to {pair.legacy}" for pair in section.pairs)
    forward.__doc__ = f"Carry what differs from {there}; verify the counts"
    backward.__doc__ = f"Carry what differs from {back}; verify the counts"
    forward.every_row = backward.every_row = True  # type: ignore[attr-defined]  # for the plan
    return forward, backward


def carry(
    section: Section, direction: Direction, apps: Any, schema_editor: BaseDatabaseSchemaEditor
) -> None:
    """Carry a section's rows.

    Forward, the legacy tables are archived and the aligned ones in use already; backward, they
    still are. Where a killed run got further than that, there is nothing left to do.

    Raises:
        TableMissing: an archived legacy table is gone.
        CountsDiffer: the figures do not add up; the transaction has to be rolled back.
    """
    connection = schema_editor.connection
    if not all(live(connection, table).exists for table in section.aligned_tables):
        return
    _require_archived(connection, section)
    started = timezone.now()
    legacy = [archived(connection, table) for table in section.legacy_tables]
    aligned = [live(connection, table) for table in section.aligned_tables]
    lock_tables(connection, [*legacy, *aligned])
    views = {table.name: table.quoted for table in legacy}
    with (
        marks(connection, section, direction) as (watermarks, crossings),
        workplace(connection, views),
        _bulk_receipts(section, apps, schema_editor),
    ):
        for pair in section.pairs:
            crossings[pair] = _cross(connection, pair, direction, watermarks)
        if direction == Direction.BACKWARD:
            _settle_shared_rows(crossings)
    _build_indexes(schema_editor)
    counts = {pair: crossing.counts for pair, crossing in crossings.items()}
    _finish_tables(connection, section, counts)
    _record(connection, section, direction, started, counts, apps)


def _require_archived(connection: BaseDatabaseWrapper, section: Section) -> None:
    for table in section.legacy_tables:
        kept = archived(connection, table)
        if not kept.exists:
            raise TableMissing(table, current_schema(connection), kept.schema)


@contextmanager
def _bulk_receipts(
    section: Section, apps: Any, schema_editor: BaseDatabaseSchemaEditor
) -> Iterator[None]:
    """Build the ledger's indexes after its receipts, where those more than double it.

    A million receipts take a third of the time that way.
    """
    connection = schema_editor.connection
    ledger_model = apps.get_model("alignment", "MovedRow")
    receipts = ledger_model.objects.using(connection.alias)
    if not _outnumbers_receipts(connection, section, receipts):
        yield
        return
    for constraint in ledger_model._meta.constraints:
        schema_editor.remove_constraint(ledger_model, constraint)
    for index in ledger_model._meta.indexes:
        schema_editor.remove_index(ledger_model, index)
    yield
    with step("Build the ledger's indexes"):
        for constraint in ledger_model._meta.constraints:
            schema_editor.add_constraint(ledger_model, constraint)
        for index in ledger_model._meta.indexes:
            schema_editor.add_index(ledger_model, index)


def _outnumbers_receipts(
    connection: BaseDatabaseWrapper, section: Section, receipts: QuerySet[Any]
) -> bool:
    if any(value(connection, ledger.KNOWN, [table]) for table in section.aligned_tables):
        return False
    rows_to_come = sum(archived(connection, table).count() for table in section.legacy_tables)
    return receipts.count() <= rows_to_come


def _cross(
    connection: BaseDatabaseWrapper,
    pair: Pair,
    direction: Direction,
    watermarks: Mapping[str, Watermark | None],
) -> Crossing:
    ends = (pair.legacy, pair.aligned)
    source, target = ends if direction == Direction.FORWARD else reversed(ends)
    with step(f"Carry {source} to {target}") as done:
        crossing = Crossing(connection, pair, direction, watermarks[source])
        done(_sentence(crossing.carry()))
    clear_tables(connection)
    return crossing


def _differences(counts: Counter[str]) -> int:
    return counts["born"] + counts["changed"] + counts["deleted"]


def _sentence(counts: Counter[str]) -> str:
    kinds = ("born", "new"), ("changed", "changed"), ("deleted", "deleted")
    parts = [f"{counts[kind]:,} {word}" for kind, word in kinds if counts[kind]]
    return f"{counts['target']:,} rows ({', '.join(parts) or 'nothing differs'})"


def _settle_shared_rows(crossings: Crossings) -> None:
    """What holds for a legacy row whichever of its partners wrote to it."""
    if not any(_differences(crossing.counts) for crossing in crossings.values()):
        return
    shared = {pair.legacy for pair in crossings if pair.shared}
    for pair, crossing in crossings.items():
        if pair.legacy in shared:
            shared.remove(pair.legacy)
            crossing.counts["dropped"] = crossing.run(ledger.DELETE_WITHOUT_PARTNER)
            crossing.grown -= crossing.counts["dropped"]
            crossing.run(ledger.FORGET_GONE)
        crossing.run(ledger.REFRESH)
        if pair.shared:
            condition = sql.SQL(pair.legacy_rows)
            crossing.run(ledger.WRITE_WITHOUT_PARTNER, condition=condition)


def _build_indexes(schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Run what Django would run last; so it records the migration in this transaction."""
    if schema_editor.deferred_sql:
        with step(f"Build {len(schema_editor.deferred_sql)} indexes"):
            for statement in schema_editor.deferred_sql:
                schema_editor.execute(statement, None)
        schema_editor.deferred_sql.clear()


def _finish_tables(
    connection: BaseDatabaseWrapper, section: Section, counts: Mapping[Pair, Counter[str]]
) -> None:
    """Deferred constraints are checked now, and a table without statistics is a slow one.

    Those that a tenth of the rows would change are taken anew; a few rows are left to autovacuum.
    """
    execute(connection, "SET CONSTRAINTS ALL IMMEDIATE")
    rows = sum(figures["target"] for figures in counts.values())
    written = sum(map(_differences, counts.values()))
    if not written or written < rows / 10:
        return
    with step("Update statistics"):
        execute(connection, sql.SQL("ANALYZE {}").format(sql.Identifier(ledger.LEDGER)))
        for table in section.aligned_tables:
            execute(connection, sql.SQL("ANALYZE {}").format(live(connection, table).quoted))
        for table in section.legacy_tables:
            execute(connection, sql.SQL("ANALYZE {}").format(archived(connection, table).quoted))


def _record(
    connection: BaseDatabaseWrapper,
    section: Section,
    direction: Direction,
    started: Any,
    counts: Mapping[Pair, Counter[str]],
    apps: Any,
) -> None:
    """A line in the run history. What was prepared for this crossing is no preparation any more."""
    prepared = apps.get_model("alignment", "Preparation").objects.using(connection.alias)
    prepared.filter(section=section.label).delete()
    total: Counter[str] = sum(counts.values(), Counter())
    apps.get_model("alignment", "AlignmentRun").objects.using(connection.alias).create(
        section=section.label,
        direction=direction,
        started=started,
        finished=timezone.now(),
        archived=total["source"],
        carried=total["target"],
        unchanged=total["unchanged"],
        changed=total["changed"],
        born=total["born"],
        deleted=total["deleted"],
        counts={str(pair): dict(figures) for pair, figures in counts.items()},
    )

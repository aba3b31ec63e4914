"""What `migrate`, or a rollback, would do to this database now. Nothing is written to find out."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations import Migration, RunPython
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.operations.base import Operation
from django.template.defaultfilters import filesizeformat

from alignment.catalog import live, value
from alignment.errors import PlanChanged
from alignment.estimate import SIZE, Estimate, estimate
from alignment.findings import Finding
from alignment.models import Direction
from alignment.operations import ArchiveTables
from alignment.operations.tables import TableOperation
from alignment.page import Page
from alignment.preflight import inspect
from alignment.section import Section, sections
from alignment.state import Side, has_crossed, is_prepared, reading, side_of
from alignment.verification.rows import written_since

EXCLUSIVE = "ACCESS EXCLUSIVE"

ROLLBACK_TARGET = ("alignment", "0001_initial")


@dataclass(frozen=True)
class TablePlan:
    """What would become of one table's rows; of a table that feeds two, as each of them sees it.

    Attributes:
        size: with its indexes, in bytes.
        born, changed, deleted: rows to carry. What is left is put back as it is.
        waiting: rows without a counterpart, which wait in the archive.
    """

    table: str
    to: str
    rows: int
    size: int
    born: int
    changed: int
    deleted: int
    waiting: int


@dataclass(frozen=True)
class Step:
    """One operation.

    Attributes:
        lock: the one it takes, and on what; empty for none that others would notice.
        every_row: whether its time depends on the number of rows.
    """

    migration: str
    what: str
    lock: str
    every_row: bool


@dataclass(frozen=True)
class SectionPlan:
    """One section: where it is, and what would cross.

    Attributes:
        prepared: whether `prepare_alignment` has carried rows ahead.
    """

    section: Section
    side: Side
    crosses: bool
    prepared: bool
    tables: tuple[TablePlan, ...]


@dataclass(frozen=True)
class Plan:
    """All of it.

    Attributes:
        other_migrations: how many there are besides, of Django's apps.
        estimate: None if no row moves.
        obstacles: what preflight finds: with any of these, `migrate` would refuse.
    """

    rollback: bool
    sections: tuple[SectionPlan, ...]
    steps: tuple[Step, ...]
    other_migrations: int
    estimate: Estimate | None
    obstacles: tuple[Finding, ...]

    @property
    def findings(self) -> int:
        return len(self.obstacles)

    @property
    def fingerprint(self) -> str:
        """Eight characters that are others when the database, or what would be done, is another."""
        told = {key: part for key, part in self.as_json(named=False).items() if key != "estimate"}
        return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()[:8]

    @property
    def command(self) -> str:
        """What carries out this plan and no other."""
        target = "alignment 0001 " if self.rollback else ""
        return f"python manage.py migrate {target}--expect {self.fingerprint}"

    def as_json(self, named: bool = True) -> dict[str, Any]:
        """Args: named: whether the fingerprint is in it, which is taken of the rest."""
        name = {"fingerprint": self.fingerprint, "command": self.command} if named else {}
        return name | {
            "rollback": self.rollback,
            "sections": [
                {
                    "section": one.section.label,
                    "side": str(one.side),
                    "crosses": one.crosses,
                    "prepared": one.prepared,
                    "tables": [vars(table) for table in one.tables],
                }
                for one in self.sections
            ],
            "steps": [vars(step) for step in self.steps],
            "other_migrations": self.other_migrations,
            "estimate": vars(self.estimate) if self.estimate else None,
            "obstacles": [one.as_json() for one in self.obstacles],
        }

    def tell(self, page: Page) -> None:
        for one in self.sections:
            _tell_section(page, one)
        if self.steps:
            page.heading("Steps")
            page.table(
                ("Step", "Lock", "Looks at rows"),
                [
                    (step.what, step.lock or "-", "yes" if step.every_row else "-")
                    for step in self.steps
                ],
            )
        if self.other_migrations:
            page.say(f"And {self.other_migrations} migrations that move no row.")
        self._tell_end(page)

    def _tell_end(self, page: Page) -> None:
        page.gap()
        for one in self.obstacles:
            page.claim(str(one), holds=False)
        if self.obstacles:
            page.say(f"In the way: {len(self.obstacles)}. Nothing would be done.")
        elif not self.steps and not self.other_migrations:
            page.say("No changes: the tables are on that side already.")
        else:
            page.say(f"Plan: {self.estimate or 'no rows to cross'}, 0 tables to drop.")
            page.say("To carry out this plan, or to be told if it is no longer the same:")
            page.commands(self.command)


def plan(connection: BaseDatabaseWrapper, rollback: bool = False) -> Plan:
    """Look at everything, in a transaction that cannot write."""
    executor = MigrationExecutor(connection)
    targets = [ROLLBACK_TARGET] if rollback else executor.loader.graph.leaf_nodes()
    migrations = executor.migration_plan(targets)
    crossing = [migration.app_label for migration, _ in migrations if _crosses(migration)]
    with reading(connection):
        return Plan(
            rollback=rollback,
            sections=tuple(_section(connection, one, one.label in crossing) for one in sections()),
            steps=tuple(_steps(migrations)),
            other_migrations=sum(not _crosses(migration) for migration, _ in migrations),
            estimate=estimate(connection, migrations),
            obstacles=tuple(inspect(connection, migrations)),
        )


def require(connection: BaseDatabaseWrapper, fingerprint: str, rollback: bool) -> None:
    """Refuse to go on if the plan is no longer the one that was looked at.

    Raises:
        PlanChanged: it is another one now.
    """
    now = plan(connection, rollback)
    if now.fingerprint != fingerprint:
        raise PlanChanged(fingerprint, now.fingerprint)


def _crosses(migration: Migration) -> bool:
    return any(isinstance(operation, ArchiveTables) for operation in migration.operations)


def _section(connection: BaseDatabaseWrapper, section: Section, crosses: bool) -> SectionPlan:
    side = side_of(connection, section)
    tables = tuple(_tables(connection, section, side))
    return SectionPlan(section, side, crosses, is_prepared(connection, section), tables)


def _tables(connection: BaseDatabaseWrapper, section: Section, side: Side) -> Iterator[TablePlan]:
    aligned = side == Side.ALIGNED
    for pair in section.pairs:
        source, target = (pair.aligned, pair.legacy) if aligned else (pair.legacy, pair.aligned)
        table = live(connection, source)
        if table.exists:
            size, rows = int(value(connection, SIZE, [str(table)])), table.count()
            counts = {"born": rows}
            if side in (Side.LEGACY, Side.ALIGNED) and has_crossed(connection, section):
                counts = written_since(connection, pair, side, ids=0).counts
            if aligned and not pair.aligned_births:
                counts = counts | {"born": 0, "waiting": counts.get("born", 0)}
            kinds = (counts.get(kind, 0) for kind in ("born", "changed", "deleted", "waiting"))
            yield TablePlan(source, target, rows, size, *kinds)


# --- Steps ---------------------------------------------------------------------------------------


def _steps(migrations: list[tuple[Migration, bool]]) -> Iterator[Step]:
    for migration, backwards in migrations:
        if _crosses(migration):
            operations = migration.operations
            for operation in reversed(operations) if backwards else operations:
                yield from _step(migration, operation, backwards)


def _step(migration: Migration, operation: Operation, backwards: bool) -> Iterator[Step]:
    """What an operation does to tables; one that changes Django's state alone does nothing."""
    direction = Direction.BACKWARD if backwards else Direction.FORWARD
    if isinstance(operation, TableOperation):
        yield Step(str(migration), operation.in_short(direction), EXCLUSIVE, every_row=False)
    elif isinstance(operation, RunPython):
        code = operation.reverse_code if backwards else operation.code
        every_row = getattr(code, "every_row", None)
        if every_row is not None:
            yield Step(str(migration), code.__doc__ or "", EXCLUSIVE, every_row)


def _tell_section(page: Page, one: SectionPlan) -> None:
    does = "will cross" if one.crosses else "stays"
    if one.prepared:
        does += ", is prepared"
    page.heading(f"{one.section.title}: {one.side.told}, {does}")
    page.table(
        ("Table", "To", "Rows", "Size", "New", "Changed", "Deleted", "Waiting"),
        [
            (
                table.table,
                table.to,
                table.rows,
                filesizeformat(table.size).replace("\xa0", " "),
                table.born,
                table.changed,
                table.deleted,
                table.waiting,
            )
            for table in one.tables
        ],
    )

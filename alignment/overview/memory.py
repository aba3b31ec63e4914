"""What the alignment's own tables tell; before the first `migrate` they are not there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.recorder import MigrationRecorder

from alignment.models import AlignmentRun, Inspection, InspectionKind, RetiredTable
from alignment.overview.inspection import at_work
from alignment.overview.tables import Places
from alignment.section import Section
from alignment.state import ALIGN

TABLES = [model._meta.db_table for model in (AlignmentRun, Inspection, RetiredTable)]


@dataclass(frozen=True)
class Inspected:
    """What was asked of one kind.

    Attributes:
        answered: the last one with an answer that still holds: from after the last crossing.
        outdated: whether there is one from before it.
        last: the last one that has ended or was interrupted, with an answer or without.
    """

    answered: Inspection | None = None
    outdated: bool = False
    last: Inspection | None = None

    @property
    def interrupted(self) -> bool:
        return self.last is not None and self.last.finished is None

    @property
    def failed(self) -> bool:
        """Whether the last one ended without an answer."""
        return self.last is not None and (self.interrupted or bool(self.last.error))


@dataclass(frozen=True)
class Memory:
    """All that is remembered.

    Attributes:
        aligned: sections that Django has on record as such.
        runs: the last crossing of each section, by label.
        retired: when tables were dropped for good, by name.
        inspected: by kind.
        at_work: the inspection that is being made.
    """

    aligned: frozenset[str]
    runs: Mapping[str, AlignmentRun]
    retired: Mapping[str, datetime]
    inspected: Mapping[str, Inspected]
    at_work: Inspection | None

    def retired_of(self, section: Section) -> datetime | None:
        """When the last of a section's legacy tables was dropped."""
        days = (self.retired[name] for name in section.legacy_tables if name in self.retired)
        return max(days, default=None)


def recalled(connection: BaseDatabaseWrapper, found: Places) -> Memory:
    """Ask each of the tables that are there."""

    def has(model: type[models.Model]) -> bool:
        return model._meta.db_table in found.in_use

    applied = MigrationRecorder(connection).applied_migrations()
    runs = _last_runs(connection) if has(AlignmentRun) else {}
    working = at_work(connection) if has(Inspection) else None
    crossing = max((run.finished for run in runs.values()), default=None)
    return Memory(
        aligned=frozenset(label for label, name in applied if name == ALIGN),
        runs=runs,
        retired=_retired(connection) if has(RetiredTable) else {},
        inspected={
            kind: _inspected(connection, kind, working, crossing)
            if has(Inspection)
            else Inspected()
            for kind in InspectionKind
        },
        at_work=working,
    )


def _last_runs(connection: BaseDatabaseWrapper) -> dict[str, AlignmentRun]:
    runs = AlignmentRun.objects.using(connection.alias).order_by("section", "-id")
    return {run.section: run for run in runs.distinct("section")}


def _retired(connection: BaseDatabaseWrapper) -> dict[str, datetime]:
    tables = RetiredTable.objects.using(connection.alias)
    return dict(tables.values_list("table", "retired"))


def _inspected(
    connection: BaseDatabaseWrapper,
    kind: str,
    working: Inspection | None,
    crossing: datetime | None,
) -> Inspected:
    """Args: crossing: when the last one ended; an answer from before it holds no longer."""
    past = Inspection.objects.using(connection.alias).of(kind)
    if working:
        past = past.exclude(pk=working.pk)
    answered = past.exclude(answer=None).first()
    outdated = bool(answered and crossing and answered.started < crossing)
    return Inspected(None if outdated else answered, outdated, past.first())

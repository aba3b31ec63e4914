"""What the alignment remembers: a receipt for each row, a line for each run and each inspection."""

from __future__ import annotations

from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Now

from alignment.fields import UtcDateTimeField, UtcNow


class Direction(models.TextChoices):
    """Which way the rows cross."""

    FORWARD = "forward", "legacy to aligned"
    BACKWARD = "backward", "aligned to legacy"


class MovedRowQuerySet(models.QuerySet["MovedRow"]):
    def between(self, legacy_table: str, aligned_table: str) -> MovedRowQuerySet:
        """Receipts of one pair of tables."""
        return self.filter(legacy_table=legacy_table, aligned_table=aligned_table)

    def of_legacy(self, table: str, row_id: Any) -> MovedRowQuerySet:
        """Where a legacy row went: none, one or two receipts (a split row has two)."""
        return self.filter(legacy_table=table, legacy_id=str(row_id))

    def of_aligned(self, table: str, row_id: int) -> MovedRowQuerySet:
        """Where an aligned row came from; a technology pattern has one for each knowledge row."""
        return self.filter(aligned_table=table, aligned_id=row_id)


class MovedRow(models.Model):
    """A receipt: this legacy row and this aligned row are the same thing, as of the last crossing.

    The digests tell, at the next crossing, which of the two was written to in between: a row whose
    digest still holds is put back verbatim, never derived anew. Written by the carrying engine only
    (design, section 4); survives rollback.
    """

    id = models.BigAutoField(primary_key=True)
    # Compared only for equality: "C" sorts and builds indexes several times faster.
    legacy_table = models.CharField(db_collation="C")
    legacy_id = models.CharField(
        db_collation="C", help_text="The legacy primary key as text, most often a uuid."
    )
    aligned_table = models.CharField(db_collation="C")
    aligned_id = models.BigIntegerField(
        null=True, help_text="Empty: the row crossed, and has no partner in this table."
    )
    legacy_digest = models.UUIDField(help_text="MD5 of the whole legacy row as text.")
    aligned_digest = models.UUIDField(null=True, help_text="MD5 of the whole aligned row as text.")

    objects = MovedRowQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["legacy_table", "legacy_id", "aligned_table"],
                name="alignment_movedrow_legacy_uniq",
            ),
        ]
        indexes = [
            models.Index(
                fields=["aligned_table", "aligned_id"], name="alignment_movedrow_aligned_idx"
            ),
        ]

    def __str__(self) -> str:
        partner = "nothing" if self.aligned_id is None else self.aligned_id
        return f"{self.legacy_table} {self.legacy_id} = {self.aligned_table} {partner}"


class Watermark(models.Model):
    """How far the transactions had come when a table last crossed: `alignment.watermark` reads it.

    Written by the carrying engine only; survives rollback.
    """

    table = models.CharField(primary_key=True, help_text="Name of the table.")
    cluster = models.BigIntegerField(help_text="PostgreSQL's system identifier.")
    relation = models.BigIntegerField(help_text="PostgreSQL's oid of the table.")
    structure = models.CharField(help_text="MD5 of what the catalog says of its columns.")
    horizon = models.BigIntegerField(help_text="The oldest transaction that was still running.")
    writers = ArrayField(
        models.BigIntegerField(),
        help_text="Later transactions that had written rows already.",
    )
    rows = models.BigIntegerField(help_text="How many rows there were.")

    def __str__(self) -> str:
        return f"{self.table}, {self.rows:,} rows before transaction {self.horizon}"


class Preparation(models.Model):
    """A section whose aligned tables `prepare_alignment` made, and which has not crossed since.

    Its tables in the archive are no one's way back: they may be dropped. The crossing deletes it.
    """

    section = models.CharField(primary_key=True, help_text="App label of the section.")
    started = models.DateTimeField(db_default=Now())
    made_schema = models.BooleanField(help_text="Whether there was no archive before.")
    caught_up = models.DateTimeField(
        null=True, help_text="When a pass had last carried all there was."
    )
    carried = models.BigIntegerField(default=0, help_text="Rows that this pass carried.")

    def __str__(self) -> str:
        return f"{self.section} since {self.started:%Y-%m-%d %H:%M:%S}"


class AlignmentRunQuerySet(models.QuerySet["AlignmentRun"]):
    def of_section(self, section: str) -> AlignmentRunQuerySet:
        """Every crossing of one section, newest first."""
        return self.filter(section=section).order_by("-id")


class AlignmentRun(models.Model):
    """One crossing of one section in one direction, with the figures its verification used.

    Written in the transaction of the crossing: a run that is here is a run that happened.
    """

    id = models.BigAutoField(primary_key=True)
    section = models.CharField(help_text="App label of the section, e.g. snapshots.")
    direction = models.CharField(choices=Direction.choices)
    started = models.DateTimeField()
    finished = models.DateTimeField()
    archived = models.BigIntegerField(help_text="Rows in the tables that went to the archive.")
    carried = models.BigIntegerField(help_text="Rows written on the side that is now live.")
    unchanged = models.BigIntegerField(help_text="Rows put back verbatim.")
    changed = models.BigIntegerField(help_text="Rows updated since the last crossing.")
    born = models.BigIntegerField(help_text="Rows inserted since the last crossing.")
    deleted = models.BigIntegerField(help_text="Rows deleted since the last crossing.")
    counts = models.JSONField(help_text="The same by pair of tables, with the row counts compared.")

    objects = AlignmentRunQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.section} {self.direction} {self.started:%Y-%m-%d %H:%M:%S}"


class EctoVersion(models.Model):
    """A version this project wrote into Ecto's ``schema_migrations``, to be taken out on rollback.

    A version that was there before is Ecto's own, has no row here, and stays.
    """

    version = models.BigIntegerField(primary_key=True)
    recorded = UtcDateTimeField(db_default=UtcNow())

    def __str__(self) -> str:
        return str(self.version)


class RetiredTable(models.Model):
    """A table that `retire_archive` dropped from the archive, so that its absence is no mystery."""

    id = models.BigAutoField(primary_key=True)
    section = models.CharField(help_text="App label of the section, e.g. snapshots.")
    table = models.CharField(help_text="Name that the table had.")
    rows = models.BigIntegerField(help_text="How many it held.")
    size = models.BigIntegerField(help_text="What it took with its indexes, in bytes.")
    retired = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.table}, {self.rows:,} rows, dropped {self.retired:%Y-%m-%d}"


class InspectionKind(models.TextChoices):
    """What can be asked that takes a look at every row."""

    VERIFICATION = "verification", "whether every row is there"
    ROLLBACK = "rollback", "what a rollback would carry"


class InspectionQuerySet(models.QuerySet["Inspection"]):
    def of(self, kind: str) -> InspectionQuerySet:
        """Those that asked this, the latest first."""
        return self.filter(kind=kind).order_by("-id")


class Inspection(models.Model):
    """A look at every row that somebody asked for in the admin, how far it is, and its answer.

    One without `finished` is at work, or was when its process ended: `alignment.overview` tells.
    Survives rollback.
    """

    id = models.BigAutoField(primary_key=True)
    kind = models.CharField(choices=InspectionKind.choices)
    asked_by = models.CharField(help_text="Name of the user; the inspection outlives the account.")
    started = models.DateTimeField()
    finished = models.DateTimeField(null=True)
    step = models.CharField(default="", help_text="What it is doing, or did last.")
    done = models.IntegerField(default=0, help_text="Steps that are done.")
    steps = models.IntegerField(help_text="Steps there are.")
    findings = models.IntegerField(
        null=True, help_text="How many things are not as they should be."
    )
    answer = models.JSONField(null=True, help_text="As the command answers with --format json.")
    error = models.CharField(default="", help_text="Why there is no answer.")

    objects = InspectionQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.kind} {self.started:%Y-%m-%d %H:%M:%S}"

    @property
    def seconds(self) -> float:
        """How long it took; of one without an end, 0."""
        return (self.finished - self.started).total_seconds() if self.finished else 0.0

"""Branches that wait to be merged."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any

from django.db import models

from alignment.fields import UtcDateTimeField, UtcNow
from alignment.indexes import EctoIndex
from gitcoord.models.rows import aged, put
from gitcoord.values import Identifier, document, number, optional_text, text


class PendingMergeQuerySet(models.QuerySet["PendingMerge"]):
    def upsert(
        self,
        branch: Identifier,
        *,
        agent_id: Identifier,
        pr_number: int | None = None,
        task_id: Identifier | None = None,
        correlation_id: Identifier | None = None,
        meta: Mapping[str, Any] | None = None,
    ) -> PendingMerge:
        """Store that a branch is ready to be merged, over what was said of it before (2.3).

        Returns:
            The row as it is stored: ``inserted_at`` is when the branch was first handed in, and so
            its age in the order of merging.

        Raises:
            InvalidValue: a column cannot hold a value.
            NotStored: PostgreSQL refused the row.
        """
        pending = self.model(
            branch=text("branch", branch),
            agent_id=text("agent_id", agent_id),
            pr_number=number("pr_number", pr_number),
            task_id=optional_text("task_id", task_id),
            correlation_id=optional_text("correlation_id", correlation_id),
            meta=document("meta", meta),
        )
        return put(self, pending, key="branch", kept=["inserted_at"])

    def remove(self, branch: Identifier) -> int:
        """Delete what waits under a branch; how many there were."""
        return self.filter(branch=text("branch", branch)).delete()[0]

    def for_correlation(self, correlation_id: Identifier) -> PendingMergeQuerySet:
        """Branches that wait to be merged together, in the order they came."""
        wanted = text("correlation_id", correlation_id)
        return self.filter(correlation_id=wanted).order_by("inserted_at", "id")

    def of_agent(self, agent_id: Identifier) -> PendingMergeQuerySet:
        """Branches an agent has handed in, in the order they came."""
        wanted = text("agent_id", agent_id)
        return self.filter(agent_id=wanted).order_by("inserted_at", "id")

    def older_than(self, age: datetime.timedelta) -> PendingMergeQuerySet:
        """Branches that have waited for longer than this, the longest first."""
        return aged(self, "inserted_at", age).order_by("inserted_at", "id")


class PendingMerge(models.Model):
    """A branch that an agent has finished and that waits to be merged: one row a branch.

    Written and deleted by the application's git coordinator, which upserts on branch. Nothing
    legacy corresponds to it: it waits in the archive while the database is rolled back.
    """

    id = models.BigAutoField(primary_key=True)
    branch = models.CharField()
    pr_number = models.BigIntegerField(null=True, blank=True)
    agent_id = models.CharField()
    task_id = models.CharField(null=True, blank=True)
    correlation_id = models.CharField(null=True, blank=True)
    meta: models.JSONField[Any, Any] = models.JSONField(
        null=True, blank=True, default=dict, db_default={}
    )
    inserted_at = UtcDateTimeField(null=True, blank=True, db_default=UtcNow())
    updated_at = UtcDateTimeField(null=True, blank=True, db_default=UtcNow())

    objects = PendingMergeQuerySet.as_manager()

    class Meta:
        db_table = "git_pending_merges"
        constraints = [
            models.UniqueConstraint(fields=["branch"], name="git_pending_merges_branch_index"),
        ]
        indexes = [
            EctoIndex(fields=["agent_id"], name="git_pending_merges_agent_id_index"),
            EctoIndex(fields=["pr_number"], name="git_pending_merges_pr_number_index"),
            EctoIndex(fields=["task_id"], name="git_pending_merges_task_id_index"),
            EctoIndex(fields=["correlation_id"], name="git_pending_merges_correlation_id_index"),
        ]

    def __str__(self) -> str:
        return f"{self.branch} of {self.agent_id}"

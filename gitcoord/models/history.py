"""Merges made and refused."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any

from django.db import models

from alignment.fields import UtcDateTimeField, UtcNow
from alignment.indexes import EctoIndex
from gitcoord.models.rows import add, aged
from gitcoord.values import Identifier, document, optional_text, text


class MergeHistoryQuerySet(models.QuerySet["MergeHistory"]):
    def log(
        self,
        branch: Identifier,
        *,
        status: Identifier | None = None,
        agent_id: Identifier | None = None,
        task_id: Identifier | None = None,
        correlation_id: Identifier | None = None,
        merge_commit: Identifier | None = None,
        details: Mapping[str, Any] | None = None,
    ) -> MergeHistory:
        """Append what became of a branch (behaviour 2.4); history is never changed.

        Args:
            status: ``merged``, ``conflict``, ``error``; None means ``unknown``.
            details: ``files`` of a conflict, ``reason`` of an error.

        Raises:
            InvalidValue: a column cannot hold a value.
            NotStored: PostgreSQL refused the row.
        """
        merge = self.model(
            branch=text("branch", branch),
            status="unknown" if status is None else text("status", status),
            agent_id=optional_text("agent_id", agent_id),
            task_id=optional_text("task_id", task_id),
            correlation_id=optional_text("correlation_id", correlation_id),
            merge_commit=optional_text("merge_commit", merge_commit),
            details=document("details", details),
        )
        return add(self, merge)

    def of_branch(self, branch: Identifier) -> MergeHistoryQuerySet:
        """What happened to a branch, latest first."""
        return self.filter(branch=text("branch", branch)).order_by("-inserted_at", "-id")

    def of_agent(self, agent_id: Identifier) -> MergeHistoryQuerySet:
        """What happened to an agent's branches, latest first."""
        return self.filter(agent_id=text("agent_id", agent_id)).order_by("-inserted_at", "-id")

    def for_correlation(self, correlation_id: Identifier) -> MergeHistoryQuerySet:
        """What happened to branches of the same request, in the order it did."""
        wanted = text("correlation_id", correlation_id)
        return self.filter(correlation_id=wanted).order_by("inserted_at", "id")

    def older_than(self, age: datetime.timedelta) -> MergeHistoryQuerySet:
        """What happened longer ago than this, the longest first."""
        return aged(self, "inserted_at", age).order_by("inserted_at", "id")

    def legacy_commits(self) -> MergeHistoryQuerySet:
        """Rows that were commits before the alignment."""
        return self.filter(status="legacy_commit")


class MergeHistory(models.Model):
    """A merge that was made or refused; also every legacy commit, with status ``legacy_commit``.

    Appended by the application's git coordinator; aligned from ``git_commits``.
    """

    id = models.BigAutoField(primary_key=True)
    branch = models.CharField(help_text="'unknown' for a commit without a session.")
    agent_id = models.CharField(null=True, blank=True)
    task_id = models.CharField(null=True, blank=True)
    correlation_id = models.CharField(null=True, blank=True)
    merge_commit = models.CharField(null=True, blank=True, help_text="Hash; empty if not merged.")
    status = models.CharField(help_text="merged, conflict, …, or legacy_commit.")
    details: models.JSONField[Any, Any] = models.JSONField(
        null=True, blank=True, default=dict, db_default={}
    )
    inserted_at = UtcDateTimeField(null=True, blank=True, db_default=UtcNow())
    updated_at = UtcDateTimeField(null=True, blank=True, db_default=UtcNow())

    objects = MergeHistoryQuerySet.as_manager()

    class Meta:
        db_table = "git_merge_history"
        verbose_name_plural = "merge history"
        indexes = [
            EctoIndex(fields=["branch"], name="git_merge_history_branch_index"),
            EctoIndex(fields=["agent_id"], name="git_merge_history_agent_id_index"),
            EctoIndex(fields=["status"], name="git_merge_history_status_index"),
            EctoIndex(fields=["merge_commit"], name="git_merge_history_merge_commit_index"),
            EctoIndex(fields=["inserted_at"], name="git_merge_history_inserted_at_index"),
            EctoIndex(fields=["branch", "status"], name="git_merge_history_branch_status_index"),
            EctoIndex(
                fields=["agent_id", "inserted_at"],
                name="git_merge_history_agent_id_inserted_at_index",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.branch} {self.status}"

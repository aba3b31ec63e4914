"""Git coordination: agents at work on branches, branches waiting to be merged, merges made."""

from __future__ import annotations

from typing import Any

from django.db import models

from alignment.fields import UtcDateTimeField, UtcNow
from alignment.indexes import EctoIndex


class GitAgentSessionQuerySet(models.QuerySet["GitAgentSession"]):
    def active(self) -> GitAgentSessionQuerySet:
        """Sessions whose agent is at work."""
        return self.filter(status="active")

    def for_correlation(self, correlation_id: str) -> GitAgentSessionQuerySet:
        """Sessions that work on the same request."""
        return self.filter(correlation_id=correlation_id)


class GitAgentSession(models.Model):
    """An agent's working place: one row an agent, with its branch and its folder.

    Written by the application's git coordinator, which upserts on agent_id; aligned from
    ``git_sessions``.
    """

    id = models.BigAutoField(primary_key=True)
    agent_id = models.CharField()
    branch = models.CharField(null=True, blank=True, help_text="Empty while the agent needs none.")
    workspace_path = models.CharField(
        blank=True, default="", db_default="", help_text="Folder of the agent's checkout."
    )
    correlation_id = models.CharField(
        null=True, blank=True, help_text="The request that several agents serve together."
    )
    status = models.CharField(default="active", db_default="active")
    meta: models.JSONField[Any, Any] = models.JSONField(
        null=True, blank=True, default=dict, db_default={}
    )
    inserted_at = UtcDateTimeField(null=True, blank=True, db_default=UtcNow())
    updated_at = UtcDateTimeField(null=True, blank=True, db_default=UtcNow())

    objects = GitAgentSessionQuerySet.as_manager()

    class Meta:
        db_table = "git_agent_sessions"
        constraints = [
            models.UniqueConstraint(fields=["agent_id"], name="git_agent_sessions_agent_id_index"),
        ]
        indexes = [
            EctoIndex(fields=["branch"], name="git_agent_sessions_branch_index"),
            EctoIndex(fields=["status"], name="git_agent_sessions_status_index"),
            EctoIndex(fields=["correlation_id"], name="git_agent_sessions_correlation_id_index"),
        ]

    def __str__(self) -> str:
        return f"{self.agent_id} on {self.branch or 'no branch'}"


class PendingMergeQuerySet(models.QuerySet["PendingMerge"]):
    def for_correlation(self, correlation_id: str) -> PendingMergeQuerySet:
        """Branches that wait to be merged together, in the order they came."""
        return self.filter(correlation_id=correlation_id).order_by("inserted_at", "id")

    def of_agent(self, agent_id: str) -> PendingMergeQuerySet:
        """Branches an agent has handed in."""
        return self.filter(agent_id=agent_id)


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


class MergeHistoryQuerySet(models.QuerySet["MergeHistory"]):
    def of_branch(self, branch: str) -> MergeHistoryQuerySet:
        """What happened to a branch, latest first."""
        return self.filter(branch=branch).order_by("-inserted_at", "-id")

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

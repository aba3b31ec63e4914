"""Agents at work: each with its branch and its folder."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any

from django.db import models

from alignment.fields import UtcDateTimeField, UtcNow
from alignment.indexes import EctoIndex
from gitcoord.models.rows import aged, put
from gitcoord.values import Identifier, document, optional_text, text

# Bytes of a path; no index is on it.
_LONGEST_PATH = 4096


class GitAgentSessionQuerySet(models.QuerySet["GitAgentSession"]):
    def upsert(
        self,
        agent_id: Identifier,
        *,
        workspace_path: object,
        branch: Identifier | None = None,
        correlation_id: Identifier | None = None,
        status: Identifier | None = None,
        meta: Mapping[str, Any] | None = None,
    ) -> GitAgentSession:
        """Store where an agent works now, over where it worked before (behaviour 2.2).

        Args:
            workspace_path: a Path, or text.
            status: None means ``active`` (G-2).
            meta: an object; what it was before is replaced.

        Returns:
            The row as it is stored: ``inserted_at`` is when the agent first came.

        Raises:
            InvalidValue: a column cannot hold a value.
            NotStored: PostgreSQL refused the row.
        """
        session = self.model(
            agent_id=text("agent_id", agent_id),
            branch=optional_text("branch", branch),
            workspace_path=text("workspace_path", str(workspace_path), _LONGEST_PATH),
            correlation_id=optional_text("correlation_id", correlation_id),
            status="active" if status is None else text("status", status),
            meta=document("meta", meta),
        )
        return put(self, session, key="agent_id", kept=["inserted_at"])

    def remove(self, agent_id: Identifier) -> int:
        """Delete an agent's session; how many there were.

        ``sessions.on_branch(branch).remove(agent)`` leaves the session of an agent that has moved
        on to another branch (behaviour G-18), in one statement.
        """
        return self.filter(agent_id=text("agent_id", agent_id)).delete()[0]

    def active(self) -> GitAgentSessionQuerySet:
        """Sessions whose agent is at work."""
        return self.filter(status="active")

    def of_agent(self, agent_id: Identifier) -> GitAgentSessionQuerySet:
        """The session of an agent, at most one."""
        return self.filter(agent_id=text("agent_id", agent_id))

    def on_branch(self, branch: Identifier | None) -> GitAgentSessionQuerySet:
        """Sessions on a branch, by agent; on none, as rule agents are, for None."""
        return self.filter(branch=optional_text("branch", branch)).order_by("agent_id")

    def for_correlation(self, correlation_id: Identifier) -> GitAgentSessionQuerySet:
        """Sessions that work on the same request, by agent."""
        wanted = text("correlation_id", correlation_id)
        return self.filter(correlation_id=wanted).order_by("agent_id")

    def older_than(self, age: datetime.timedelta) -> GitAgentSessionQuerySet:
        """Sessions that were not assigned anything for longer than this, the stalest first."""
        return aged(self, "updated_at", age).order_by("updated_at", "id")


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

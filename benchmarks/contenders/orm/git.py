"""git_sessions and git_commits by the ORM: to git_agent_sessions and git_merge_history."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

from django.db import models

from benchmarks.contenders.orm.batches import as_object, rows_of, text_at, write
from gitcoord.models import GitAgentSession, MergeHistory

# By id of a session: its branch and its agent.
Agents = dict[UUID, tuple[str, str]]


def carry_sessions(sessions: type[models.Model]) -> Agents:
    """Write an agent session for each session."""
    newest = {
        agent: session.id
        for session in rows_of(sessions)
        if (agent := text_at(session.metadata, "agent_id"))
    }
    agents: Agents = {}
    write(GitAgentSession, _agent_sessions(sessions, newest, agents))
    return agents


def _agent_sessions(
    sessions: type[models.Model], newest: dict[str, UUID], agents: Agents
) -> Iterator[GitAgentSession]:
    for session in rows_of(sessions):
        meta = as_object(session)
        agent = text_at(meta, "agent_id")
        if agent is None or newest[agent] != session.id:
            agent = f"migrated_{session.id}"
        agents[session.id] = session.branch_name, agent
        yield GitAgentSession(
            agent_id=agent,
            branch=session.branch_name,
            workspace_path=meta.get("workspace_path", ""),
            correlation_id=meta.get("correlation_id"),
            status=session.status,
            meta=meta
            | {
                "session_type": session.session_type,
                "base_branch": session.base_branch,
                "status": session.status,
            },
            inserted_at=session.inserted_at,
            updated_at=session.updated_at,
        )


def carry_commits(commits: type[models.Model], agents: Agents) -> None:
    """Write a line of history for each commit."""
    write(MergeHistory, _history(commits, agents))


def _history(commits: type[models.Model], agents: Agents) -> Iterator[MergeHistory]:
    for commit in rows_of(commits):
        branch, agent = agents.get(commit.session_id, ("unknown", None))
        yield MergeHistory(
            branch=branch,
            agent_id=agent,
            merge_commit=commit.commit_hash,
            status="legacy_commit",
            details={
                "message": commit.message,
                "author": commit.author,
                "files_changed": commit.files_changed,
                "metadata": commit.metadata,
                "session_id": commit.session_id and str(commit.session_id),
            },
            inserted_at=commit.inserted_at,
            updated_at=commit.updated_at,
        )

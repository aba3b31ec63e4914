"""Which task an agent works on, and whose a branch is.

The table has one row an agent: where the agent works now, which is what was assigned last. Its
earlier tasks keep their branches and worktrees, and the row remembers them in ``meta["earlier"]``
until they are merged; the application of old forgot them, and their branches had no owner after a
restart (behaviour G-4). Whose a branch is, its name tells as well, by itself.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from gitcoord.coordinator.configuration import Coordination
from gitcoord.coordinator.errors import NothingAssigned, NotOwner
from gitcoord.coordinator.origins import origin, origin_of, refuse_elsewhere
from gitcoord.models import GitAgentSession
from gitcoord.names import PREFIX, folder_name, rules_folder_name

# Statuses of sessions (behaviour 2.2).
ACTIVE, RULES = "active", "rules"

# By branch: branch, task_id and correlation_id.
Earlier = dict[str, dict[str, Any]]


@dataclass(frozen=True)
class Task:
    """A task of an agent.

    Attributes:
        branch: None for work by rules.
        workspace: the folder of its worktree.
    """

    agent_id: str
    task_id: str | None
    correlation_id: str | None
    branch: str | None
    workspace: Path


def take_up(at: Coordination, task: Task, start: str) -> None:
    """Store that an agent works on a task now, and which others it has begun.

    Args:
        start: the commit that it goes on from.

    Raises:
        OfAnotherRepository: it works in one with the same tables.
    """
    session = at.sessions.of_agent(task.agent_id).first()
    refuse_elsewhere(at, session)
    earlier = earlier_of(session)
    if session and session.branch:
        earlier[session.branch] = _as_json(session)
    earlier.pop(task.branch or "", None)
    at.sessions.upsert(
        task.agent_id,
        workspace_path=task.workspace,
        branch=task.branch,
        correlation_id=task.correlation_id,
        status=ACTIVE if task.branch else RULES,
        meta=_meta(task.task_id, earlier) | origin(at, start),
    )


def let_go(at: Coordination, agent_id: str, branches: Collection[str]) -> None:
    """Take finished branches from an agent.

    Its session goes if it has no other (G-18); else it is on the latest of them.
    """
    session = at.sessions.of_agent(agent_id).first()
    before = earlier_of(session)
    earlier = {name: task for name, task in before.items() if name not in branches}
    if session is None or (session.branch not in branches and len(earlier) == len(before)):
        return
    if session.branch in branches and not earlier:
        at.sessions.on_branch(session.branch).remove(agent_id)
        return
    if session.branch in branches:
        name, task = earlier.popitem()
        _store(at, agent_id, name, task, _meta(task.get("task_id"), earlier) | origin_of(session))
    else:
        at.sessions.upsert(
            agent_id,
            workspace_path=session.workspace_path,
            branch=session.branch,
            correlation_id=session.correlation_id,
            status=session.status,
            meta=_meta((session.meta or {}).get("task_id"), earlier) | origin_of(session),
        )


def task_of(at: Coordination, agent_id: str, branch: str | None) -> Task:
    """The task that an agent means by a branch; by none, the one that it works on.

    Raises:
        NothingAssigned: it works on none.
        NotOwner: the branch is another agent's.
    """
    session = at.sessions.of_agent(agent_id).first()
    if branch is None and session is None:
        raise NothingAssigned(agent_id)
    if session and branch in (None, session.branch):
        task_id = (session.meta or {}).get("task_id")
        folder = Path(session.workspace_path)
        return Task(agent_id, task_id, session.correlation_id, session.branch, folder)
    return _earlier_task(at, session, agent_id, str(branch))


def earlier_of(session: GitAgentSession | None) -> Earlier:
    """Branches that an agent has begun before, in that order."""
    found = (session.meta or {}).get("earlier") if session else None
    if not isinstance(found, list):
        return {}
    return {task["branch"]: task for task in found if isinstance(task, dict) and "branch" in task}


def workspace_of(at: Coordination, branch: str) -> Path:
    """The folder of a branch that we have made."""
    return at.repository.worktrees / folder_name(branch)


def is_named_for(agent_id: str, branch: str) -> bool:
    """Whether a branch has the name of one of an agent's tasks."""
    return branch.startswith(f"{PREFIX}{Path(rules_folder_name(agent_id)).name}/")


def _earlier_task(
    at: Coordination, session: GitAgentSession | None, agent_id: str, branch: str
) -> Task:
    pending = at.pending.filter(branch=branch).first()
    earlier = earlier_of(session).get(branch)
    if pending and pending.agent_id != agent_id:
        raise NotOwner(agent_id, branch, pending.agent_id)
    if not (pending or earlier is not None or is_named_for(agent_id, branch)):
        other = at.sessions.on_branch(branch).first()
        raise NotOwner(agent_id, branch, other.agent_id if other else None)
    known = earlier or {}
    return Task(
        agent_id,
        known.get("task_id") or (pending.task_id if pending else None),
        known.get("correlation_id") or (pending.correlation_id if pending else None),
        branch,
        workspace_of(at, branch),
    )


def _store(
    at: Coordination, agent_id: str, branch: str, task: dict[str, Any], meta: dict[str, Any]
) -> None:
    at.sessions.upsert(
        agent_id,
        workspace_path=workspace_of(at, branch),
        branch=branch,
        correlation_id=task.get("correlation_id"),
        status=ACTIVE,
        meta=meta,
    )


def _meta(task_id: str | None, earlier: Earlier) -> dict[str, Any]:
    # A list, as jsonb keeps the order of a list only.
    return {"task_id": task_id} | ({"earlier": list(earlier.values())} if earlier else {})


def _as_json(session: GitAgentSession) -> dict[str, Any]:
    return {
        "branch": session.branch,
        "task_id": (session.meta or {}).get("task_id"),
        "correlation_id": session.correlation_id,
    }

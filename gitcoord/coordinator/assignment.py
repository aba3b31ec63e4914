"""A task for an agent: a worktree with the latest base, and for an LLM's work a branch."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from itertools import count
from pathlib import Path
from typing import Any

from alignment.narration import step
from alignment.page import Page, printable
from gitcoord.coordinator.bases import base_of
from gitcoord.coordinator.configuration import Coordination, coordination
from gitcoord.coordinator.errors import WorkNotHandedIn
from gitcoord.coordinator.tasks import RULES, Task, take_up, workspace_of
from gitcoord.coordinator.workspaces import make_worktree, uncommitted
from gitcoord.errors import InvalidValue
from gitcoord.git import worktrees
from gitcoord.git.worktrees import Worktree
from gitcoord.names import branch_name, rules_folder_name
from gitcoord.values import Identifier, optional_text, text


@dataclass(frozen=True)
class Assignment:
    """Where an agent works.

    Attributes:
        branch: None for work by rules, which is merged when it is submitted.
        workspace: the folder of its files.
        method: ``llm`` or ``rules``.
    """

    agent_id: str
    task_id: str
    correlation_id: str | None
    branch: str | None
    workspace: Path
    method: str

    @property
    def findings(self) -> int:
        return 0

    def as_json(self) -> dict[str, Any]:
        return asdict(self) | {"workspace": str(self.workspace)}

    def tell(self, page: Page) -> None:
        where = f"on branch {self.branch}" if self.branch else "by rules, on no branch"
        page.say(printable(f"Agent {self.agent_id} works on task {self.task_id} {where}, in"))
        page.line(printable(self.workspace))


def assign_task(
    agent_id: Identifier,
    task: Identifier | Mapping[str, Any],
    *,
    correlation_id: Identifier | None = None,
    use_llm: bool = True,
    at: Coordination | None = None,
) -> Assignment:
    """Give an agent a task, and a folder of its own to work in.

    The same task again, as after an interruption, is found as it was left, work and all; a task
    that has been merged gets a new branch. An agent's other tasks keep theirs.

    Args:
        task: its id, or a mapping with ``id``.
        correlation_id: the epic, whose branches are merged together (G-17).
        use_llm: False for work by rules: a worktree of the base's commit, on no branch.

    Raises:
        CoordinationDisabled: it is not turned on.
        InvalidValue: an id is none.
        OfAnotherRepository: the agent works in one with the same tables.
        WorkNotHandedIn: work by rules of an earlier task lies in the way.
        WorktreeMoved, WorktreeInTheWay: the folder is not what it was made for (G-14).
        GitFailed: git could not, or the remote is not to be had.
    """
    at = at or coordination()
    agent, task_id = text("agent_id", agent_id), text("task_id", _id_of(task))
    epic = optional_text("correlation_id", correlation_id)
    with at.alone_with(agent):
        if not use_llm:
            folder = at.repository.worktrees / rules_folder_name(agent)
            _work_by_rules(at, Task(agent, task_id, epic, None, folder))
            return Assignment(agent, task_id, epic, None, folder, "rules")
        branch = unmerged_branch(at, agent, task_id)
        folder = workspace_of(at, branch)
        _work_on_a_branch(at, Task(agent, task_id, epic, branch, folder), branch)
        return Assignment(agent, task_id, epic, branch, folder, "llm")


def unmerged_branch(at: Coordination, agent_id: str, task_id: str) -> str:
    """The branch of a task that was not merged yet: each is merged once, and is then gone."""
    return next(
        branch
        for attempt in count(1)
        if not at.history.of_branch(branch := branch_name(agent_id, task_id, attempt))
        .filter(status="merged")
        .exists()
    )


def _work_on_a_branch(at: Coordination, task: Task, branch: str) -> None:
    start = at.repository.find(branch) or _elsewhere(at, branch) or base_of(at).commit
    # The session goes first: a branch of ours without one is nobody's.
    with step("Store the session"):
        take_up(at, task, start)
    with step("Make the branch"):
        if at.repository.find(branch) is None:
            at.repository.create_branch(branch, start)
    with step("Make the worktree"):
        make_worktree(at.repository, task.workspace, branch)


def _elsewhere(at: Coordination, branch: str) -> str | None:
    """What was submitted of the task on another machine."""
    return at.remote.fetch(branch) if at.remote else None


def _work_by_rules(at: Coordination, task: Task) -> None:
    base = base_of(at).commit
    found = worktrees.find(at.repository, task.workspace)
    if found and found.branch is None:
        _make_way(at, task, found, base)
    with step("Store the session"):
        take_up(at, task, base)
    with step("Make the worktree"):
        make_worktree(at.repository, task.workspace, base)


def _make_way(at: Coordination, task: Task, found: Worktree, base: str) -> None:
    """Take away the files of the task before, if they are all in the base."""
    left = uncommitted(at.repository, found, found.commit)
    if not left and at.repository.contains(base, str(found.commit)):
        if found.commit != base:
            worktrees.remove(at.repository, found)
        return
    session = at.sessions.of_agent(task.agent_id).first()
    same = session and session.status == RULES and (session.meta or {}).get("task_id")
    if same != task.task_id:
        raise WorkNotHandedIn(task.workspace, left)


def _id_of(task: Identifier | Mapping[str, Any]) -> Identifier:
    if not isinstance(task, Mapping):
        return task
    if "id" not in task:
        raise InvalidValue("task", dict(task), "it has no `id`")
    found: Identifier = task["id"]
    return found

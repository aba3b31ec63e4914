"""Sessions whose branch or folder is gone."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path

from gitcoord.coordinator.bases import base_of
from gitcoord.coordinator.configuration import Coordination
from gitcoord.coordinator.differences.difference import Difference, NotMended, difference
from gitcoord.coordinator.differences.view import View
from gitcoord.coordinator.tasks import earlier_of, let_go, workspace_of
from gitcoord.coordinator.workspaces import make_worktree
from gitcoord.git import worktrees
from gitcoord.models import GitAgentSession
from gitcoord.names import PREFIX


def differences(at: Coordination, view: View) -> Iterator[Difference]:
    folders = {one.folder for one in view.trees if one.is_there and one.index.is_file()}
    waiting = {row.branch for row in view.pending}
    for session in view.our_sessions:
        if session.branch is None and Path(session.workspace_path) not in folders:
            yield _without_folder(at, session)
        for branch in filter(None, [session.branch, *earlier_of(session)]):
            if branch not in view.tips:
                if branch not in waiting:
                    yield _without_branch(at, session.agent_id, branch)
            elif workspace_of(at, branch) not in folders and branch.startswith(PREFIX):
                yield _without_worktree(at, session.agent_id, branch)


def _without_branch(at: Coordination, agent_id: str, branch: str) -> Difference:
    why = f"agent {agent_id!r} has a session on it, and the branch is gone"
    if at.remote:
        # Another machine may have its repository at the same path, and the branch in it.
        remedy = "If no other machine at this path has it, assign the task again."
        return difference("C03", branch, why, remedy)
    remedy = "A repair removes the session. Assign the task again."
    return difference("C03", branch, why, remedy, partial(_end, at, agent_id, branch))


def _without_worktree(at: Coordination, agent_id: str, branch: str) -> Difference:
    why = f"agent {agent_id!r} works on it, and has no worktree"
    remedy = "A repair makes it again from the branch; what was not committed is gone."
    return difference("C04", branch, why, remedy, partial(_make_worktree, at, agent_id, branch))


def _without_folder(at: Coordination, session: GitAgentSession) -> Difference:
    why = f"agent {session.agent_id!r} works by rules in it, and it is no worktree"
    remedy = "A repair makes it again from its commit; what was not committed is gone."
    return difference(
        "C04", session.workspace_path, why, remedy, partial(_make_by_rules, at, session)
    )


def _end(at: Coordination, agent_id: str, branch: str) -> str:
    with at.alone_with(agent_id):
        if at.repository.find(branch):
            raise NotMended("it is there again")
        let_go(at, agent_id, [branch])
    return f"Removed the session of {agent_id} on {branch}"


def _make_worktree(at: Coordination, agent_id: str, branch: str) -> str:
    with at.alone_with(agent_id):
        folder = make_worktree(at.repository, workspace_of(at, branch), branch).folder
    return f"Made the worktree {folder} again"


def _make_by_rules(at: Coordination, session: GitAgentSession) -> str:
    with at.alone_with(session.agent_id):
        place = Path(session.workspace_path)
        found = worktrees.find(at.repository, place)
        commit = (found and found.commit) or base_of(at).commit
        folder = make_worktree(at.repository, place, commit).folder
    return f"Made the worktree {folder} again"

"""What is left of branches that were merged: worktrees, branches here and at the remote, sessions.

Candidates are those of which the history says that they were merged, and nothing else is asked of
whoever merged them; so what one run leaves behind, killed or on another machine, the next one takes
away. A branch is merged once and its name not used again (`unmerged_branch`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path

from alignment.narration import step
from gitcoord.coordinator.configuration import Coordination
from gitcoord.coordinator.origins import elsewhere
from gitcoord.coordinator.tasks import let_go
from gitcoord.coordinator.workspaces import uncommitted
from gitcoord.errors import GitCoordinationError
from gitcoord.git import worktrees
from gitcoord.git.changes import changes
from gitcoord.git.checkouts import held_outside
from gitcoord.git.errors import GitFailed, RemoteMoved, StaleBranch, WorktreeStays
from gitcoord.git.worktrees import Worktree
from gitcoord.names import PREFIX


@dataclass(frozen=True)
class Left:
    """A branch that was merged and is still there, and why."""

    branch: str
    reason: str


@dataclass(frozen=True)
class _View:
    """What is there, looked at once; whatever is done to it says what it has to be.

    Attributes:
        held: where branches are checked out by others than our agents.
        kept: why branches stay, whatever is in their worktrees.
    """

    tips: Mapping[str, str]
    trees: Mapping[str, Worktree]
    held: Mapping[str, Path]
    kept: Mapping[str, str]


def tidy(at: Coordination) -> list[Left]:
    """Take away what is left of merged branches, where nothing is lost with it.

    A branch with further commits, or with work in its worktree, stays with its session: it can be
    submitted again.

    Returns:
        Those that stay.
    """
    finished = _finished(at)
    if not finished:
        return []
    by_agent: defaultdict[str, list[str]] = defaultdict(list)
    for branch, agent_id in finished.items():
        by_agent[agent_id].append(branch)
    view = _view(at, list(finished))
    left = _delete_there(at, [branch for branch in finished if branch not in view.held])
    for agent_id, branches in by_agent.items():
        try:
            with at.alone_with(agent_id):
                left += _clear(at, view, agent_id, branches)
        except GitCoordinationError as error:
            left += [Left(branch, str(error)) for branch in branches]
    return left


def _finished(at: Coordination) -> dict[str, str]:
    """Agents by branch that was merged, does not wait again, and has left something behind."""
    ours = {name for name in at.repository.branches() if name.startswith(PREFIX)}
    working = list(at.sessions.exclude(branch=None))
    strange = elsewhere(at, working)
    candidates = ours.union(str(row.branch) for row in working if row not in strange)
    waiting = at.pending.filter(branch__in=candidates).values_list("branch", flat=True)
    merged = at.history.filter(status="merged", branch__in=candidates.difference(waiting))
    pairs = merged.exclude(agent_id=None).order_by("id").values_list("branch", "agent_id")
    return {branch: str(agent_id) for branch, agent_id in pairs}


def _view(at: Coordination, branches: Collection[str]) -> _View:
    there = at.repository.branches(PREFIX)
    tips = {name: there[name] for name in branches if name in there}
    trees = {str(one.branch): one for one in worktrees.listed(at.repository) if one.branch in tips}
    known = changes(at.repository, at.repository.tip(at.repository.base), set(tips.values()))
    unmerged = {
        branch: known[tip].fault or "it has commits that were not handed in"
        for branch, tip in tips.items()
        if known[tip].fault or known[tip].commits
    }
    held = {
        branch: folder for branch, folder in held_outside(at.repository).items() if branch in tips
    }
    kept = {branch: f"it is checked out in {str(folder)!r}" for branch, folder in held.items()}
    return _View(tips, trees, held, unmerged | kept)


def _clear(at: Coordination, view: _View, agent_id: str, branches: Collection[str]) -> list[Left]:
    again = set(at.pending.filter(branch__in=branches).values_list("branch", flat=True))
    wanted = [name for name in branches if name not in again]
    left = {name: view.kept[name] for name in wanted if name in view.kept}
    with step("Remove worktrees"):
        for name in [name for name in wanted if name in view.trees and name not in left]:
            if reason := _reason_to_keep(at, view.trees[name], view.tips[name]):
                left[name] = reason
    with step("Delete branches"):
        tips = {name: view.tips[name] for name in wanted if name in view.tips and name not in left}
        left |= _delete_here(at, tips)
    with step("Let the agent go"):
        let_go(at, agent_id, [name for name in wanted if name not in left])
    return [Left(branch, reason) for branch, reason in left.items()]


def _reason_to_keep(at: Coordination, found: Worktree, tip: str) -> str:
    """Remove a worktree; why not, if it stays."""
    files = uncommitted(at.repository, found, tip)
    if files:
        return f"its worktree has work that was not handed in: {', '.join(files[:5])}"
    try:
        worktrees.remove(at.repository, found)
    except WorktreeStays as error:
        return str(error)
    return ""


def _delete_here(at: Coordination, tips: Mapping[str, str]) -> dict[str, str]:
    """Delete branches; why some stay."""
    if not tips:
        return {}
    try:
        at.repository.move({name: (None, tip) for name, tip in tips.items()})
    except StaleBranch as error:
        rest = {name: tip for name, tip in tips.items() if name != error.branch}
        return {error.branch: str(error)} | _delete_here(at, rest)
    return {}


def _delete_there(at: Coordination, branches: Collection[str]) -> list[Left]:
    """Delete at the remote those branches that have nothing else than the base."""
    if at.remote is None:
        return []
    try:
        with step("Delete branches at the remote"):
            there = at.remote.branches([name for name in branches if name.startswith(PREFIX)])
            base = at.repository.tip(at.repository.base)
            known = changes(at.repository, base, set(there.values()))
            merged = {
                name: (None, tip)
                for name, tip in there.items()
                if not (known[tip].fault or known[tip].commits)
            }
            if merged:
                at.remote.push(merged)
    except (GitFailed, RemoteMoved) as error:
        return [Left(branch, str(error)) for branch in branches]
    return []

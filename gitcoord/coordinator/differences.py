"""Where tables and git say different things, each with what mends it where nothing is lost by it.

What another machine's coordinator has made is not looked for here: sessions whose folder is not
below ours. What is just being assigned may show as a difference, and is not one a moment later.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from alignment.findings import Finding
from gitcoord.coordinator.bases import base_of
from gitcoord.coordinator.configuration import Coordination
from gitcoord.coordinator.merging import merge_rows
from gitcoord.coordinator.submitted import Submitted, submitted
from gitcoord.coordinator.tasks import earlier_of, let_go, workspace_of
from gitcoord.coordinator.tidying import tidy
from gitcoord.coordinator.workspaces import make_worktree, uncommitted
from gitcoord.git import worktrees
from gitcoord.git.changes import Changes, changes
from gitcoord.git.worktrees import Worktree
from gitcoord.models import GitAgentSession, PendingMerge
from gitcoord.names import PREFIX, is_branch_name


@dataclass(frozen=True)
class Difference:
    """Something that tables and git do not agree on.

    Attributes:
        mend: does what the remedy says, and tells what it did; None where somebody has to decide.
    """

    finding: Finding
    mend: Callable[[], str] | None = None


def differences(at: Coordination) -> list[Difference]:
    """All of them: of what waits, of sessions, of branches and worktrees that are nobody's."""
    view = _view(at)
    return [*_of_pending(at, view), *_of_sessions(at, view), *_of_nobody(at, view)]


@dataclass(frozen=True)
class _View:
    """Tables and git at about the same time: git first, as sessions are stored before it is told.

    Attributes:
        tips: commits by branch.
        trees: worktrees below ours.
        handed_in: what is to be had of that which waits.
        known: what each commit brings into the base.
    """

    tips: Mapping[str, str]
    trees: tuple[Worktree, ...]
    pending: tuple[PendingMerge, ...]
    sessions: tuple[GitAgentSession, ...]
    handed_in: Submitted
    known: Mapping[str, Changes]

    @property
    def claimed(self) -> set[str]:
        """Branches that some row names."""
        return {
            name
            for session in self.sessions
            for name in [session.branch, *earlier_of(session)]
            if name
        } | {row.branch for row in self.pending}

    def is_merged(self, commit: str | None) -> bool:
        found = self.known.get(commit or "")
        return bool(found and not found.fault and not found.commits)


def _view(at: Coordination) -> _View:
    tips = at.repository.branches()
    trees = [one for one in worktrees.listed(at.repository) if _is_ours(at, one.folder)]
    pending = tuple(at.pending.order_by("inserted_at", "id"))
    sessions = tuple(
        row for row in at.sessions.order_by("agent_id") if _is_ours(at, Path(row.workspace_path))
    )
    handed_in = submitted(at, pending)
    commits = {
        *handed_in.commits.values(),
        *(tip for name, tip in tips.items() if name.startswith(PREFIX)),
        *(one.commit for one in trees if one.commit),
    }
    base = tips.get(at.repository.base) or base_of(at).commit
    known = changes(at.repository, base, commits)
    return _View(tips, tuple(trees), pending, sessions, handed_in, known)


def _is_ours(at: Coordination, folder: Path) -> bool:
    return at.repository.worktrees in folder.parents


# --- What waits ----------------------------------------------------------------------------------


def _of_pending(at: Coordination, view: _View) -> Iterator[Difference]:
    for row in view.pending:
        commit = view.handed_in.commits.get(row.branch)
        if view.is_merged(commit):
            why = "it waits to be merged, and is in the base already"
            remedy = "A repair records it as merged."
            yield _difference("C01", row.branch, why, remedy, partial(_record, at, row))
        elif row.branch in view.handed_in.gone:
            yield _gone(at, row.branch, commit)


def _gone(at: Coordination, branch: str, commit: str | None) -> Difference:
    why = "it waits to be merged, and the branch is gone"
    if commit is None:
        remedy = "Nothing of it is to be had: assign the task again, or delete the pending merge."
        return _difference("C02", branch, why, remedy)
    remedy = f"A repair makes the branch again, on {commit}, which was handed in."
    return _difference("C02", branch, why, remedy, partial(_make_branch, at, branch, commit))


def _record(at: Coordination, row: PendingMerge) -> str:
    [result] = merge_rows(at, [row])
    tidy(at)
    return f"Recorded {row.branch} as {result.status}: {result.commit or result.reason}"


def _make_branch(at: Coordination, branch: str, commit: str) -> str:
    at.repository.create_branch(branch, commit)
    return f"Made {branch} again on {commit}"


# --- Sessions ------------------------------------------------------------------------------------


def _of_sessions(at: Coordination, view: _View) -> Iterator[Difference]:
    folders = {one.folder for one in view.trees if one.is_there and one.index.is_file()}
    waiting = {row.branch for row in view.pending}
    for session in view.sessions:
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
        return _difference("C03", branch, why, remedy)
    remedy = "A repair removes the session. Assign the task again."
    return _difference("C03", branch, why, remedy, partial(_end, at, agent_id, branch))


def _without_worktree(at: Coordination, agent_id: str, branch: str) -> Difference:
    why = f"agent {agent_id!r} works on it, and has no worktree"
    remedy = "A repair makes it again from the branch; what was not committed is gone."
    return _difference("C04", branch, why, remedy, partial(_make_worktree, at, agent_id, branch))


def _end(at: Coordination, agent_id: str, branch: str) -> str:
    with at.alone_with(agent_id):
        if at.repository.find(branch):
            return f"{branch} is there again"
        let_go(at, agent_id, [branch])
    return f"Removed the session of {agent_id} on {branch}"


def _make_worktree(at: Coordination, agent_id: str, branch: str) -> str:
    with at.alone_with(agent_id):
        folder = make_worktree(at.repository, workspace_of(at, branch), branch).folder
    return f"Made the worktree {folder} again"


# --- What is nobody's ----------------------------------------------------------------------------


def _of_nobody(at: Coordination, view: _View) -> Iterator[Difference]:
    finished = _merged_before(at, view)
    for branch in finished:
        why = "it was merged, and is still there"
        remedy = "A repair removes it with its worktree, unless there is new work in them."
        yield _difference("C05", branch, why, remedy, partial(_tidy, at, branch))
    known = view.claimed.union(finished)
    for branch, tip in view.tips.items():
        if is_branch_name(branch) and branch not in known:
            yield _unclaimed(at, view, branch, tip)
    places = {Path(session.workspace_path) for session in view.sessions}
    for one in view.trees:
        if one.branch is None and one.folder not in places:
            yield _unclaimed_folder(at, view, one)


def _merged_before(at: Coordination, view: _View) -> list[str]:
    """Branches that the history says were merged, and that do not wait again."""
    waiting = {row.branch for row in view.pending}
    names = [name for name in view.tips if name.startswith(PREFIX) and name not in waiting]
    merged = at.history.filter(status="merged", branch__in=names)
    found = set(merged.values_list("branch", flat=True))
    return [name for name in names if name in found and view.is_merged(view.tips[name])]


def _unclaimed(at: Coordination, view: _View, branch: str, tip: str) -> Difference:
    why = "no session and no pending merge is on it"
    if holder := worktrees.held_outside(at.repository).get(branch):
        remedy = f"It is checked out in {str(holder)!r}. Delete it there if it is of no use."
        return _difference("C06", branch, why, remedy)
    tree = next((one for one in view.trees if one.branch == branch), None)
    if view.is_merged(tip) and not (tree and uncommitted(at.repository, tree, tip)):
        remedy = "A repair removes it with its worktree; there is no work in them."
        return _difference("C06", branch, why, remedy, partial(_drop, at, branch, tip, tree))
    remedy = (
        "There is work in it. Have its agent submit it (git_submit AGENT --branch …), or delete it."
    )
    return _difference("C06", branch, why, remedy)


def _unclaimed_folder(at: Coordination, view: _View, tree: Worktree) -> Difference:
    what, why = str(tree.folder), "it is a worktree for work by rules, and no session is on it"
    if view.is_merged(tree.commit) and not uncommitted(at.repository, tree, tree.commit):
        remedy = "A repair removes it; there is no work in it."
        return _difference("C07", what, why, remedy, partial(_remove, at, tree))
    remedy = "There is work in it. Assign the agent a task by rules again and submit, or remove it."
    return _difference("C07", what, why, remedy)


def _tidy(at: Coordination, branch: str) -> str:
    left = {each.branch: each.reason for each in tidy(at)}
    return f"{branch} stays: {left[branch]}" if branch in left else f"Removed {branch}"


def _drop(at: Coordination, branch: str, tip: str, tree: Worktree | None) -> str:
    if _is_claimed(at, branch):
        return f"{branch} has a session again"
    if holder := worktrees.held_outside(at.repository).get(branch):
        return f"{branch} stays: it is checked out in {str(holder)!r}"
    if tree:
        worktrees.remove(at.repository, tree.folder)
    at.repository.move({branch: (None, tip)})
    return f"Removed {branch}, which had nothing in it"


def _remove(at: Coordination, tree: Worktree) -> str:
    worktrees.remove(at.repository, tree.folder)
    return f"Removed {tree.folder}"


def _is_claimed(at: Coordination, branch: str) -> bool:
    return at.sessions.on_branch(branch).exists()


def _difference(
    code: str, what: str, why: str, remedy: str, mend: Callable[[], str] | None = None
) -> Difference:
    return Difference(Finding(f"gitcoord.{code}", what, why, remedy), mend)

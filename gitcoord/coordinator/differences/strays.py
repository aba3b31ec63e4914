"""Branches and folders that are nobody's, or that a merge has left."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path

from gitcoord.coordinator.configuration import Coordination
from gitcoord.coordinator.differences.difference import (
    Difference,
    NotMended,
    difference,
    looked,
)
from gitcoord.coordinator.differences.view import View
from gitcoord.coordinator.tidying import tidy
from gitcoord.coordinator.workspaces import uncommitted
from gitcoord.git import worktrees
from gitcoord.git.checkouts import held_outside
from gitcoord.git.worktrees import Worktree
from gitcoord.names import PREFIX, is_branch_name


def differences(at: Coordination, view: View) -> Iterator[Difference]:
    finished = _merged_before(at, view)
    for branch in finished:
        why = "it was merged, and is still there"
        remedy = "A repair removes it with its worktree, unless there is new work in them."
        yield difference("C05", branch, why, remedy, partial(_tidy, at, branch))
    known = view.claimed.union(finished)
    for branch, tip in view.tips.items():
        if is_branch_name(branch) and branch not in known:
            yield from looked(branch, _unclaimed, at, view, branch, tip)
    places = {Path(session.workspace_path) for session in view.sessions}
    for one in view.trees:
        if one.branch is None and one.folder not in places:
            yield from looked(str(one.folder), _unclaimed_folder, at, view, one)


def _merged_before(at: Coordination, view: View) -> list[str]:
    """Branches that the history says were merged, and that do not wait again."""
    waiting = {row.branch for row in view.pending}
    names = [name for name in view.tips if name.startswith(PREFIX) and name not in waiting]
    merged = at.history.filter(status="merged", branch__in=names)
    found = set(merged.values_list("branch", flat=True))
    return [name for name in names if name in found and view.is_merged(view.tips[name])]


def _unclaimed(at: Coordination, view: View, branch: str, tip: str) -> Iterator[Difference]:
    why = "no session and no pending merge is on it"
    tree = next((one for one in view.trees if one.branch == branch), None)
    if holder := held_outside(at.repository).get(branch):
        remedy = f"It is checked out in {str(holder)!r}. Delete it there if it is of no use."
        yield difference("C06", branch, why, remedy)
    elif view.is_merged(tip) and not (tree and uncommitted(at.repository, tree, tip)):
        remedy = "A repair removes it with its worktree; there is no work in them."
        yield difference("C06", branch, why, remedy, partial(_drop, at, branch, tip, tree))
    else:
        remedy = (
            "There is work in it. Have its agent submit it (git_submit AGENT --branch …), or "
            "delete it."
        )
        yield difference("C06", branch, why, remedy)


def _unclaimed_folder(at: Coordination, view: View, tree: Worktree) -> Iterator[Difference]:
    what, why = str(tree.folder), "it is a worktree for work by rules, and no session is on it"
    if view.is_merged(tree.commit) and not uncommitted(at.repository, tree, tree.commit):
        remedy = "A repair removes it; there is no work in it."
        yield difference("C07", what, why, remedy, partial(_remove, at, tree))
    else:
        remedy = (
            "There is work in it. Assign the agent a task by rules again and submit, or remove it."
        )
        yield difference("C07", what, why, remedy)


def _tidy(at: Coordination, branch: str) -> str:
    left = {each.branch: each.reason for each in tidy(at)}
    if branch in left:
        raise NotMended(left[branch])
    return f"Removed {branch}"


def _drop(at: Coordination, branch: str, tip: str, tree: Worktree | None) -> str:
    if at.sessions.on_branch(branch).exists():
        raise NotMended("it has a session again")
    if holder := held_outside(at.repository).get(branch):
        raise NotMended(f"it is checked out in {str(holder)!r}")
    if tree:
        worktrees.remove(at.repository, tree)
    at.repository.move({branch: (None, tip)})
    return f"Removed {branch}, which had nothing in it"


def _remove(at: Coordination, tree: Worktree) -> str:
    worktrees.remove(at.repository, tree)
    return f"Removed {tree.folder}"

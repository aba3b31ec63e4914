"""The base, checked out where it must not be: nothing can be merged meanwhile."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from gitcoord.coordinator.bases import base_of
from gitcoord.coordinator.configuration import Coordination
from gitcoord.coordinator.differences.difference import Difference, difference
from gitcoord.coordinator.differences.view import View
from gitcoord.coordinator.tasks import workspace_of
from gitcoord.coordinator.workspaces import uncommitted
from gitcoord.git import worktrees
from gitcoord.git.checkouts import held_outside, move_head, switch
from gitcoord.git.worktrees import Worktree

WHY = "it is checked out, and nothing can be merged meanwhile"


def differences(at: Coordination, view: View) -> Iterator[Difference]:
    base = at.repository.base
    for tree in view.trees:
        if tree.branch == base:
            own = next((name for name in view.tips if workspace_of(at, name) == tree.folder), None)
            to = (
                f"back to {own}, or, if work is lying in it, to no branch"
                if own
                else "to no branch"
            )
            remedy = f"A repair takes the folder {to}; its files are kept."
            yield difference(
                "C08", f"{base} in {tree.folder}", WHY, remedy, partial(_take_off, at, tree, own)
            )
    if holder := held_outside(at.repository).get(base):
        remedy = f"Let it go there: git -C {str(holder)!r} checkout --detach"
        yield difference("C08", f"{base} in {holder}", WHY, remedy)
    base_of(at)  # raises what is wrong between ours and the remote's


def _take_off(at: Coordination, tree: Worktree, own: str | None) -> str:
    """Take an agent's folder off the base; onto its own branch, if no work is lying in it."""
    base = at.repository.base
    found = worktrees.find(at.repository, tree.folder)
    if found is None or found.branch != base:
        return f"{tree.folder} is not on {base} any more"
    tip = at.repository.tip(base)
    lying = uncommitted(at.repository, found, tip)
    move_head(found, tip, tip)
    if own and found.is_there and not lying and switch(at.repository, found, tip, own):
        return f"Took {tree.folder} off {base}, and back to {own}"
    return f"Took {tree.folder} off {base}, with what is in it; it is on no branch"

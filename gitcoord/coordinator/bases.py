"""The base: what tasks begin from and branches are merged into, here and at the remote."""

from __future__ import annotations

from dataclasses import dataclass

from alignment.narration import step
from gitcoord.coordinator.configuration import Coordination
from gitcoord.coordinator.errors import BaseDiverged
from gitcoord.git.errors import RemoteMoved
from gitcoord.git.repository import Repository


@dataclass(frozen=True)
class Base:
    """Where the base is.

    Attributes:
        commit: the latest.
        local: the one that our branch is on.
        remote: the one that the remote's is on; None without it.
    """

    commit: str
    local: str
    remote: str | None


def base_of(at: Coordination) -> Base:
    """The base as the remote has it now, and as we have it; it is made if it is nowhere.

    Raises:
        NoSuchBranch: there are other branches, but not this one.
        BaseDiverged: ours has commits that the remote's has not.
        GitFailed: the remote is not to be had.
    """
    repository = at.repository
    with step("Look up the base"):
        # Ours first: it moves after the remote's (`publish`), so it cannot be ahead of what is
        # there a moment later, unless somebody has taken the remote's back.
        local = repository.find(repository.base)
        there = _at_the_remote(at)
        if local is None:
            local = repository.begin(there)
            there = _at_the_remote(at) or _shared(at, local)
    if there is None or there == local:
        return Base(local, local, there)
    if repository.contains(there, local) or _is_empty(repository, local):
        return Base(there, local, there)
    ahead = repository.contains(local, there)
    raise BaseDiverged(repository.base, local, there, ahead=ahead)


def publish(at: Coordination, base: Base, tip: str) -> None:
    """Move the base on: first at the remote, which others follow, then here.

    Raises:
        RemoteMoved: it is somewhere else there.
        StaleBranch: it is somewhere else here.
        GitFailed: the remote refuses.
    """
    name = at.repository.base
    if at.remote and tip != base.remote:
        with step("Push the base"):
            at.remote.push({name: (tip, base.remote)})
    if tip != base.local:
        with step("Move the base"):
            at.repository.move({name: (tip, base.local)})


def _at_the_remote(at: Coordination) -> str | None:
    return at.remote.fetch(at.repository.base) if at.remote else None


def _shared(at: Coordination, local: str) -> str | None:
    """Give a remote without the base the one that was just made; what it has then."""
    if at.remote is None:
        return None
    try:
        at.remote.push({at.repository.base: (local, None)})
    except RemoteMoved:  # another machine was first
        return at.remote.fetch(at.repository.base)
    return local


def _is_empty(repository: Repository, commit: str) -> bool:
    """Whether a base has nothing in it, as one that was made while the remote made its own."""
    several = repository.git("rev-list", "--max-count=2", commit).line.split()
    return len(several) == 1 and not repository.git("ls-tree", commit).stdout

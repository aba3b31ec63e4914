"""Conflicts told when work is submitted, not weeks later when it is merged.

A branch is tried against the base and against every other one that waits. Most pairs need no trial:
where neither touches what the other does, nothing can come of it (`gitcoord.git.stream`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from gitcoord.coordinator.configuration import Coordination
from gitcoord.coordinator.submitted import submitted
from gitcoord.git.changes import Changes, changes, difference
from gitcoord.git.repository import Repository
from gitcoord.git.stream import Touched
from gitcoord.git.trial import try_merges


@dataclass(frozen=True)
class Clash:
    """A branch that cannot be merged together with another one, or into the base, as they are.

    Attributes:
        branch: the other one.
        files: in conflict.
        reason: why it cannot be tried; empty if it could.
    """

    branch: str
    files: tuple[str, ...]
    reason: str = ""

    def as_json(self) -> dict[str, Any]:
        return {"branch": self.branch, "files": list(self.files), "reason": self.reason}


def clashes(at: Coordination, base: str, branch: str, tip: str) -> list[Clash]:
    """What a branch clashes with: the base first, then the others that wait, by age.

    Args:
        base: the base's commit.
        branch: which was submitted, and is not tried against itself.
        tip: its commit.
    """
    rows = list(at.pending.exclude(branch=branch).order_by("inserted_at", "id"))
    others = submitted(at, rows).commits
    known = changes(at.repository, base, [tip, *others.values()])
    pairs = _Pairs(at.repository, base, known[tip])
    doubtful = {
        name: commit
        for name, commit in others.items()
        if pairs.may_clash(known[commit]) and commit != tip
    }
    if not pairs.is_clear(known[tip]):
        doubtful = {at.repository.base: base} | doubtful
    if not doubtful:
        return []
    tried = try_merges(at.repository, base, [(commit, tip) for commit in doubtful.values()])
    return [
        Clash(name, attempt.files, attempt.reason)
        for name, attempt in zip(doubtful, tried, strict=True)
        if attempt.tree is None
    ]


class _Pairs:
    """One branch against others, all of them to be merged into one commit."""

    def __init__(self, repository: Repository, base: str, mine: Changes) -> None:
        self._repository = repository
        self._base = base
        self._mine = mine
        self._touched = Touched()
        self._touched.add(mine.entries)
        self._moved: dict[str, Touched] = {}

    def may_clash(self, other: Changes) -> bool:
        """Whether it takes a trial to know."""
        if other.fault or not other.commits:
            return False  # it is told when it is merged; it is merged already
        apart = self._mine.commits.isdisjoint(other.commits)
        clear = apart and self.is_clear(self._mine) and self.is_clear(other)
        return not (clear and self._touched.spares(other.entries))

    def is_clear(self, change: Changes) -> bool:
        """Whether nothing the base did since a branch began bears on its files."""
        if change.fault or change.forks != 1 or change.fork is None:
            return False
        if change.fork not in self._moved:
            self._moved[change.fork] = Touched()
            moved = difference(self._repository, change.fork, self._base)
            self._moved[change.fork].add(moved)
        return self._moved[change.fork].spares(change.entries)

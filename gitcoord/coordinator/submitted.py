"""What was handed in under a branch: the commit of the day, wherever it was made."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from gitcoord.coordinator.configuration import Coordination
from gitcoord.git.errors import GitFailed
from gitcoord.git.presence import present
from gitcoord.models import GitAgentSession, PendingMerge

_COMMIT = re.compile(r"[0-9a-f]{40}|[0-9a-f]{64}")


@dataclass(frozen=True)
class Submitted:
    """Commits of pending merges.

    Attributes:
        commits: by branch; one that is not to be had is left out.
        gone: branches that are neither here nor at the remote, though their commit may be.
    """

    commits: Mapping[str, str] = field(default_factory=dict)
    gone: Collection[str] = frozenset()


def submitted(at: Coordination, rows: Sequence[PendingMerge]) -> Submitted:
    """The commits that were handed in, fetched where another machine has them.

    A row that names none, as those of the application of old, means the tip of the branch.

    Raises:
        GitFailed: the remote is not to be had.
    """
    tips = at.repository.branches()
    told = {row.branch: commit for row in rows if (commit := commit_of(row))}
    wanted = {row.branch: told.get(row.branch) or tips.get(row.branch) for row in rows}
    here = present(at.repository, [commit for commit in wanted.values() if commit])
    absent = [branch for branch, commit in wanted.items() if commit not in here]
    away = [branch for branch in wanted if branch not in tips]
    there = _at_the_remote(at, {*absent, *away})
    for branch, tip in _fetched(at, [branch for branch in absent if branch in there]).items():
        wanted[branch] = told.get(branch) or tip
    here |= present(at.repository, [str(wanted[branch]) for branch in absent if wanted[branch]])
    commits = {branch: commit for branch, commit in wanted.items() if commit in here and commit}
    return Submitted(commits, {branch for branch in away if branch not in there})


def _at_the_remote(at: Coordination, branches: Collection[str]) -> Mapping[str, str]:
    return at.remote.branches(list(branches)) if at.remote and branches else {}


def _fetched(at: Coordination, branches: Sequence[str]) -> Mapping[str, str]:
    """What the remote has of branches, without those that were merged and deleted meanwhile."""
    if at.remote is None or not branches:
        return {}
    try:
        return at.remote.fetch_all(branches)
    except GitFailed:
        rest = list(at.remote.branches(branches))
        if len(rest) == len(branches):
            raise
        return _fetched(at, rest)


def commit_of(row: PendingMerge | GitAgentSession, name: str = "commit") -> str | None:
    """The commit that a row names; anything may stand there."""
    commit = (row.meta or {}).get(name)
    return commit if isinstance(commit, str) and _COMMIT.fullmatch(commit) else None

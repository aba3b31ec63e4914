"""Tables and git, looked at for what they do not agree on."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from pathlib import Path

from gitcoord.coordinator.bases import base_of
from gitcoord.coordinator.configuration import Coordination
from gitcoord.coordinator.origins import elsewhere
from gitcoord.coordinator.submitted import Submitted, submitted
from gitcoord.coordinator.tasks import earlier_of
from gitcoord.git import worktrees
from gitcoord.git.changes import Changes, changes
from gitcoord.models import GitAgentSession, PendingMerge
from gitcoord.names import PREFIX


class View:
    """Tables and git at about the same time: git first, as sessions are stored before it is told.

    The rest is asked for when it is needed, so that what fails, fails for those who need it.

    Attributes:
        tips: commits by branch.
        trees: worktrees below ours.
        pending: what waits, also in other repositories.
        sessions: whose folder is below ours, also of other repositories.
    """

    def __init__(self, at: Coordination) -> None:
        self._at = at
        self.tips = at.repository.branches()
        self.trees = [one for one in worktrees.listed(at.repository) if self._is_below(one.folder)]
        self.pending = list(at.pending.order_by("inserted_at", "id"))
        self.sessions = [
            row
            for row in at.sessions.order_by("agent_id")
            if self._is_below(Path(row.workspace_path))
        ]

    @cached_property
    def our_pending(self) -> list[PendingMerge]:
        strange = elsewhere(self._at, self.pending)
        return [row for row in self.pending if row not in strange]

    @cached_property
    def our_sessions(self) -> list[GitAgentSession]:
        strange = elsewhere(self._at, self.sessions)
        return [row for row in self.sessions if row not in strange]

    @cached_property
    def handed_in(self) -> Submitted:
        """What is to be had of that which waits."""
        return submitted(self._at, self.our_pending)

    @property
    def claimed(self) -> set[str]:
        """Branches that some row names, whosever it is."""
        return {
            name
            for session in self.sessions
            for name in [session.branch, *earlier_of(session)]
            if name
        } | {row.branch for row in self.pending}

    def is_merged(self, commit: str | None) -> bool:
        """Whether a commit of a branch or worktree of ours, or one handed in, is in the base."""
        found = self._known.get(commit or "") or self._known_of_pending.get(commit or "")
        return bool(found and not found.fault and not found.commits)

    @cached_property
    def _known(self) -> Mapping[str, Changes]:
        commits = {tip for name, tip in self.tips.items() if name.startswith(PREFIX)}
        return self._changes(commits.union(one.commit for one in self.trees if one.commit))

    @cached_property
    def _known_of_pending(self) -> Mapping[str, Changes]:
        return self._changes(set(self.handed_in.commits.values()))

    def _changes(self, commits: set[str]) -> Mapping[str, Changes]:
        base = self.tips.get(self._at.repository.base) or base_of(self._at).commit
        return changes(self._at.repository, base, commits)

    def _is_below(self, folder: Path) -> bool:
        return self._at.repository.worktrees in folder.parents

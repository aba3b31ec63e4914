"""What a coordinator works on: a repository, perhaps a remote, and the tables.

This is the one place where settings are read (behaviour G-20).
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS

from gitcoord.coordinator.errors import CoordinationDisabled
from gitcoord.git.remote import Remote
from gitcoord.git.repository import Repository, open_repository
from gitcoord.locks import alone
from gitcoord.models import GitAgentSession, MergeHistory, PendingMerge
from gitcoord.models.history import MergeHistoryQuerySet
from gitcoord.models.pending import PendingMergeQuerySet
from gitcoord.models.sessions import GitAgentSessionQuerySet
from gitcoord.pull_requests import OpenPullRequest, by_gh, nobody

# Seconds to wait for another process that does what only one may do at a time.
WAIT = 600.0


@dataclass(frozen=True)
class Coordination:
    """Where a call is carried out; `coordination` makes it from the settings.

    Attributes:
        repository: with the base to begin from and to merge into.
        remote: where the base is shared with others; None if it is not.
        open_pull_request: for a branch that was pushed.
        using: alias of the database with the tables.
        wait: seconds, for what only one may do at a time.
    """

    repository: Repository
    remote: Remote | None = None
    open_pull_request: OpenPullRequest = nobody
    using: str = DEFAULT_DB_ALIAS
    wait: float = WAIT

    @property
    def sessions(self) -> GitAgentSessionQuerySet:
        return GitAgentSession.objects.using(self.using)

    @property
    def pending(self) -> PendingMergeQuerySet:
        return PendingMerge.objects.using(self.using)

    @property
    def history(self) -> MergeHistoryQuerySet:
        return MergeHistory.objects.using(self.using)

    @contextmanager
    def merging_alone(self) -> Iterator[None]:
        """One merger for each repository and base; repairs are mergers too.

        Raises:
            SomebodyAtWork: another one was at it for too long.
        """
        where = self.remote.address if self.remote else str(self.repository.path)
        name = f"merge:{self.repository.base}:{where}"
        with alone(self.using, name, f"merge into {self.repository.base!r}", self.wait):
            yield

    @contextmanager
    def alone_with(self, agent_id: str) -> Iterator[None]:
        """One at a time for each agent. Whoever merges may ask for it, not the other way round.

        Raises:
            SomebodyAtWork: another process was at it for too long.
        """
        what = f"assign, submit or clear up for agent {agent_id!r}"
        with alone(self.using, f"agent:{agent_id}", what, self.wait):
            yield


def is_enabled() -> bool:
    """Whether it is turned on: by true or 1, as such or as text (behaviour 3.5)."""
    return str(settings.GIT_COORDINATOR_ENABLED).lower() in {"1", "true", "yes"}


def coordination(using: str = DEFAULT_DB_ALIAS) -> Coordination:
    """What the settings say to work on; the repository is made if it is not there.

    Raises:
        CoordinationDisabled: it is not turned on.
        NotARepository: the folder holds something else.
    """
    if not is_enabled():
        raise CoordinationDisabled
    repository = open_repository(
        settings.GIT_COORDINATOR_REPO_PATH, settings.GIT_COORDINATOR_BASE_BRANCH
    )
    if not settings.GIT_COORDINATOR_REMOTE:
        return Coordination(repository, using=using)
    remote = Remote(repository, settings.GIT_COORDINATOR_REMOTE)
    with_gh = settings.GIT_COORDINATOR_PULL_REQUESTS and shutil.which("gh")
    return Coordination(repository, remote, partial(by_gh, remote) if with_gh else nobody, using)

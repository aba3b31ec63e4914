"""Branches merged one after another, without a checkout and without moving anything.

Each is merged into what came of those before it, so the order is proven by being carried out. All
of it is objects that nobody refers to until `advance` takes the base from where it was to the last
of them, at once: whatever is interrupted has not happened.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from gitcoord.git.changes import Changes, changes, difference
from gitcoord.git.checkouts import refuse_checked_out
from gitcoord.git.errors import GitFailed
from gitcoord.git.repository import Repository
from gitcoord.git.stream import Overlay, Touched, written
from gitcoord.git.trees import ATTRIBUTES, attempt, attributes


@dataclass(frozen=True)
class Work:
    """A branch to be merged.

    Attributes:
        branch: its name.
        commit: the one it is on.
        message: of the merge.
    """

    branch: str
    commit: str
    message: str

    @property
    def text(self) -> bytes:
        """The message as git keeps it."""
        return f"{self.message.rstrip()}\n".encode(errors="backslashreplace")


@dataclass(frozen=True)
class Outcome:
    """What became of a branch.

    Attributes:
        status: as history has it.
        commit: the merge; the branch's own commit where it was in the base already.
        files: in conflict.
        reason: of an error, or of a conflict without files.
    """

    branch: str
    status: Literal["merged", "conflict", "error"]
    commit: str | None = None
    files: tuple[str, ...] = ()
    reason: str = ""


@dataclass(frozen=True)
class Integration:
    """What became of branches, each exactly once and in their order.

    Attributes:
        start: the commit that they were merged into.
        tip: the last merge; start, if there was none.
    """

    start: str
    tip: str
    outcomes: tuple[Outcome, ...]


def merge_in_order(
    repository: Repository,
    start: str,
    works: Sequence[Work],
    known: Mapping[str, Changes] | None = None,
) -> Integration:
    """Merge branches into a commit, each into the result of those before it.

    One that is in conflict, or cannot be merged at all, is left out and the others go on.

    Args:
        start: id of the base's commit.
        works: in the order to merge them.
        known: `changes` of their commits since start, if they have been asked for already.

    Raises:
        GitFailed: git could not, for a reason that is no branch's.
    """
    if known is None:
        known = changes(repository, start, [work.commit for work in works])
    with ExitStack() as stack:
        row = _Row(repository, start, known, stack)
        for work in works:
            row.take(work)
        row.write()
        return Integration(start, row.tip, tuple(row.outcomes[work.branch] for work in works))


def advance(repository: Repository, done: Integration) -> None:
    """Take the base to the last merge, from where it was when they were begun.

    Raises:
        CheckedOut: somebody has the base checked out, whose files would stay behind.
        StaleBranch: it has moved in the meantime; merge again from where it is.
    """
    if done.tip != done.start:
        refuse_checked_out(repository, repository.base)
        repository.move({repository.base: (done.tip, done.start)})


class _Row:
    """Merges in a row: those written, and those that wait to be written in one stream."""

    def __init__(
        self, repository: Repository, start: str, known: Mapping[str, Changes], stack: ExitStack
    ) -> None:
        self.tip = start
        self.outcomes: dict[str, Outcome] = {}
        self._repository = repository
        self._start = start
        self._known = known
        self._stack = stack
        self._waiting: list[Work] = []
        self._commits: set[str] = set()
        self._touched = Touched()
        self._moved: dict[str, Touched] = {}
        self._seen = start  # what merges since then have really touched has not been asked for
        self._attributes: Path | None = None

    def take(self, work: Work) -> None:
        """Merge a branch, or note that it can be written with others."""
        change = self._known[work.commit]
        if change.fault:
            self.outcomes[work.branch] = Outcome(work.branch, "error", reason=change.fault)
        elif not change.commits or work.commit in self._commits:
            self.outcomes[work.branch] = Outcome(work.branch, "merged", work.commit)
        elif self._spared(change):
            self._waiting.append(work)
            self._note(change)
        else:
            self.write()
            self._merge(work)

    def write(self) -> None:
        """Write what waits."""
        waiting, self._waiting = self._waiting, []
        overlays = [Overlay(self._known[work.commit], work.text) for work in waiting]
        try:
            commits = written(self._repository, self.tip, overlays)
        except GitFailed:
            # One of them is to blame, which merging them one by one will tell.
            for work in waiting:
                self._merge(work)
            return
        for work, commit in zip(waiting, commits, strict=True):
            self.outcomes[work.branch] = Outcome(work.branch, "merged", commit)
            self.tip = commit

    def _spared(self, change: Changes) -> bool:
        """Whether nothing that was done since the branch began bears on its files.

        With commits in common with another branch it began there, and not where we think.
        """
        return (
            change.forks == 1
            and self._commits.isdisjoint(change.commits)
            and self._touched.spares(change.entries)
            and self._moved_since(str(change.fork)).spares(change.entries)
            and self._really_touched().spares(change.entries)
        )

    def _moved_since(self, fork: str) -> Touched:
        """What the base had done, before we began, since a branch left it."""
        if fork not in self._moved:
            self._moved[fork] = Touched()
            self._moved[fork].add(difference(self._repository, fork, self._start))
        return self._moved[fork]

    def _really_touched(self) -> Touched:
        """With paths that are no branch's, as of a file that went with its folder."""
        if not self._waiting and self._seen != self.tip:
            self._touched.add(difference(self._repository, self._seen, self.tip))
            self._seen = self.tip
        return self._touched

    def _merge(self, work: Work) -> None:
        """Merge a branch by itself."""
        try:
            self.outcomes[work.branch] = self._tried(work)
        except GitFailed as error:
            self.outcomes[work.branch] = Outcome(work.branch, "error", reason=str(error))

    def _tried(self, work: Work) -> Outcome:
        (result,) = attempt(self._repository, [(self.tip, work.commit)], self._attributes_now())
        if result.tree is None:
            reason = result.reason or ("" if result.files else "its folders are in conflict")
            status: Literal["conflict", "error"] = "error" if result.reason else "conflict"
            return Outcome(work.branch, status, files=result.files, reason=reason)
        commit = self._repository.git(
            "commit-tree", "-p", self.tip, "-p", work.commit, "-F", "-", result.tree,
            stdin=work.text,
        ).line  # fmt: skip
        self._note(self._known[work.commit])
        self.tip = commit
        return Outcome(work.branch, "merged", commit)

    def _note(self, change: Changes) -> None:
        self._commits |= change.commits
        self._touched.add(change.entries)
        if any(entry.path.rpartition(b"/")[2] == ATTRIBUTES for entry in change.entries):
            self._attributes = None

    def _attributes_now(self) -> Path:
        if self._attributes is None:
            self._attributes = self._stack.enter_context(attributes(self._repository, self.tip))
        return self._attributes

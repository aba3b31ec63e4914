"""What branches change, each since it began: many of them in a few processes.

The application compared the tips of both sides, which made changes of the base those of the
branch, and read names that git had quoted (behaviour G-15).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from gitcoord.errors import listed
from gitcoord.git.errors import GitFailed
from gitcoord.git.limits import unwritable
from gitcoord.git.paths import Entry, shown
from gitcoord.git.repository import Repository

# Commit -> its parents.
Parents = Mapping[str, list[str]]


@dataclass(frozen=True)
class Changes:
    """What a branch brings into the base.

    Attributes:
        tip: its last commit.
        fork: the commit it shares with the base; None if there is a fault.
        forks: how many there are; several where the base was merged into it in between.
        commits: those the base has not; none if it has been merged.
        entries: what differs between fork and tip.
        fault: why it cannot be merged, whatever the base; empty if it can.
    """

    tip: str
    fork: str | None = None
    forks: int = 0
    commits: frozenset[str] = frozenset()
    entries: tuple[Entry, ...] = ()
    fault: str = ""

    @cached_property
    def files(self) -> frozenset[str]:
        """The paths, as text; a file that was moved counts with both."""
        return frozenset(shown(entry.path) for entry in self.entries)


def changes(repository: Repository, base: str, tips: Collection[str]) -> dict[str, Changes]:
    """What each of many commits changes since it left the base.

    Args:
        base: a commit's id.
        tips: ids of commits.

    Returns:
        By tip; a commit of which something is missing has a fault, and the others are told of.
    """
    faults = _faults(repository, base, list(dict.fromkeys(tips)))
    found = {tip: Changes(tip, fault=fault) for tip, fault in faults.items()}
    unmerged = _unmerged(repository, base, [tip for tip, fault in faults.items() if not fault])
    for tip in (tip for tip, fault in faults.items() if not fault):
        found[tip] = _since_its_fork(repository, base, tip, unmerged)
    compared = _compared(repository, {tip: each.fork for tip, each in found.items() if each.fork})
    for tip, entries in compared.items():
        found[tip] = replace(found[tip], entries=tuple(entries))
    for tip, paths in unwritable(repository, compared).items():
        fault = f"it has paths that no folder can hold: {listed(paths)}"
        found[tip] = replace(found[tip], fault=fault)
    return found


def difference(repository: Repository, old: str, new: str) -> list[Entry]:
    """What differs between two commits."""
    return [] if old == new else _compared(repository, {new: old}).get(new, [])


def _since_its_fork(repository: Repository, base: str, tip: str, unmerged: Parents) -> Changes:
    commits, forks = _history(tip, unmerged)
    if not forks:
        return Changes(tip, fault="its history has nothing in common with the base")
    fork = forks.pop() if len(forks) == 1 else None
    if fork is None:
        fork = repository.git("merge-base", base, tip).line
    return Changes(tip, fork, len(forks) or 1, frozenset(commits))


def _faults(repository: Repository, base: str, tips: Sequence[str]) -> dict[str, str]:
    """For each commit what is missing of it, as its agent's repository may have been damaged."""
    if not tips:
        return {}
    try:
        _listed(repository, base, tips, "--objects", "--quiet")
    except GitFailed as error:
        if error.status is None:
            raise
        if len(tips) == 1:
            return {tips[0]: error.said}
        middle = len(tips) // 2
        return _faults(repository, base, tips[:middle]) | _faults(repository, base, tips[middle:])
    return dict.fromkeys(tips, "")


def _listed(repository: Repository, base: str, tips: Iterable[str], *options: str) -> str:
    """What `git rev-list` says of commits that the base does not have."""
    wanted = "".join(f"{tip}\n" for tip in [*tips, f"^{base}"]).encode()
    return repository.git("rev-list", *options, "--stdin", stdin=wanted).stdout.decode()


def _unmerged(repository: Repository, base: str, tips: Iterable[str]) -> Parents:
    """Commits of the tips that the base does not have."""
    lines = (line.split() for line in _listed(repository, base, tips, "--parents").splitlines())
    return {commit: parents for commit, *parents in lines}


def _history(tip: str, unmerged: Parents) -> tuple[set[str], set[str]]:
    """Commits of a tip that the base does not have, and those of the base next to them.

    Every common ancestor is behind one of the latter; where there is one, it is the merge base.
    """
    own: set[str] = set()
    forks: set[str] = set()
    todo = [tip]
    while todo:
        commit = todo.pop()
        if commit in own or commit in forks:
            continue
        if commit in unmerged:
            own.add(commit)
            todo += unmerged[commit]
        else:
            forks.add(commit)
    return own, forks


def _compared(repository: Repository, pairs: Mapping[str, str]) -> dict[str, list[Entry]]:
    """What differs in each commit from another one; commits without a difference are left out."""
    lines = "".join(f"{new} {old}\n" for new, old in pairs.items()).encode()
    parts = repository.git(
        "diff-tree", "--stdin", "-r", "-z", "--raw", "--no-renames", "--no-abbrev",
        "--no-ext-diff", "--no-textconv", "--ignore-submodules=none",
        stdin=lines,
    ).parts  # fmt: skip
    entries: dict[str, list[Entry]] = {}
    current: list[Entry] = []
    tokens = iter(parts)
    for token in tokens:
        if token.startswith(b":"):
            _, mode, _, blob, status = token.decode().split(" ")
            current.append(Entry(next(tokens), status, mode, blob))
        else:
            current = entries.setdefault(token.decode(), [])
    return entries

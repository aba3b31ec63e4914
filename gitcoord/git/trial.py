"""Merges that are only tried: which branches would be in conflict with which, told early."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence

from gitcoord.git.repository import Repository
from gitcoord.git.trees import Attempt, attempt, attributes


def try_merges(
    repository: Repository, base: str, pairs: Sequence[tuple[str, str]]
) -> list[Attempt]:
    """Merge commits in pairs, each pair by itself, and keep nothing of it.

    What is written on the way, 130 MB for all pairs of 100 branches, goes to a folder of its own
    and away with it; the trees of the results are gone as well.

    Args:
        base: the commit whose attributes count, e.g. ``merge=union``.
        pairs: ids of commits.
    """
    with (
        attributes(repository, base) as folder,
        tempfile.TemporaryDirectory(prefix="trial-", dir=repository.private) as objects,
    ):
        variables = {
            "GIT_OBJECT_DIRECTORY": objects,
            "GIT_ALTERNATE_OBJECT_DIRECTORIES": str(repository.git_dir / "objects"),
        }
        return attempt(repository, pairs, folder, variables)

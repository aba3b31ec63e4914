"""Which commits are here, with all they take."""

from __future__ import annotations

from collections.abc import Collection

from gitcoord.git.repository import Repository


def present(repository: Repository, commits: Collection[str]) -> set[str]:
    """Those of the commits that are here with their history and files.

    While another process fetches, a commit is here before its parents are, and git says of such
    a one that it contains nothing.
    """
    if not commits:
        return set()
    asked = _lines(commits)
    said = repository.git("cat-file", "--batch-check=%(objectname) %(objecttype)", stdin=asked)
    lines = (line.split() for line in said.stdout.decode().splitlines())
    here = {name for name, kind, *_ in lines if kind == "commit"}
    if _complete(repository, here):
        return here
    return {commit for commit in here if _complete(repository, [commit])}


def _complete(repository: Repository, commits: Collection[str]) -> bool:
    """Whether nothing is missing; what references lead to is not looked at."""
    walked = repository.git(
        "rev-list", "--objects", "--quiet", "--ignore-missing", "--stdin", "--not", "--all",
        stdin=_lines(commits),
        accept=(0, 128),
    )  # fmt: skip
    return walked.status == 0


def _lines(commits: Collection[str]) -> bytes:
    return "".join(f"{commit}\n" for commit in commits).encode()

"""Merging without a checkout, beside `git merge --no-ff` in one: the same trees, sooner."""

import time
from pathlib import Path

import pytest

from gitcoord.git.merging import Work, merge_in_order
from gitcoord.git.repository import Repository, open_repository
from tests.gitcoord.git.repositories import git

TEXT = "".join(f"line {number} of a file with some text in it\n" for number in range(30))


def populated(folder: Path, files: int, branches: int, shared: bool) -> Repository:
    """A repository with many files, and branches that change three of them each.

    Args:
        shared: whether they also change one that all others do, each another line of it.
    """
    made = open_repository(folder / "repository")
    parts = [_commit("main", 0)]
    common = [f"line {number}\n" for number in range(4 * branches)]
    names = [f"src/{n % 20}/{n // 20 % 25}/{n}.txt" for n in range(files)]
    parts += [_file(name, f"{name}\n{TEXT}") for name in names]
    parts.append(_file("common", "".join(common)))
    for branch in range(branches):
        parts.append(_commit(f"b{branch}", branch + 1) + "from refs/heads/main\n")
        for number in range(3):
            name = names[(3 * branch + number) * (files // (3 * branches))]
            parts.append(_file(name, f"{name}\n{TEXT}changed by {branch}\n"))
        if shared:
            changed = [*common[: 4 * branch], f"by {branch}\n", *common[4 * branch + 1 :]]
            parts.append(_file("common", "".join(changed)))
    git(made.path, "fast-import", "--quiet", stdin="".join(parts).encode())
    return made


def _commit(branch: str, seconds: int) -> str:
    return f"commit refs/heads/{branch}\ncommitter a <a> {1700000000 + seconds} +0000\ndata 1\nx\n"


def _file(name: str, text: str) -> str:
    return f"M 100644 inline {name}\ndata {len(text)}\n{text}"


def measured(made: Repository, branches: int) -> tuple[float, float]:
    """Merges a second, ours and those in a checkout; both have to come to the same files."""
    works = [Work(f"b{n}", made.tip(f"b{n}"), "x") for n in range(branches)]
    checkout = made.path.with_name("checkout")
    git(made.path, "worktree", "add", "-q", "--detach", str(checkout), "main")

    began = time.perf_counter()
    done = merge_in_order(made, made.tip("main"), works)
    ours = branches / (time.perf_counter() - began)

    began = time.perf_counter()
    for work in works:
        git(checkout, "merge", "-q", "--no-ff", "-m", "x", work.commit)
    theirs = branches / (time.perf_counter() - began)

    tree = git(made.path, "rev-parse", f"{done.tip}^{{tree}}")
    assert tree == git(checkout, "rev-parse", "HEAD^{tree}")
    assert {outcome.status for outcome in done.outcomes} == {"merged"}
    return ours, theirs


@pytest.mark.parametrize(("shared", "times"), [(False, 4), (True, 1)])
def test_merging_is_faster_than_in_a_checkout(tmp_path: Path, shared: bool, times: int) -> None:
    """500 branches in 10,000 files differ more; this is what a test has time for."""
    made = populated(tmp_path, files=3000, branches=40, shared=shared)
    ours, theirs = measured(made, 40)
    assert ours > times * theirs, f"{ours:.0f} and {theirs:.0f} merges a second"

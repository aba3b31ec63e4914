"""Merges in a stream are those of git: proven beside a checkout, on branches that do anything."""

from pathlib import Path

import pytest

from gitcoord.git.merging import Work, merge_in_order
from gitcoord.git.paths import Entry
from gitcoord.git.stream import Touched
from tests.gitcoord.git.random_history import History
from tests.gitcoord.git.repositories import branch, commands, git, repository


def entry(path: str, status: str = "M", mode: str = "100644") -> Entry:
    return Entry(path.encode(), status, mode, "0" * 40)


@pytest.mark.parametrize(
    ("done", "wanted", "spared"),
    [
        ([], [entry("a")], True),
        ([entry("a")], [entry("b")], True),
        ([entry("a", "A")], [entry("b", "A")], True),
        ([entry("a", "D")], [entry("b")], True),
        ([entry("a")], [entry("a")], False),  # may be in conflict
        ([entry("a", "D")], [entry("b", "A")], False),  # its folder may have been moved
        ([], [entry("a", "D")], False),  # may be moved
        ([], [entry("a", "T", "120000")], False),
        ([], [entry("a", "A", "160000")], False),  # a submodule
        ([entry("a", "A")], [entry("a/b", "A")], False),  # a file where a folder has to be
        ([entry("a/b", "A")], [entry("a", "A")], False),
        ([entry("ab", "A")], [entry("a/b", "A")], True),
    ],
)
def test_what_can_be_laid_over(done: list[Entry], wanted: list[Entry], spared: bool) -> None:
    touched = Touched()
    touched.add(done)
    assert touched.spares(wanted) is spared


@pytest.mark.parametrize("seed", range(12))
@pytest.mark.parametrize("kinds", ["mmaa", "maf", "madrfx"])
def test_a_row_of_merges_is_what_git_merge_makes_in_a_checkout(
    tmp_path: Path, seed: int, kinds: str
) -> None:
    made = repository(tmp_path)
    history = History(made, tmp_path / "checkout", seed)
    for _ in range(seed % 3):
        history.move_base()
    commits = history.branches(5, kinds)
    expected = history.merged_in_a_checkout(commits)

    works = [Work(f"b{number}", commit, "x") for number, commit in enumerate(commits)]
    done = merge_in_order(made, history.bases[-1], works)

    tip = done.start
    for outcome, commit, (tree, files) in zip(done.outcomes, commits, expected, strict=True):
        if outcome.status == "merged" and outcome.commit != commit:
            tip = str(outcome.commit)
        assert git(made.path, "rev-parse", f"{tip}^{{tree}}") == tree, outcome
        # git 2.39 itself gives up on a few conflicts, which it has no names for then.
        assert files is None or sorted(outcome.files) == files, outcome


def test_branches_apart_take_one_stream(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = repository(tmp_path, {f"f{number}": "x" for number in range(4)})
    branches = {f"b{n}": branch(made, f"b{n}", {f"f{n}": "y", f"new{n}": "z"}) for n in range(4)}
    branch(made, "main", {"other": "x"})
    works = [Work(name, commit, "ünï\n\nmerge") for name, commit in branches.items()]
    base = made.tip("main")
    asked = commands(monkeypatch)
    done = merge_in_order(made, base, works)
    assert (asked.count("fast-import"), asked.count("merge-tree")) == (1, 0)
    assert len({outcome.commit for outcome in done.outcomes}) == 4
    assert git(made.path, "log", "-1", "--format=%B|", done.tip) == "ünï\n\nmerge\n|"
    assert git(made.path, "fsck", "--strict", "--no-dangling") == ""

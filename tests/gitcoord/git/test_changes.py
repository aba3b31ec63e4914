"""What a branch changes: since it began, by whole names, of many branches at once."""

from pathlib import Path

import pytest

from gitcoord.git.changes import Changes, changes, difference
from gitcoord.git.repository import Repository
from tests.gitcoord.git.repositories import branch, commands, git, repository


@pytest.fixture
def made(tmp_path: Path) -> Repository:
    return repository(tmp_path, {"a": "a\n" * 20, "b": "b", "c": "c"})


def of(made: Repository, tip: str) -> Changes:
    return changes(made, made.tip("main"), [tip])[tip]


def test_changes_of_a_base_that_moved_are_not_the_branchs(made: Repository) -> None:
    """G-15: comparing the two tips counted them in."""
    fork = made.tip("main")
    tip = branch(made, "x", {"a": "changed"})
    branch(made, "main", {"b": "moved", "new": "x"})
    found = of(made, tip)
    assert (set(found.files), found.fork, found.forks) == ({"a"}, fork, 1)


def test_names_are_whole(made: Repository) -> None:
    """G-15: `ü.txt` came as "\\303\\274.txt"."""
    names = {"ü.txt", "with space", "new\nline", "-dash", '"q"', "t\tab", "\udcff", ":x"}
    found = of(made, branch(made, "x", dict.fromkeys(names, "x")))
    assert found.files == names - {"\udcff"} | {"\\xff"}
    assert b"\xff" in {entry.path for entry in found.entries}


def test_a_file_that_was_moved_counts_with_both_names(made: Repository) -> None:
    found = of(made, branch(made, "x", {"a": None, "moved": "a\n" * 20}))
    assert {(entry.path, entry.status) for entry in found.entries} == {(b"a", "D"), (b"moved", "A")}


def test_a_merged_branch_changes_nothing(made: Repository) -> None:
    tip = branch(made, "x", {"a": "x"})
    branch(made, "main", {"b": "x"}, start=tip)
    found = of(made, tip)
    assert (found.files, found.commits, found.fork) == (frozenset(), frozenset(), tip)


def test_empty_work_has_commits_and_no_files(made: Repository) -> None:
    found = of(made, branch(made, "x", {}))
    assert (len(found.commits), found.files) == (1, frozenset())


def test_a_branch_that_took_the_base_in_counts_its_own_changes(made: Repository) -> None:
    tip = branch(made, "x", {"a": "x"})
    base = branch(made, "main", {"b": "x"})
    merge = git(made.path, "merge-tree", "--write-tree", tip, base)
    tip = git(made.path, "commit-tree", merge, "-p", tip, "-p", base, "-m", "x")
    branch(made, "main", {"c": "x"})
    found = of(made, tip)
    assert (set(found.files), found.fork, found.forks) == ({"a"}, base, 2)


def test_a_history_of_its_own_has_no_fork(made: Repository) -> None:
    tree = git(made.path, "rev-parse", "main^{tree}")
    tip = git(made.path, "commit-tree", tree, "-m", "x")
    found = of(made, tip)
    assert (found.fork, found.entries) == (None, ())


def test_many_are_asked_for_in_a_few_processes(
    made: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    tips = [branch(made, f"b{number}", {f"f{number}": "x"}) for number in range(12)]
    base = made.tip("main")
    asked = commands(monkeypatch)
    found = changes(made, base, [*tips, *tips])
    assert [found[tip].files for tip in tips] == [{f"f{number}"} for number in range(12)]
    assert asked == ["rev-list", "rev-list", "diff-tree", "update-index", "ls-files"]


def test_nobody_asked_is_nobody_answered(made: Repository) -> None:
    assert changes(made, made.tip("main"), []) == {}


def test_a_difference_is_that_of_two_commits(made: Repository) -> None:
    old = made.tip("main")
    new = branch(made, "main", {"b": None, "n": "x"})
    assert [(entry.path, entry.status) for entry in difference(made, old, new)] == [
        (b"b", "D"),
        (b"n", "A"),
    ]
    assert difference(made, old, old) == []

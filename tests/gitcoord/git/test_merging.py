"""Branches merged in a row: each into those before it, every one told of exactly once."""

from pathlib import Path

import pytest

from gitcoord.git import merging
from gitcoord.git.errors import CheckedOut, GitFailed, StaleBranch
from gitcoord.git.merging import Integration, Outcome, Work, advance, merge_in_order
from gitcoord.git.repository import Repository
from tests.gitcoord.git.repositories import Files, branch, files_of, git, repository

LINES = "".join(f"line {number}\n" for number in range(20))


@pytest.fixture
def made(tmp_path: Path) -> Repository:
    return repository(tmp_path, {"a": LINES, "b": LINES, "d/c": LINES, "d/e": LINES})


def merged(made: Repository, *names: str) -> Integration:
    works = [Work(name, made.tip(name), f"Merge {name}") for name in names]
    return merge_in_order(made, made.tip("main"), works)


def with_branches(made: Repository, *all_files: Files) -> Integration:
    """Merge branches b0, b1, … with these files."""
    names = [f"b{number}" for number in range(len(all_files))]
    for name, files in zip(names, all_files, strict=True):
        branch(made, name, files)
    return merged(made, *names)


def told(done: Integration) -> list[tuple[str, tuple[str, ...]]]:
    return [(outcome.status, outcome.files) for outcome in done.outcomes]


def test_each_is_a_merge_of_what_was_before_and_the_branch(made: Repository) -> None:
    done = with_branches(made, {"a": "1"}, {"new/x": "2"})
    first, second = (outcome.commit for outcome in done.outcomes)
    log = git(made.path, "log", "--format=%H %P|%s|%cn", "-1", str(first))
    assert log == f"{first} {done.start} {made.tip('b0')}|Merge b0|Singularity coordinator"
    log = git(made.path, "log", "--format=%P|%B", "-1", str(second))
    assert log == f"{first} {made.tip('b1')}|Merge b1\n"
    assert done.tip == second
    assert files_of(made, done.tip) == {
        "a": "1", "b": LINES[:-1], "d/c": LINES[:-1], "d/e": LINES[:-1], "new/x": "2",
    }  # fmt: skip


def test_nothing_is_moved_and_nothing_left_lying(made: Repository) -> None:
    for name, text in (("b0", "1"), ("b1", "2")):
        branch(made, name, {"a": text})
    before = git(made.path, "for-each-ref"), sorted(made.private.iterdir())
    merged(made, "b0", "b1")
    assert (git(made.path, "for-each-ref"), sorted(made.private.iterdir())) == before


def test_a_conflict_names_its_files_and_the_rest_goes_on(made: Repository) -> None:
    """G-9: files were asked for after the merge had been given up, and were always none."""
    done = with_branches(made, {"a": "1", "b": "1"}, {"a": "2", "b": "2"}, {"d/c": "3"})
    assert told(done) == [("merged", ()), ("conflict", ("a", "b")), ("merged", ())]
    assert files_of(made, done.tip)["a"] == "1"
    assert done.outcomes[1].commit is None


@pytest.mark.parametrize("name", ["with space", "new\nline", "ü", "-dash", '"q"', "a\\b"])
def test_a_conflict_in_a_file_of_any_name(made: Repository, name: str) -> None:
    done = with_branches(made, {name: "1"}, {name: "2"}, {f"other {name}": "3"})
    assert told(done) == [("merged", ()), ("conflict", (name,)), ("merged", ())]
    assert set(files_of(made, done.tip)) >= {name, f"other {name}"}


def test_a_change_follows_the_file_that_another_branch_moved(made: Repository) -> None:
    changed = LINES.replace("line 3", "changed")
    done = with_branches(made, {"a": None, "moved": LINES}, {"a": changed})
    assert told(done) == [("merged", ()), ("merged", ())]
    files = files_of(made, done.tip)
    assert "a" not in files
    assert files["moved"] == changed[:-1]


def test_a_new_file_follows_the_folder_that_another_branch_moved(made: Repository) -> None:
    """No path is common to both, and yet the two have to do with each other."""
    moved = {"d/c": None, "d/e": None, "m/c": LINES, "m/e": LINES}
    done = with_branches(made, moved, {"d/new": "x"})
    assert done.outcomes[1].status == "conflict" or "m/new" in files_of(made, done.tip)


def test_both_in_one_file_are_merged_where_lines_allow_it(made: Repository) -> None:
    done = with_branches(
        made,
        {"a": LINES.replace("line 1\n", "one\n")},
        {"a": LINES.replace("line 18\n", "eighteen\n")},
    )
    assert told(done) == [("merged", ()), ("merged", ())]
    assert {"one", "eighteen"} <= set(files_of(made, done.tip)["a"].split("\n"))


def test_a_binary_conflict_is_one(made: Repository) -> None:
    done = with_branches(made, {"x.bin": b"\0\1"}, {"x.bin": b"\0\2"})
    assert told(done) == [("merged", ()), ("conflict", ("x.bin",))]


def test_a_submodule_conflict_is_one(made: Repository) -> None:
    base = made.tip("main")
    for name, number in (("b0", "1"), ("b1", "2")):
        entry = f"160000 commit {number * 40}\tsub"
        listed = git(made.path, "ls-tree", base)
        tree = git(made.path, "mktree", "--missing", stdin=f"{listed}\n{entry}\n".encode())
        made.create_branch(name, git(made.path, "commit-tree", tree, "-p", base, "-m", "x"))
    assert told(merged(made, "b0", "b1")) == [("merged", ()), ("conflict", ("sub",))]


def test_a_file_against_a_folder_is_a_conflict_by_its_own_name(made: Repository) -> None:
    done = with_branches(made, {"x": "file"}, {"x/y": "folder"})
    assert told(done) == [("merged", ()), ("conflict", ("x",))]


def test_deleted_here_and_changed_there_is_a_conflict(made: Repository) -> None:
    assert told(with_branches(made, {"a": None}, {"a": "2"}))[1] == ("conflict", ("a",))


def test_a_base_that_moved_is_merged_into(made: Repository) -> None:
    branch(made, "b0", {"a": "1"})
    branch(made, "b1", {"b": "1"})
    branch(made, "main", {"b": "moved", "n": "n"})
    done = merged(made, "b0", "b1")
    assert told(done) == [("merged", ()), ("conflict", ("b",))]
    assert files_of(made, done.tip)["n"] == "n"


def test_what_the_base_has_already_is_merged_by_its_own_commit(made: Repository) -> None:
    branch(made, "b0", {"a": "1"})
    first = merged(made, "b0")
    made.move({"main": (first.tip, first.start)})
    again = merged(made, "b0")
    assert again.outcomes == (Outcome("b0", "merged", made.tip("b0")),)
    assert again.tip == again.start


def test_empty_work_is_merged(made: Repository) -> None:
    done = with_branches(made, {})
    assert told(done) == [("merged", ())]
    assert git(made.path, "rev-parse", f"{done.tip}^2") == made.tip("b0")


def test_a_branch_on_a_branch_is_merged_once(made: Repository) -> None:
    first = branch(made, "b0", {"a": "1"})
    branch(made, "b1", {"a": LINES, "b": "2"}, start=first)  # takes back what b0 did
    done = merged(made, "b1", "b0")
    assert done.outcomes[1] == Outcome("b0", "merged", first)
    assert files_of(made, done.tip)["a"] == LINES[:-1]


def test_a_history_of_its_own_is_an_error_of_that_branch(made: Repository) -> None:
    tree = git(made.path, "rev-parse", "main^{tree}")
    made.create_branch("alien", git(made.path, "commit-tree", tree, "-m", "x"))
    branch(made, "b0", {"a": "1"})
    done = merged(made, "alien", "b0")
    assert [outcome.status for outcome in done.outcomes] == ["error", "merged"]
    assert "nothing in common" in done.outcomes[0].reason


def test_a_damaged_branch_is_an_error_of_that_branch(made: Repository) -> None:
    """Of one a file is missing, of the other a commit."""
    tree = git(made.path, "mktree", "--missing", stdin=f"100644 blob {'1' * 40}\tx\n".encode())
    lost = git(made.path, "commit-tree", tree, "-p", "main", "-m", "x")
    raw = f"tree {tree}\nparent {'2' * 40}\nauthor a <a> 0 +0000\ncommitter a <a> 0 +0000\n\nx\n"
    cut = git(made.path, "hash-object", "-t", "commit", "-w", "--stdin", stdin=raw.encode())
    made.move({"lost": (lost, None), "cut": (cut, None)})
    for number in range(3):
        branch(made, f"b{number}", {f"f{number}": "1"})
    done = merged(made, "b0", "lost", "b1", "cut", "b2")
    assert [each.status for each in done.outcomes] == ["merged", "error"] * 2 + ["merged"]
    assert "1" * 40 in done.outcomes[1].reason
    assert "2" * 40 in done.outcomes[3].reason


def test_a_stream_that_fails_is_merged_one_by_one(
    made: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    def failing(*_: object) -> list[str]:
        raise GitFailed(["git", "fast-import"], 128, b"no", "")

    monkeypatch.setattr(merging, "written", failing)
    done = with_branches(made, {"a": "1"}, {"b": "1"})
    assert told(done) == [("merged", ()), ("merged", ())]
    assert files_of(made, done.tip)["b"] == "1"


@pytest.mark.parametrize("clean", [True, False])
def test_union_is_merged_as_union(made: Repository, clean: bool) -> None:
    if clean:
        branch(made, "main", {"d/.gitattributes": "*.log merge=union\n"})
    branch(made, "main", {"d/x.log": "first\n"})
    done = with_branches(made, {"d/x.log": "first\n1\n"}, {"d/x.log": "first\n2\n"})
    assert done.outcomes[1].status == ("merged" if clean else "conflict")
    if clean:
        assert files_of(made, done.tip)["d/x.log"] == "first\n1\n2"


def test_attributes_that_a_branch_brings_hold_for_those_after_it(made: Repository) -> None:
    branch(made, "main", {"x.log": "first\n"})
    done = with_branches(
        made,
        {"x.log": "first\n1\n"},
        {"a": "1", ".gitattributes": "x.log merge=union\n"},
        {"x.log": "first\n2\n"},
    )
    assert {outcome.status for outcome in done.outcomes} == {"merged"}


def test_the_base_moves_to_the_last_merge_from_where_it_was(made: Repository) -> None:
    done = with_branches(made, {"a": "1"}, {"a": "2"})
    advance(made, done)
    assert made.tip("main") == done.tip
    with pytest.raises(StaleBranch, match="somebody else has moved it"):
        advance(made, done)
    assert made.tip("main") == done.tip


def test_the_base_is_not_moved_under_somebodys_files(made: Repository) -> None:
    git(made.path, "worktree", "add", "-q", str(made.worktrees / "x"), "main")
    with pytest.raises(CheckedOut, match=r"worktrees/x"):
        advance(made, with_branches(made, {"a": "1"}))


def test_nothing_to_merge_is_no_merge(made: Repository) -> None:
    assert merge_in_order(made, made.tip("main"), []) == Integration(
        made.tip("main"), made.tip("main"), ()
    )

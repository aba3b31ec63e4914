"""Work is committed as it lies there, whatever its files are called."""

import os
from pathlib import Path

import pytest

from gitcoord.errors import InvalidValue
from gitcoord.git import worktrees
from gitcoord.git.commits import commit_all
from gitcoord.git.errors import (
    EmbeddedRepository,
    FilterNeeded,
    GitFailed,
    NoSuchWorktree,
    WorktreeBusy,
    WorktreeMoved,
)
from gitcoord.git.process import Identity
from gitcoord.git.repository import Repository
from tests.gitcoord.git.repositories import branch, files_of, git, repository, write


@pytest.fixture
def made(tmp_path: Path) -> Repository:
    return repository(tmp_path, {"kept": "kept", "gone": "gone", "d/changed": "old"})


def at_work(made: Repository, name: str = "work") -> Path:
    made.create_branch(name, made.tip("main"))
    return worktrees.add(made, made.worktrees / name, name).folder


def test_everything_made_changed_and_deleted_is_committed(made: Repository) -> None:
    folder = at_work(made)
    write(folder, {"gone": None, "d/changed": "new", "e/made": "made", ".gitignore": "*.log\n"})
    write(folder, {"x.log": "ignored"})

    commit = commit_all(made, folder, "work", "Say what\n\n# not a comment")

    assert commit == made.tip("work")
    assert files_of(made, commit) == {
        "kept": "kept", "d/changed": "new", "e/made": "made", ".gitignore": "*.log",
    }  # fmt: skip
    assert git(made.path, "log", "-1", "--format=%B|%P", commit) == (
        f"Say what\n\n# not a comment\n|{made.tip('main')}"
    )
    assert git(folder, "status", "--porcelain") == ""


@pytest.mark.parametrize(
    "name",
    [
        "with space",
        "new\nline",
        "ünï",
        "-dash",
        "--all",
        ":(exclude)x",
        "*",
        '"quoted"',
        "\udcff",
        "a\\b",
    ],
)
def test_a_file_may_have_any_name(made: Repository, name: str) -> None:
    folder = at_work(made)
    Path(os.fsencode(folder).decode(), name).write_text("x")
    commit = commit_all(made, folder, "work", "x")
    assert commit
    assert name in files_of(made, commit)


def test_nothing_to_commit_is_told_apart(made: Repository) -> None:
    assert commit_all(made, at_work(made), "work", "x") is None
    assert made.tip("work") == made.tip("main")


def test_what_the_agent_has_committed_itself_stays_below(made: Repository) -> None:
    folder = at_work(made)
    write(folder, {"first": "1"})
    git(folder, "add", "--all")
    git(folder, "commit", "-q", "-m", "first")
    write(folder, {"second": "2"})
    commit = commit_all(made, folder, "work", "second")
    assert git(made.path, "log", "--format=%s", "-2", str(commit)) == "second\nfirst"


def test_a_commit_names_who_it_is_told_and_nobody_is_configured(
    made: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    """G-13: without an identity the first commit failed, and nobody looked."""
    monkeypatch.setenv("HOME", "/nonexistent")
    monkeypatch.setenv("GIT_AUTHOR_NAME", "Someone else")
    folder = at_work(made)
    write(folder, {"x": "x"})
    commit_all(made, folder, "work", "x", author=Identity("agent <7>\n", "7@agents.invalid"))
    assert git(made.path, "log", "-1", "--format=%an|%ae|%cn", "work") == (
        "agent 7|7@agents.invalid|Singularity coordinator"
    )


def test_work_on_no_branch_moves_its_own_head_only(made: Repository) -> None:
    folder = worktrees.add(made, made.worktrees / "rules", made.tip("main")).folder
    write(folder, {"x": "x"})
    commit = commit_all(made, folder, None, "x")
    assert git(folder, "rev-parse", "HEAD") == commit
    assert made.branches().keys() == {"main"}
    write(folder, {"y": "y"})
    assert git(made.path, "rev-parse", f"{commit_all(made, folder, None, 'y')}^") == commit


def test_work_goes_to_no_branch_but_the_assigned_one(made: Repository) -> None:
    """G-14: a checkout failed, and work went to the branch before."""
    folder = at_work(made)
    write(folder, {"x": "x"})
    git(folder, "checkout", "-q", "-b", "other")
    with pytest.raises(WorktreeMoved, match="is on other, not on work"):
        commit_all(made, folder, "work", "x")
    git(folder, "checkout", "-q", "--detach")
    with pytest.raises(WorktreeMoved, match="is on no branch"):
        commit_all(made, folder, "work", "x")


def test_a_conflict_under_way_is_not_committed_with_its_markers(made: Repository) -> None:
    folder = at_work(made)
    write(folder, {"kept": "mine"})
    commit_all(made, folder, "work", "mine")
    branch(made, "main", {"kept": "theirs"})
    with pytest.raises(AssertionError):
        git(folder, "merge", "main")
    with pytest.raises(WorktreeBusy, match="git merge --continue"):
        commit_all(made, folder, "work", "x")


def test_a_repository_within_the_work_is_refused(made: Repository) -> None:
    """G-16: `git add .` took the number of a commit for the files."""
    folder = at_work(made)
    (folder / "vendor").mkdir()
    git(folder / "vendor", "init", "-q", "lib")
    write(folder / "vendor/lib", {"f": "x"})
    git(folder / "vendor/lib", "add", "--all")
    git(folder / "vendor/lib", "commit", "-q", "-m", "x")
    with pytest.raises(EmbeddedRepository, match=r"'vendor/lib/'"):
        commit_all(made, folder, "work", "x")


def test_a_submodule_of_the_agents_is_kept_and_follows_its_head(made: Repository) -> None:
    folder = at_work(made)
    git(folder, "init", "-q", "sub")
    sub = folder / "sub"
    for text in ("one", "two"):
        write(sub, {"f": text})
        git(sub, "add", "--all")
        git(sub, "commit", "-q", "-m", text)
        if text == "one":
            git(folder, "add", "sub", GIT_CONFIG_COUNT="0")
        commit = commit_all(made, folder, "work", text)
        assert git(made.path, "rev-parse", f"{commit}:sub") == git(sub, "rev-parse", "HEAD")


def test_a_changed_file_under_a_filter_is_refused(made: Repository) -> None:
    folder = at_work(made)
    write(folder, {".gitattributes": "*.bin filter=lfs\n", "a.txt": "x"})
    commit_all(made, folder, "work", "x")
    write(folder, {"large.bin": "x"})
    with pytest.raises(FilterNeeded, match=r"'large.bin'"):
        commit_all(made, folder, "work", "x")


def test_a_lock_on_the_index_is_told_with_the_remedy(made: Repository) -> None:
    folder = at_work(made)
    write(folder, {"x": "x"})
    found = worktrees.find(made, folder)
    assert found
    (found.state / "index.lock").touch()
    with pytest.raises(GitFailed, match=r"delete its index\.lock"):
        commit_all(made, folder, "work", "x")


@pytest.mark.parametrize("message", ["", " \n", "a\0b", "\ud800"])
def test_a_message_that_is_none_is_refused(made: Repository, message: str) -> None:
    with pytest.raises(InvalidValue, match="message"):
        commit_all(made, at_work(made), "work", message)


def test_a_folder_that_became_a_link_is_not_followed(made: Repository, tmp_path: Path) -> None:
    folder = at_work(made)
    folder.rename(tmp_path / "elsewhere")
    folder.symlink_to(tmp_path)
    with pytest.raises(NoSuchWorktree):
        commit_all(made, folder, "work", "x")

"""The repository: opened or made, its branches moved if they are where we think."""

from pathlib import Path

import pytest

from gitcoord.errors import InvalidValue
from gitcoord.git.errors import BranchExists, GitFailed, NoSuchBranch, NotARepository, StaleBranch
from gitcoord.git.repository import Repository, open_repository
from tests.gitcoord.git.repositories import at_once, branch, git, repository


def test_a_new_repository_has_the_base_and_who_made_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """G-13: without identity and default branch it had no commit, and its branch was master."""
    monkeypatch.setenv("HOME", str(tmp_path / "nobody"))
    made = open_repository(tmp_path / "a" / "b", base="trunk")
    commit = made.begin()
    assert made.branches() == {"trunk": commit}
    assert git(made.path, "log", "--format=%an <%ae>", "trunk") == (
        "Singularity coordinator <coordinator@singularity.invalid>"
    )
    assert git(made.path, "symbolic-ref", "HEAD") == "refs/heads/trunk"


def test_what_is_there_is_opened_again(tmp_path: Path) -> None:
    commit = repository(tmp_path).tip("main")
    again = open_repository(tmp_path / "repository")
    assert again.begin() == commit


@pytest.mark.parametrize("bare", [True, False])
def test_a_repository_of_somebodys_is_opened(tmp_path: Path, bare: bool) -> None:
    git(tmp_path, "init", "-q", "-b", "main", *(["--bare"] if bare else []), "there")
    made = open_repository(tmp_path / "there")
    assert made.begin() == made.tip("main")
    assert (tmp_path / "there" / ".git").exists() is not bare


def test_a_base_that_is_not_there_is_not_made_up(tmp_path: Path) -> None:
    repository(tmp_path)
    other = open_repository(tmp_path / "repository", base="other")
    with pytest.raises(NoSuchBranch, match="'other'"):
        other.begin()
    assert other.begin(other.tip("main")) == other.tip("main")


def test_a_folder_of_something_else_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    for path in (tmp_path, tmp_path / "file", Path("/")):
        with pytest.raises(NotARepository):
            open_repository(path)
    assert [child.name for child in tmp_path.iterdir()] == ["file"]


def test_a_worktree_is_not_taken_for_the_repository(tmp_path: Path) -> None:
    made = repository(tmp_path)
    git(made.path, "worktree", "add", "-q", "--detach", str(tmp_path / "w"), "main")
    with pytest.raises(NotARepository, match="worktree or submodule"):
        open_repository(tmp_path / "w")


@pytest.mark.parametrize("base", ["", "-b", "a..b", "a b", "HEAD", "a.lock", "/a", "a\n", "@"])
def test_a_base_is_a_name(tmp_path: Path, base: str) -> None:
    with pytest.raises(NotARepository, match="no branch"):
        open_repository(tmp_path / "r", base=base)


def test_a_partial_clone_is_refused(tmp_path: Path) -> None:
    made = repository(tmp_path)
    git(made.path, "config", "extensions.partialClone", "origin")
    with pytest.raises(NotARepository, match="partialclone"):
        open_repository(made.path)


def test_a_repository_with_longer_ids_works_too(tmp_path: Path) -> None:
    git(tmp_path, "init", "-q", "--bare", "-b", "main", "--object-format=sha256", "there")
    made = open_repository(tmp_path / "there")
    assert len(made.begin()) == 64
    made.create_branch("x", made.tip("main"))
    made.move({"x": (None, made.tip("main"))})
    assert made.branches().keys() == {"main"}


@pytest.mark.parametrize(
    "name",
    ["nowhere", "main~0", "main^{commit}", "main@{0}", "", "-x", "HEAD", "../heads/main", "a\0"],
)
def test_what_is_no_branch_is_not_found(tmp_path: Path, name: str) -> None:
    """G-8: an unknown branch was answered as if its work were on main."""
    made = repository(tmp_path)
    assert made.find(name) is None
    with pytest.raises(NoSuchBranch):
        made.tip(name)


def test_branches_are_found_by_how_they_begin(tmp_path: Path) -> None:
    made = repository(tmp_path)
    commit = made.tip("main")
    for name in ("feature/agent-a/1", "feature/agent-ab/1", "feature/ü"):
        made.create_branch(name, commit)
    git(made.path, "pack-refs", "--all")
    assert made.branches("feature/agent-a/") == {"feature/agent-a/1": commit}
    assert made.branches("feature/").keys() == set(made.branches()) - {"main"}


def test_a_branch_is_made_once(tmp_path: Path) -> None:
    made = repository(tmp_path)
    made.create_branch("x", made.tip("main"))
    with pytest.raises(BranchExists, match="'x'"):
        made.create_branch("x", made.tip("main"))


@pytest.mark.parametrize("name", ["a..b", "-", "a b", "", "HEAD", "a\0b", "a/.b"])
def test_a_branch_that_git_does_not_take_is_refused(tmp_path: Path, name: str) -> None:
    made = repository(tmp_path)
    with pytest.raises(InvalidValue, match="branch cannot be"):
        made.create_branch(name, made.tip("main"))


def test_a_branch_within_a_branch_is_refused(tmp_path: Path) -> None:
    made = repository(tmp_path)
    with pytest.raises(GitFailed, match="'refs/heads/main' exists"):
        made.create_branch("main/x", made.tip("main"))


def test_branches_move_together_or_not_at_all(tmp_path: Path) -> None:
    made = repository(tmp_path)
    first = made.tip("main")
    second = branch(made, "x", {"f": "1"})
    made.create_branch("y", first)
    with pytest.raises(StaleBranch, match="'y' is on") as caught:
        made.move({"x": (None, second), "y": (None, second), "z": (first, None)})
    assert (caught.value.expected, caught.value.found) == (second, first)
    assert made.branches() == {"main": first, "x": second, "y": first}
    made.move({"x": (None, second), "y": (second, first), "z": (first, None)})
    assert made.branches() == {"main": first, "y": second, "z": first}


def test_history_is_told(tmp_path: Path) -> None:
    made = repository(tmp_path)
    first = made.tip("main")
    second = branch(made, "x", {"f": "1"})
    assert made.contains(second, first)
    assert made.contains(first, first)
    assert not made.contains(first, second)


def test_many_processes_make_one_repository(tmp_path: Path) -> None:
    code = (
        "import sys; from gitcoord.git.repository import open_repository\n"
        "print(open_repository(sys.argv[1]).begin())"
    )
    tips = at_once(code, [[str(tmp_path / "r")]] * 8)
    assert set(tips) == {open_repository(tmp_path / "r").tip("main")}
    assert sorted(child.name for child in tmp_path.iterdir()) == ["r", "r.coordinator"]


def test_references_are_one_whoever_packs_them(tmp_path: Path) -> None:
    """Ours are symbolic links to the repository's."""
    made = repository(tmp_path)
    commit = made.tip("main")
    for number in range(20):
        made.create_branch(f"b/{number}", commit)
        git(made.path, "pack-refs", "--all")
        made.move({f"b/{number}": (None, commit)})
        git(made.path, "branch", f"c/{number}", "main")
        made.git("pack-refs", "--all")
    assert made.branches() == {"main": commit} | {f"c/{number}": commit for number in range(20)}
    assert isinstance(made, Repository)
    assert (made.private / "packed-refs").is_symlink()

"""What git says belongs to a repository, whoever configured it."""

from __future__ import annotations

from pathlib import Path

import pytest

from snapshots.detection.tree import Limits, walk
from tests.snapshots.detection.planting import git, plant, planted


def repository(root: Path, *paths: str, gitignore: str = "") -> Path:
    """A repository whose index has these files."""
    planted(root, *paths, gitignore=gitignore)
    git(root, "init", "-q")
    git(root, "add", "-f", *paths)
    return root


def test_what_is_tracked_counts_though_it_is_ignored(tmp_path: Path) -> None:
    root = repository(tmp_path, "a.py", "kept.log", gitignore="*.log\n")
    planted(root, "new.py", "new.log")

    assert walk(root).files == (".gitignore", "a.py", "kept.log", "new.py")


def test_rules_of_the_repository_hold_in_its_folders(tmp_path: Path) -> None:
    root = repository(tmp_path, "app/a.py", gitignore="*.log\n")
    planted(root, "app/a.log")

    assert walk(root / "app").files == ("a.py",)


def test_rules_of_the_user_do_not_count(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    plant(tmp_path / "home/.config/git/ignore", "*\n")
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.delenv("XDG_CONFIG_HOME", raising=False)
    root = repository(tmp_path / "root", "a.py")
    planted(root, "b.py")

    assert walk(root).files == (".gitignore", "a.py", "b.py")


def test_deleted_files_and_links_are_not_listed(tmp_path: Path) -> None:
    root = repository(tmp_path, "a", "gone", "folder/gone")
    (root / "link").symlink_to("a")
    git(root, "add", "link")
    (root / "gone").unlink()
    (root / "folder/gone").unlink()

    tree = walk(root)

    assert tree.files == (".gitignore", "a")
    assert tree.skipped == {"symbolic link": 1}


def test_vendored_files_are_left_out_though_they_are_tracked(tmp_path: Path) -> None:
    tree = walk(repository(tmp_path, "a.js", "a.min.js", "node_modules/x/y/z.js"))

    assert tree.files == (".gitignore", "a.js")
    assert tree.skipped == {"vendored folder": 1, "generated file": 1}


def test_names_of_any_bytes_are_listed(tmp_path: Path) -> None:
    paths = ("\udcff", " a ", "new\nline", "ü", "ü/".replace("ü", "o") + '"q"')

    assert set(walk(repository(tmp_path, *paths)).files) == {".gitignore", *paths}


def test_goes_through_submodules_and_repositories_within(tmp_path: Path) -> None:
    root = repository(tmp_path / "root", "a")
    repository(root / "sub", "b", gitignore="*.log\n")
    git(root / "sub", "commit", "-qm", "A submodule")
    git(root, "add", "sub")
    repository(root / "new/inner", "c")
    planted(root, "sub/d.log", "sub/e")

    files = walk(root).files

    assert [path for path in files if not path.endswith(".gitignore")] == [
        "a",
        "new/inner/c",
        "sub/b",
        "sub/e",
    ]


def test_a_folder_that_its_repository_ignores_is_walked(tmp_path: Path) -> None:
    """As that of a package in a virtual environment."""
    root = repository(tmp_path, "a", gitignore="/env/\n")
    planted(root, "env/lib/x.py")

    assert walk(root / "env").files == ("lib/x.py",)


@pytest.mark.parametrize(
    "words",
    [
        ("core.fsmonitor", "{hook}"),
        ("core.hooksPath", "{folder}"),
        ("core.pager", "{hook}"),
        ("alias.ls-files", "!{hook}"),
        ("core.sshCommand", "{hook}"),
        ("filter.x.clean", "{hook}"),
        ("core.excludesFile", "{folder}/all"),
    ],
)
def test_nothing_that_a_repository_configures_is_run_or_heeded(
    tmp_path: Path, words: tuple[str, str]
) -> None:
    folder = tmp_path / "hostile"
    plant(folder / "post-index-change", f"#!/bin/sh\ntouch {folder}/ran\n")
    (folder / "post-index-change").chmod(0o755)
    plant(folder / "all", "*\n")
    root = repository(tmp_path / "root", "a")
    key, value = words
    git(root, "config", key, value.format(hook=folder / "post-index-change", folder=folder))
    planted(root, "new")

    assert walk(root).files == (".gitignore", "a", "new")
    assert not (folder / "ran").exists()


def test_a_worktree_elsewhere_leads_nowhere(tmp_path: Path) -> None:
    planted(tmp_path / "elsewhere", "secret")
    root = repository(tmp_path / "root", "a")
    git(root, "config", "core.worktree", str(tmp_path / "elsewhere"))

    assert walk(root).files == (".gitignore", "a")


def test_a_folder_replaced_by_a_link_is_not_entered(tmp_path: Path) -> None:
    """The index still has the file, and there is one of its name behind the link."""
    planted(tmp_path / "outside", "passwd")
    root = repository(tmp_path / "root", "a", "etc/passwd")
    (root / "etc/passwd").unlink()
    (root / "etc").rmdir()
    (root / "etc").symlink_to(tmp_path / "outside")

    assert walk(root).files == (".gitignore", "a")


def test_paths_out_of_the_root_are_left_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of an index that git did not make."""
    planted(tmp_path, "secret", "root/a", "root/b/c")
    hostile = [
        "../secret",
        f"{tmp_path}/secret",
        "b/../../secret",
        "b//c",
        "./a",
        "a",
        "..",
        ".",
        "/",
    ]
    monkeypatch.setattr("snapshots.detection.tree.walking.listed", lambda *_: hostile)

    assert walk(tmp_path / "root").files == ("a",)


def test_variables_that_lead_git_elsewhere_do_not_count(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = repository(tmp_path / "other", "x")
    root = repository(tmp_path / "root", "a", gitignore="*.log\n")
    planted(root, "b.log")
    monkeypatch.setenv("GIT_DIR", str(other / ".git"))
    monkeypatch.setenv("GIT_WORK_TREE", str(other))
    monkeypatch.setenv("GIT_INDEX_FILE", str(tmp_path / "none"))

    assert walk(root).files == (".gitignore", "a")


def test_without_git_the_folders_are_gone_through(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = repository(tmp_path, "a", "b.log", gitignore="*.log\n")
    monkeypatch.setenv("PATH", str(tmp_path / "nothing"))

    tree = walk(root)

    assert tree.files == (".gitignore", "a")
    assert tree.unread["./"].startswith("git is not installed, or not on the PATH. Install it.")


@pytest.mark.parametrize(
    ("script", "told"),
    [
        (
            "echo \"fatal: detected dubious ownership in repository at '/x'\" >&2\n"
            "echo 'git config --global --add safe.directory /x' >&2\nexit 128\n",
            "git refuses: detected dubious ownership in repository at '/x'. If you trust it: "
            "`git config --global --add safe.directory /x`.",
        ),
        ("echo 'fatal: bad index' >&2; exit 128\n", "git refuses: bad index. `git status` there"),
        ("exit 1\n", "git refuses: Command"),
    ],
)
def test_a_refusal_of_git_is_told_with_the_remedy(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, script: str, told: str
) -> None:
    plant(tmp_path / "bin/git", f"#!/bin/sh\n{script}")
    (tmp_path / "bin/git").chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))

    tree = walk(planted(tmp_path / "root", "a", ".git/HEAD"))

    assert tree.files == ("a",)
    assert tree.unread["./"].startswith(told)
    assert tree.unread["./"].endswith("what is tracked though ignored was not seen.")


def test_a_folder_that_git_cannot_list_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    warning = "warning: could not open directory 'secret/': Permission denied"
    plant(tmp_path / "bin/git", f"#!/bin/sh\necho \"{warning}\" >&2\nprintf 'a\\000'\n")
    (tmp_path / "bin/git").chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))

    tree = walk(planted(tmp_path / "root", "a", ".git/HEAD"))

    assert tree.files == ("a",)
    assert tree.unread == {"secret/": "cannot be read: Permission denied"}


def test_a_git_that_does_not_end_is_not_waited_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plant(tmp_path / "bin/git", "#!/bin/sh\nexec /bin/sleep 60\n")
    (tmp_path / "bin/git").chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    root = planted(tmp_path / "root", "a", ".git/HEAD")

    tree = walk(root, Limits(git_seconds=0.2))

    assert tree.files == ("a",)
    assert tree.unread["./"].startswith("git took longer than 0.2 s.")


def test_a_broken_repository_is_gone_through(tmp_path: Path) -> None:
    root = repository(tmp_path, "a")
    plant(root / ".git/index", b"nonsense")

    tree = walk(root)

    assert tree.files == (".gitignore", "a")
    assert tree.unread["./"].startswith("git refuses:")

"""Folders gone through without git."""

from __future__ import annotations

import os
import random
import socket
from pathlib import Path

import pytest

from snapshots.detection.tree import Limits, walk
from snapshots.errors import NoReadableFolder, SnapshotError
from tests.snapshots.detection.planting import plant, planted


def test_lists_every_file_once_in_order(tmp_path: Path) -> None:
    paths = ["z", "a/b/c.py", "a.py", "a/a", "b/.env"]
    planted(tmp_path, *random.sample(paths, len(paths)))

    assert walk(tmp_path).files == ("a.py", "a/a", "a/b/c.py", "b/.env", "z")


def test_an_empty_folder_is_a_tree_without_files(tmp_path: Path) -> None:
    assert walk(tmp_path).files == ()


@pytest.mark.parametrize(
    "path",
    [
        "node_modules/react/index.js",
        "web/node_modules/react/index.js",
        "bower_components/jquery/jquery.js",
        "lib/python3.11/site-packages/django/http.py",
        "app/__pycache__/app.pyc",
    ],
)
def test_leaves_out_what_is_fetched_or_built(tmp_path: Path, path: str) -> None:
    tree = walk(planted(tmp_path, "app.py", path))

    assert tree.files == ("app.py",)
    assert tree.skipped == {"vendored folder": 1}


@pytest.mark.parametrize(
    ("beside", "path"),
    [
        ("Cargo.toml", "target/debug/app.rs"),
        ("mix.exs", "deps/phoenix/mix.exs"),
        ("mix.exs", "_build/dev/app.ex"),
        ("go.mod", "vendor/github.com/x/y.go"),
        ("composer.json", "vendor/autoload.php"),
        ("Gemfile", "vendor/bundle/x.rb"),
    ],
)
def test_a_common_name_is_vendored_only_beside_its_manifest(
    tmp_path: Path, beside: str, path: str
) -> None:
    planted(tmp_path / "with", beside, path)
    planted(tmp_path / "without", path)

    assert walk(tmp_path).files == (f"with/{beside}", f"without/{path}")


@pytest.mark.parametrize("name", [".git/config", ".git", "sub/.git", ".hg/store/x"])
def test_what_version_control_keeps_is_no_part_of_the_tree(tmp_path: Path, name: str) -> None:
    tree = walk(planted(tmp_path, "app.py", name))

    assert tree.files == ("app.py",)
    assert tree.skipped == {}


def test_a_folder_that_cannot_be_read_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = planted(tmp_path, "a.py", "secret/b.py")
    scandir = os.scandir

    def refusing(path: str) -> object:
        if str(path).endswith("secret/"):
            raise PermissionError(13, "Permission denied")
        return scandir(path)

    monkeypatch.setattr(os, "scandir", refusing)

    tree = walk(root)

    assert tree.files == ("a.py",)
    assert tree.unread == {"secret/": "cannot be read: Permission denied"}


def test_an_environment_is_left_out_whatever_it_is_called(tmp_path: Path) -> None:
    planted(tmp_path, "env/pyvenv.cfg", "env/lib/x.py", "venv/own.py", "conda/conda-meta/history")

    assert walk(tmp_path).files == ("venv/own.py",)


def test_does_not_hide_what_people_write(tmp_path: Path) -> None:
    paths = ("bin/run", "lib/a.ex", "migrations/1.py", "packages/a/a.js", "tests/a.py", "vendor/a")

    assert walk(planted(tmp_path, *paths)).files == paths


def test_leaves_out_files_made_for_browsers(tmp_path: Path) -> None:
    tree = walk(planted(tmp_path, "a.min.js", "a.js.map", "a-min.css", "admin.js", "min.js"))

    assert tree.files == ("admin.js", "min.js")
    assert tree.skipped == {"generated file": 3}


def test_the_root_is_walked_whatever_it_is_called(tmp_path: Path) -> None:
    root = planted(tmp_path / "node_modules", "a.js", "pyvenv.cfg")

    assert walk(root).files == ("a.js", "pyvenv.cfg")


def test_heeds_gitignore_files_at_every_level(tmp_path: Path) -> None:
    root = planted(
        tmp_path, "a.log", "b/a.log", "b/keep.log", "b/out/x", "out/x", gitignore="*.log"
    )
    plant(root / "b/.gitignore", "!keep.log\n/out/\n")

    tree = walk(root)

    assert tree.files == (".gitignore", "b/.gitignore", "b/keep.log", "out/x")
    assert tree.skipped == {"ignored": 3}


@pytest.mark.parametrize(
    "line", ["!", "/", "***a[", "\\", "\x00", "a" * 5000, "[z-a]", "a[[:alpha:]]"]
)
def test_lines_of_gitignore_that_are_no_pattern_are_passed_over(tmp_path: Path, line: str) -> None:
    root = planted(tmp_path, "a.log", "a.py", gitignore=f"{line}\n*.log\n")

    assert walk(root).files == (".gitignore", "a.py")


def test_a_pattern_of_many_stars_takes_no_time(tmp_path: Path) -> None:
    """Python's own engine would not come back."""
    root = planted(tmp_path, "a" * 250, gitignore="*a" * 60 + "b\n")

    assert walk(root).files == (".gitignore", "a" * 250)


def test_links_are_not_followed_wherever_they_lead(tmp_path: Path) -> None:
    plant(tmp_path / "outside/secret")
    root = planted(tmp_path / "root", "a/file")
    (root / "out").symlink_to(tmp_path / "outside")
    (root / "secret").symlink_to(tmp_path / "outside/secret")
    (root / "again").symlink_to(root / "a")
    (root / "a/loop").symlink_to(root)
    (root / "broken").symlink_to("nowhere")

    tree = walk(root)

    assert tree.files == ("a/file",)
    assert tree.skipped == {"symbolic link": 5}


def test_a_linked_gitignore_is_not_read(tmp_path: Path) -> None:
    plant(tmp_path / "rules", "*\n")
    root = planted(tmp_path / "root", "a")
    (root / ".gitignore").symlink_to(tmp_path / "rules")

    assert walk(root).files == ("a",)


def test_the_root_may_be_a_link(tmp_path: Path) -> None:
    planted(tmp_path / "root", "a")
    (tmp_path / "link").symlink_to("root")

    tree = walk(tmp_path / "link")

    assert (tree.root, tree.files) == (tmp_path / "root", ("a",))


def test_what_is_neither_file_nor_folder_is_never_opened(tmp_path: Path) -> None:
    planted(tmp_path, "a")
    os.mkfifo(tmp_path / "fifo")
    os.mkfifo(tmp_path / ".gitignore")
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(os.path.relpath(tmp_path / "socket"))
        tree = walk(tmp_path)

    assert tree.files == ("a",)
    assert tree.skipped == {"neither file nor folder": 3}


@pytest.mark.parametrize(
    "name", [b"new\nline", b" spaces ", b"\xff\xfe", "ümläut 👩‍👧".encode(), b"-rf"]
)
def test_names_of_any_bytes_are_walked_and_read(tmp_path: Path, name: bytes) -> None:
    text = os.fsdecode(name)
    plant(tmp_path / text / text, "content")
    plant(tmp_path / ".gitignore", "*.log\n")

    tree = walk(tmp_path)

    [path] = set(tree.files) - {".gitignore"}
    assert os.fsencode(path) == name + b"/" + name
    assert tree.read(path) == b"content"


def test_folders_nested_however_deep(tmp_path: Path) -> None:
    planted(tmp_path, "d/" * 300 + "file")

    assert walk(tmp_path).files == ("d/" * 300 + "file",)


def test_of_too_many_files_the_nearest_to_the_root_are_taken(tmp_path: Path) -> None:
    root = planted(tmp_path, "a/a/a/data", "a/b", "package.json", "z/b")

    tree = walk(root, Limits(files=3))

    assert tree.files == ("a/b", "package.json", "z/b")
    assert tree.skipped == {"file beyond the first 3": 1}


@pytest.mark.parametrize("name", ["missing", "file", "loop", "nul\0", "n" * 300])
def test_what_is_no_folder_is_an_error_that_names_it(tmp_path: Path, name: str) -> None:
    plant(tmp_path / "file")
    (tmp_path / "loop").symlink_to("loop")

    with pytest.raises(NoReadableFolder) as caught:
        walk(tmp_path / name)

    assert isinstance(caught.value, SnapshotError)
    assert repr(str(tmp_path / name)) in str(caught.value)

"""Contents of the files of a tree."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from snapshots.detection.tree import Limits, Tree, walk
from tests.snapshots.detection.planting import plant


def tree_of(root: Path, content: bytes, limits: Limits = Limits()) -> Tree:  # noqa: B008
    plant(root / "file", content)
    return walk(root, limits)


@pytest.mark.parametrize("content", [b"", b"text\r\n", "ü\ufeff".encode(), b"latin \xe9"])
def test_gives_what_is_in_a_file(tmp_path: Path, content: bytes) -> None:
    tree = tree_of(tmp_path, content)

    assert tree.read("file") == content
    assert not tree.unread


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_text_in_utf_16_is_given_in_utf_8(tmp_path: Path, encoding: str) -> None:
    """As PowerShell writes requirements."""
    tree = tree_of(tmp_path, "\ufeffdjango==5.2\r\n".encode(encoding))

    assert tree.read("file") == b"django==5.2\r\n"


@pytest.mark.parametrize(
    "content", [b"\x7fELF\0", b"x" * 8000 + b"\0", b"\xff\xfe\x00\xd8", b"\xff\xfe\0"]
)
def test_binary_files_are_told_and_not_given(tmp_path: Path, content: bytes) -> None:
    tree = tree_of(tmp_path, content)

    assert tree.read("file") is None
    assert tree.unread == {"file": "binary"}


def test_a_nul_after_the_beginning_makes_nothing_binary(tmp_path: Path) -> None:
    assert tree_of(tmp_path, b"x" * 8192 + b"\0").read("file") is not None


def test_a_file_over_the_limit_is_listed_and_not_read(tmp_path: Path) -> None:
    tree = tree_of(tmp_path, b"x" * 11, Limits(file_bytes=10))

    assert tree.files == ("file",)
    assert tree.read("file") is None
    assert tree.unread == {"file": "larger than 10 bytes"}


def test_nothing_outside_of_the_tree_can_be_asked_for(tmp_path: Path) -> None:
    plant(tmp_path / "secret")
    plant(tmp_path / "root/.git/config")
    tree = tree_of(tmp_path / "root", b"")

    for path in ("../secret", str(tmp_path / "secret"), "./file", ".git/config", "", "nul\0"):
        assert tree.read(path) is None, path


def test_what_changed_since_the_walk_is_told(tmp_path: Path) -> None:
    plant(tmp_path / "outside")
    root = tmp_path / "root"
    for name in ("gone", "link", "fifo"):
        plant(root / name)
    tree = walk(root)
    for name in ("gone", "link", "fifo"):
        (root / name).unlink()
    (root / "link").symlink_to(tmp_path / "outside")
    os.mkfifo(root / "fifo")

    assert [tree.read(path) for path in tree.files] == [None, None, None]
    assert tree.unread["gone"] == "cannot be read: No such file or directory"
    assert tree.unread["fifo"] == "no regular file"
    assert tree.unread["link"].startswith("cannot be read")

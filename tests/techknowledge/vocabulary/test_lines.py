"""A file is there as a whole or not at all."""

from __future__ import annotations

import os
import resource
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from techknowledge.errors import FileNotWritable
from techknowledge.vocabulary.lines import replaced


def write(path: Path, text: str = "new\n") -> None:
    with replaced(path) as file:
        file.write(text)


def write_half(path: Path) -> None:
    with replaced(path) as file:
        file.write("half")
        raise KeyboardInterrupt


@contextmanager
def room(size: int) -> Iterator[None]:
    """No file gets larger than this, in bytes."""
    before, most = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, most))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (before, most))


def test_a_file_is_made(tmp_path: Path) -> None:
    write(tmp_path / "words", "größe → 大\n")
    assert (tmp_path / "words").read_bytes() == "größe → 大\n".encode()
    assert [one.name for one in tmp_path.iterdir()] == ["words"]


def test_a_file_keeps_its_rights(tmp_path: Path) -> None:
    path = tmp_path / "words"
    path.write_text("old")
    path.chmod(0o640)
    write(path)
    assert path.read_text() == "new\n"
    assert path.stat().st_mode & 0o777 == 0o640


def test_a_failure_changes_nothing(tmp_path: Path) -> None:
    path = tmp_path / "words"
    path.write_text("old")
    with pytest.raises(KeyboardInterrupt):
        write_half(path)
    assert path.read_text() == "old"
    assert [one.name for one in tmp_path.iterdir()] == ["words"]


def test_what_a_link_leads_to_is_replaced(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    link = tmp_path / "link"
    link.symlink_to("folder/words")
    write(link)
    assert link.is_symlink()
    assert (tmp_path / "folder" / "words").read_text() == "new\n"


@pytest.mark.parametrize("name", [".", "missing/words", "x" * 300, "ring", "pipe", "nul\0"])
def test_what_cannot_be_a_file_is_refused(tmp_path: Path, name: str) -> None:
    (tmp_path / "ring").symlink_to("ring")
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(FileNotWritable, match="Name a file in a folder that is there"):
        write(tmp_path / name)
    assert sorted(one.name for one in tmp_path.iterdir()) == ["pipe", "ring"]


def test_a_device_stays_what_it_is() -> None:
    with pytest.raises(FileNotWritable, match="no regular file"):
        write(Path("/dev/null"))
    assert Path("/dev/null").is_char_device()


def test_a_disk_without_room_is_told_and_nothing_is_changed(tmp_path: Path) -> None:
    path = tmp_path / "words"
    path.write_text("old")
    with room(4096), pytest.raises(FileNotWritable, match="File too large"):
        write(path, "x" * 100_000)
    assert path.read_text() == "old"
    assert [one.name for one in tmp_path.iterdir()] == ["words"]

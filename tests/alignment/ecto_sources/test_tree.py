"""Which files of a tree are read."""

import os
from pathlib import Path

import pytest

from alignment.ecto_sources import Reading, read_tree
from tests.alignment.ecto_sources.snippets import module

SCHEMA = module("field :a")


def write(root: Path, *names: str) -> None:
    for name in names:
        file = root / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(SCHEMA)


def paths(reading: Reading) -> list[str]:
    return [schema.path for schema in reading.schemas]


def test_sources_are_read_in_the_order_of_their_paths(tmp_path: Path) -> None:
    write(tmp_path, "lib/b.ex", "lib/a.ex", "test/c.exs", "apps/web/lib/d.ex", "lib/a/z.ex")

    reading = read_tree(tmp_path)

    assert paths(reading) == [
        "apps/web/lib/d.ex",
        "lib/a.ex",
        "lib/a/z.ex",
        "lib/b.ex",
        "test/c.exs",
    ]
    assert reading.unread == ()


def test_what_is_no_source_of_the_application(tmp_path: Path) -> None:
    write(tmp_path, "deps/ecto/lib/a.ex", "apps/a/_build/dev/lib/a.ex", ".git/a.ex")
    write(tmp_path, "assets/node_modules/a/a.ex", "README.md", "a.eex", "a.ex.orig")
    (tmp_path / "directory.ex").mkdir()
    os.mkfifo(tmp_path / "pipe.ex")

    assert read_tree(tmp_path) == Reading()


def test_links(tmp_path: Path) -> None:
    root = tmp_path / "root"
    write(tmp_path, "root/lib/a.ex", "outside.ex", "more/lib/b.ex")
    (root / "lib" / "inside.ex").symlink_to("a.ex")
    (root / "lib" / "outside.ex").symlink_to(tmp_path / "outside.ex")
    (root / "lib" / "nowhere.ex").symlink_to("nothing")
    (root / "lib" / "itself.ex").symlink_to("itself.ex")
    (root / "more").symlink_to(tmp_path / "more")
    (root / "again").symlink_to(root)

    reading = read_tree(root)

    assert paths(reading) == ["lib/a.ex", "lib/inside.ex"]
    assert reading.unread == ()


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b'schema "caf\xe9"', "it is not in UTF-8: invalid continuation byte at byte 11"),
        (b"\xff", "it is not in UTF-8: invalid start byte at byte 0"),
        (b"#" * (1024 * 1024 + 1), "it is larger than 1048576 bytes"),
    ],
)
def test_files_that_cannot_be_read(tmp_path: Path, content: bytes, why: str) -> None:
    write(tmp_path, "b.ex")
    (tmp_path / "a.ex").write_bytes(content)

    reading = read_tree(tmp_path)

    assert [(one.path, one.line, one.why) for one in reading.unread] == [("a.ex", 0, why)]
    assert paths(reading) == ["b.ex"]


@pytest.mark.parametrize(
    ("name", "why"),
    [("nothing", "No such file or directory"), ("file", "Not a directory")],
)
def test_a_tree_that_is_none(tmp_path: Path, name: str, why: str) -> None:
    (tmp_path / "file").touch()

    (unread,) = read_tree(tmp_path / name).unread

    assert (unread.path, unread.line, unread.why) == (".", 0, f"it cannot be read: {why}")


def test_a_name_that_is_no_text(tmp_path: Path) -> None:
    name = os.fsdecode(b"caf\xe9.ex")
    write(tmp_path, name)

    assert paths(read_tree(tmp_path)) == ["caf\\udce9.ex"]


def test_a_byte_order_mark_is_no_code(tmp_path: Path) -> None:
    (tmp_path / "a.ex").write_text(SCHEMA, encoding="utf-8-sig")

    assert paths(read_tree(tmp_path)) == ["a.ex"]


def test_lines_end_where_the_file_says(tmp_path: Path) -> None:
    (tmp_path / "a.ex").write_bytes(SCHEMA.replace("\n", "\r\n").encode())

    (schema,) = read_tree(tmp_path).schemas

    assert schema.line == 3
    assert schema.fields[-1].line == 4


def test_unread_things_come_in_the_order_of_paths_and_lines(tmp_path: Path) -> None:
    (tmp_path / "b.ex").write_text(module("f()\ng()"))
    (tmp_path / "a.ex").write_text(module("h()"))

    reading = read_tree(tmp_path)

    assert [(one.path, one.line) for one in reading.unread] == [
        ("a.ex", 4),
        ("b.ex", 4),
        ("b.ex", 5),
    ]

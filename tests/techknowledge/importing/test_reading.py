"""Files as anybody may leave them."""

import os
from pathlib import Path, PurePosixPath

import pytest

from techknowledge.errors import NoSuchRoot, UnreadableFile
from techknowledge.importing.reading import (
    LARGEST,
    content_of,
    document_of,
    listing,
    root_at,
)
from tests.techknowledge.importing.trees import write


def refusal(content: bytes) -> str:
    with pytest.raises(UnreadableFile) as refused:
        document_of(content)
    return str(refused.value)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b'{"a": 1,\n  "b": }', "is no JSON: Expecting value at line 2, column 8"),
        (b'{"a": {}}}', "is no JSON: Extra data at line 1, column 10"),
        (b"", "is no JSON: Expecting value at line 1, column 1"),
        (b'{"a":\n "x\xff"}', "is no UTF-8: byte 0xff at line 2, byte 4 of it"),
        ('{"a": 1}'.encode("utf-16"), "is no UTF-8: byte 0xff at line 1, byte 1 of it"),
        (b'{"a": {"b": 1, "b": 2}}', "has the key 'b' twice in one object; one would be lost"),
        (b'{"a": NaN}', "has NaN, a number that JSON does not have"),
        (b'{"a": -Infinity}', "has -Infinity, a number that JSON does not have"),
        (b'{"a": 1e400}', "cannot be stored: document.a is inf: no number of JSON. Leave it out"),
        (
            b'{"a": ' + b"9" * 400 + b"}",
            "cannot be stored: document.a is 999999999999999999...9999999999999999999: "
            "a number beyond all doubles. Write it as a text",
        ),
        (b'{"a": ' + b"9" * 5000 + b"}", "has a number beyond all doubles"),
        (b"[1, 2]", "is a list at its top, and no object"),
        (b'"text"', "is a str at its top, and no object"),
        (b"null", "is a NoneType at its top, and no object"),
        (
            b'{"a": ["\\u0000"]}',
            "cannot be stored: document.a[0] is '\\x00': it has a "
            "NUL character, which PostgreSQL cannot hold. Leave the character out",
        ),
        (
            b'{"\\ud800": 1}',
            "cannot be stored: a key of document is '\\ud800': it has a "
            "lone surrogate, which is no character. Decode the text by its encoding",
        ),
        (
            b'{"a":' * 101 + b"1" + b"}" * 101,
            "cannot be stored: document.a.a.a.a.a.a… is {'a': 1}: deeper than 100 levels. "
            "Leave some out",
        ),
        (b"[" * 500_000, "is nested more than 100 deep"),
        (b'{"a":' * 200_000, "is nested more than 100 deep"),
    ],
)
def test_what_is_no_document_is_told_with_its_place(content: bytes, reason: str) -> None:
    """T-7: the original turns exceptions into text, or takes what it should not."""
    assert refusal(content) == reason


def test_a_byte_order_mark_does_no_harm() -> None:
    assert document_of(b'\xef\xbb\xbf{"a": "\xc3\xa9"}') == {"a": "é"}


def test_nesting_that_people_use_is_taken() -> None:
    assert document_of(b'{"a":' * 100 + b"1" + b"}" * 100)


def read(root: Path, name: str) -> str:
    """What is in a file, or why not."""
    try:
        return content_of(root_at(root), PurePosixPath(name)).decode()
    except UnreadableFile as error:
        return str(error)


def test_links_are_followed_within_the_root_only(tmp_path: Path) -> None:
    """L-7"""
    root = write(tmp_path / "root", {"a.json": "{}"})
    write(tmp_path, {"secret.json": "secret"})
    (root / "inside.json").symlink_to("a.json")
    (root / "outside.json").symlink_to("../secret.json")
    (root / "absolute.json").symlink_to("/etc/passwd")
    (root / "circle.json").symlink_to("circle.json")
    (root / "nowhere.json").symlink_to("nothing")
    assert read(root, "inside.json") == "{}"
    assert read(root, "outside.json") == f"leads out of its root, to {tmp_path / 'secret.json'}"
    assert read(root, "absolute.json") == "leads out of its root, to /etc/passwd"
    assert read(root, "circle.json").startswith("cannot be read: ")
    assert read(root, "nowhere.json") == "cannot be read: No such file or directory"
    assert read(root, "../secret.json").startswith("leads out of its root")
    assert read(root, "/etc/passwd").startswith("leads out of its root")


def test_a_named_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "a.json")
    assert read(tmp_path, "a.json") == "is no regular file"


def test_a_large_file_is_not_read_whole(tmp_path: Path) -> None:
    with (tmp_path / "a.json").open("wb") as file:
        file.truncate(LARGEST * 10_000)  # ten gigabytes of nothing
    assert read(tmp_path, "a.json") == "is larger than 1,048,576 bytes; split it"


def test_files_are_listed_in_order_without_what_is_hidden(tmp_path: Path) -> None:
    names = ["b.json", "a/z.json", "a/b/c.json", ".a.json", ".git/a.json", "a.txt", "x.json/y.json"]
    root = write(tmp_path, dict.fromkeys(names, "{}"))
    (root / "link").symlink_to("a")
    found = listing(root)
    assert [*map(str, found.files)] == ["a/b/c.json", "a/z.json", "b.json", "x.json/y.json"]
    assert [*map(str, found.links)] == ["link"]


def test_a_root_has_to_be_a_folder(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    (tmp_path / "circle").symlink_to("circle")
    for name in "nothing", "file", "circle", "a\0b":
        with pytest.raises(NoSuchRoot, match="No templates can be imported from '"):
            root_at(tmp_path / name)
    with pytest.raises(NoSuchRoot, match="the path is empty"):
        root_at("")
    odd = os.fsdecode(os.fsencode(tmp_path) + b"/\xff")
    Path(odd).mkdir()
    with pytest.raises(NoSuchRoot, match="its name is no UTF-8"):
        root_at(odd)

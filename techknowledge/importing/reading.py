"""Template files, read so that no file can do harm: each is a document, or a reason why not."""

from __future__ import annotations

import json
import os
import stat
from pathlib import Path, PurePosixPath
from typing import Any, NamedTuple

from alignment.documents import DEEPEST, flaw_in, flaw_of
from techknowledge.errors import NoSuchRoot, UnreadableFile

# Bytes of a file. The largest that people write have some 30,000.
LARGEST = 1 << 20


def root_at(path: str | Path) -> Path:
    """A folder with templates: absolute, with no links in it.

    Raises:
        NoSuchRoot: there is none, or its name is empty or no text.
    """
    if not os.fspath(path):  # Path("") is the current folder, which nobody named.
        raise NoSuchRoot(path, "the path is empty")
    try:
        root = Path(path).resolve(strict=True)
    except (OSError, RuntimeError, ValueError) as error:  # RuntimeError: links in a circle
        raise NoSuchRoot(path, str(error)) from error
    if not root.is_dir():
        raise NoSuchRoot(path, "it is no folder")
    if shown(root) != str(root):
        raise NoSuchRoot(path, "its name is no UTF-8")
    return root


class Listing(NamedTuple):
    """What is in a folder and all below it, relative to it.

    Attributes:
        files: all ``**/*.json`` but what begins with a dot, in the order of their names.
        links: to folders; they are not followed.
        unreadable: folders that cannot be looked into, with the reason.
    """

    files: list[PurePosixPath]
    links: list[PurePosixPath]
    unreadable: list[tuple[PurePosixPath, str]]


def listing(root: Path) -> Listing:
    """The template files of a root."""
    found = Listing([], [], [])

    def note(error: OSError) -> None:
        folder = PurePosixPath(os.path.relpath(error.filename, root))
        found.unreadable.append((folder, f"cannot be looked into: {_said(error)}"))

    for folder, folders, names in os.walk(root, onerror=note):
        here = PurePosixPath(os.path.relpath(folder, root))
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        found.links.extend(here / name for name in folders if (root / here / name).is_symlink())
        found.files.extend(here / name for name in names if _is_template(name))
    found.files.sort(key=str)
    return found


def content_of(root: Path, relative: PurePosixPath) -> bytes:
    """What is in a file.

    Raises:
        UnreadableFile: it is not in the root, no regular file, larger than LARGEST, or the
            operating system refuses.
    """
    try:
        path = (root / relative).resolve(strict=True)
        if not path.is_relative_to(root):
            raise UnreadableFile(f"leads out of its root, to {shown(path)}")
        # Without O_NONBLOCK a named pipe would be waited for.
        handle = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_NOFOLLOW | os.O_CLOEXEC)
        with os.fdopen(handle, "rb") as file:
            if not stat.S_ISREG(os.fstat(handle).st_mode):
                raise UnreadableFile("is no regular file")
            content = file.read(LARGEST + 1)
    except (OSError, RuntimeError, ValueError) as error:
        raise UnreadableFile(f"cannot be read: {_said(error)}") from error
    if len(content) > LARGEST:
        raise UnreadableFile(f"is larger than {LARGEST:,} bytes; split it")
    return content


def document_of(content: bytes) -> dict[str, Any]:
    """The object that a JSON text states.

    Raises:
        UnreadableFile: it is no UTF-8, no JSON, no object; it has a key twice in one object, or
            what PostgreSQL cannot hold; it is nested too deeply.
    """
    document = _parsed(_decoded(content))
    if not isinstance(document, dict):
        raise UnreadableFile(f"is a {type(document).__name__} at its top, and no object")
    if flaw := flaw_in("document", document):
        raise UnreadableFile(f"cannot be stored: {flaw}")
    return document


def text_in(root: Path, relative: PurePosixPath) -> str:
    """What is in a text file; raises as `content_of` and `document_of` do."""
    text = _decoded(content_of(root, relative))
    if flaw := flaw_of(text):
        raise UnreadableFile(f"cannot be stored: {flaw}")
    return text


def shown(path: Path | PurePosixPath) -> str:
    """A path in characters that can be printed and stored, whatever its bytes are."""
    return os.fsencode(path).decode(errors="backslashreplace")


class _Refused(Exception):
    """Raised within the parser, which knows no place."""


def _decoded(content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = content[: error.start]
        line = before.count(b"\n") + 1
        column = len(before.rpartition(b"\n")[2]) + 1
        byte = content[error.start]
        raise UnreadableFile(
            f"is no UTF-8: byte 0x{byte:02x} at line {line}, byte {column} of it"
        ) from error


def _parsed(text: str) -> Any:
    try:
        return json.loads(text, object_pairs_hook=_without_doubles, parse_constant=_no_constant)
    except json.JSONDecodeError as error:
        place = f"line {error.lineno}, column {error.colno}"
        raise UnreadableFile(f"is no JSON: {error.msg} at {place}") from error
    except RecursionError as error:
        raise UnreadableFile(f"is nested more than {DEEPEST} deep") from error
    except _Refused as error:
        raise UnreadableFile(str(error)) from error
    except ValueError as error:  # Python takes no number of thousands of digits.
        raise UnreadableFile("has a number beyond all doubles") from error


def _without_doubles(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found:
            raise _Refused(f"has the key {key[:100]!a} twice in one object; one would be lost")
        found[key] = value
    return found


def _no_constant(name: str) -> Any:
    raise _Refused(f"has {name}, a number that JSON does not have")


def _is_template(name: str) -> bool:
    return name.endswith(".json") and not name.startswith(".")


def _said(error: Exception) -> str:
    return error.strerror if isinstance(error, OSError) and error.strerror else str(error)

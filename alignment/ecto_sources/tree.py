"""The source files of a tree."""

from __future__ import annotations

import os
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

from alignment.ecto_sources.reading import Reading, Unread
from alignment.ecto_sources.source import read_source

SUFFIXES = (".ex", ".exs")

# What is fetched or built; none of it is the application's own.
SKIPPED = frozenset({"deps", "_build", "node_modules", ".git"})

# Nobody writes a longer file by hand.
LARGEST = 1024 * 1024


def read_tree(path: Path) -> Reading:
    """The Ecto schemas in the Elixir sources below a directory.

    Links to directories are not followed, nor are links to files outside. What cannot be read is
    listed as unread: a directory that is none, a file over 1 MiB or not in UTF-8.
    """
    failed: list[OSError] = []
    readings = [_read(path, file) for file in _files(path, failed)]
    for error in failed:
        directory = _shown(path, Path(error.filename))
        readings.append(_unread(directory, f"it cannot be read: {error.strerror}"))
    schemas = chain.from_iterable(reading.schemas for reading in readings)
    unread = chain.from_iterable(reading.unread for reading in readings)
    return Reading(
        tuple(sorted(schemas, key=lambda schema: (schema.path, schema.line))),
        tuple(sorted(unread, key=lambda one: (one.path, one.line))),
    )


def _files(root: Path, failed: list[OSError]) -> Iterator[Path]:
    for directory, directories, names in os.walk(root, onerror=failed.append):
        directories[:] = [name for name in directories if name not in SKIPPED]
        yield from (Path(directory, name) for name in names if name.endswith(SUFFIXES))


def _read(root: Path, file: Path) -> Reading:
    path = _shown(root, file)
    try:
        if not _is_source(root, file):
            return Reading()
        if file.stat().st_size > LARGEST:
            return _unread(path, f"it is larger than {LARGEST} bytes")
        return read_source(path, file.read_bytes().decode("utf-8-sig"))
    except OSError as error:
        return _unread(path, f"it cannot be read: {error.strerror}")
    except UnicodeDecodeError as error:
        return _unread(path, f"it is not in UTF-8: {error.reason} at byte {error.start}")


def _is_source(root: Path, file: Path) -> bool:
    """Whether it is a file, and not just a link to one elsewhere."""
    if not file.is_file():
        return False
    return not file.is_symlink() or Path(os.path.realpath(file)).is_relative_to(
        os.path.realpath(root)
    )


def _unread(path: str, why: str) -> Reading:
    return Reading(unread=(Unread(path, 0, path, why),))


def _shown(root: Path, file: Path) -> str:
    """A path that can be printed, whatever bytes are in it."""
    path = file.relative_to(root).as_posix()
    return path.encode("utf-8", "backslashreplace").decode()

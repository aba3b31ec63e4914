"""A vocabulary as JSON lines, and a file that is there as a whole or not at all."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from stat import S_IMODE
from typing import TextIO
from uuid import uuid4

from techknowledge.errors import FileNotWritable
from techknowledge.vocabulary.tokens import token_of
from techknowledge.vocabulary.training import training_pairs
from techknowledge.vocabulary.words import Vocabulary


def word_lines(vocabulary: Vocabulary) -> Iterator[str]:
    """One line for each word: kind, text, token."""
    for word in vocabulary.words():
        yield _line(word._asdict() | {"token": token_of(word)})


def training_lines(vocabulary: Vocabulary) -> Iterator[str]:
    """One line for each training pair: text_a, text_b, label, kind."""
    return (_line(pair._asdict()) for pair in training_pairs(vocabulary))


def write_lines(lines: Iterable[str], file: TextIO) -> int:
    """Write lines that end as lines do; how many there were."""
    count = 0
    for line in lines:
        file.write(line)
        count += 1
    return count


@contextmanager
def replaced(path: Path) -> Iterator[TextIO]:
    """A file to write, which takes its name, and the place of what had it, at the end of the block.

    Where the block fails everything is as before. What a link leads to is replaced, not the link.

    Args:
        path: of a file, which may exist; it keeps its rights.

    Raises:
        FileNotWritable: no file can be made there, it is no file, or the disk is full.
    """
    target = _target(path)
    try:
        rights = S_IMODE(target.stat().st_mode) if target.exists() else None
        draft = target.with_name(f".export-{uuid4().hex}")
        with draft.open("x", encoding="utf-8", newline="\n") as file:
            try:
                if rights is not None:
                    draft.chmod(rights)
                yield file
                file.flush()
                os.fsync(file.fileno())
                draft.replace(target)
            finally:
                draft.unlink(missing_ok=True)
    except OSError as error:
        raise FileNotWritable(path, error.strerror or str(error)) from error


def _target(path: Path) -> Path:
    """What a path leads to. To rename onto a device or a pipe would do away with it."""
    try:
        target = path.resolve()
        if target.exists() and not target.is_file():
            raise FileNotWritable(path, "it is there, and no regular file")
    except (OSError, RuntimeError, ValueError) as error:  # a ring of links, a NUL character
        raise FileNotWritable(path, str(error)) from error
    return target


def _line(values: dict[str, object]) -> str:
    return json.dumps(values, ensure_ascii=False) + "\n"

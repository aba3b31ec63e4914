"""Texts in Markdown that a template composes (behaviour 3.11), taken along when it is imported.

They are no templates and have no row of their own; stored in the metadata of the template that
names them, they are there when it is resolved, and no file has to be.
"""

from __future__ import annotations

import posixpath
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any

from techknowledge.errors import UnreadableFile
from techknowledge.importing.reading import text_in


@dataclass(frozen=True)
class Bits:
    """What a document composes.

    Attributes:
        texts: by the names that the document has for them.
        problems: those that are there and cannot be read, with the reason.
    """

    texts: dict[str, str] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)


def bits_of(root: Path, relative: PurePosixPath, document: dict[str, Any]) -> Bits:
    """The texts that a document of the file of that path names.

    A name is relative to the root, to ``bits`` in it, or to the folder of the file. What is nowhere
    is told when the template is resolved.
    """
    bits = Bits()
    for name in _names(document.get("compose")):
        for place in (name, f"bits/{name}", str(relative.parent / name)):
            normal = PurePosixPath(posixpath.normpath(place))
            if (root / normal).is_file():
                _take(bits, root, name, normal)
                break
    return bits


def _names(stated: Any) -> list[str]:
    several = stated if isinstance(stated, list) else [stated]
    return [name for name in several if isinstance(name, str) and name.endswith(".md")]


def _take(bits: Bits, root: Path, name: str, place: PurePosixPath) -> None:
    try:
        bits.texts[name] = text_in(root, place)
    except UnreadableFile as error:
        bits.problems.append(f"composes {name!r}, which {error}")

"""All template files of some roots: which of them count, and what is wrong with the others.

The first root that has a name wins, as with files that are looked up one by one (behaviour T-1). A
file that cannot be read has its name all the same: what a local override replaces must not come
back because of a comma in the override.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any, NamedTuple

from techknowledge.errors import InvalidIdentifier, InvalidTemplate, UnreadableFile
from techknowledge.identifiers import normalised
from techknowledge.importing.bits import Bits, bits_of
from techknowledge.importing.reading import (
    content_of,
    document_of,
    listing,
    root_at,
    shown,
)
from techknowledge.importing.shapes import Shape, shape_of
from techknowledge.storing import FILESYSTEM, Row, row_for

QUALITY = "quality"
CODE_TEMPLATE = "code_template"


class Note(NamedTuple):
    """Something to tell of a file."""

    path: str
    reason: str

    def as_json(self) -> dict[str, str]:
        return self._asdict()


@dataclass(frozen=True)
class TemplateFile:
    """A file with a document.

    Attributes:
        root: absolute.
        relative: to the root.
    """

    root: Path
    relative: PurePosixPath
    document: dict[str, Any]
    shape: Shape
    bits: Bits

    @property
    def path(self) -> str:
        return shown(self.root / self.relative)

    @property
    def identifier(self) -> str:
        """Behaviour 4.2; quality files at the top of a root are ``quality/<name>``."""
        name = name_of(self.relative)
        return f"{QUALITY}/{name}" if self.shape is Shape.QUALITY and "/" not in name else name

    @property
    def category(self) -> str:
        """Behaviour 4.2. What the document calls its category stays in the document."""
        if self.shape is Shape.QUALITY:
            return QUALITY
        first, slash, _ = self.identifier.partition("/")
        return first if slash else CODE_TEMPLATE

    def row(self) -> Row:
        """As it is stored; raises InvalidIdentifier, InvalidTemplate."""
        return row_for(
            self.identifier,
            self.document,
            category=self.category,
            version=None,
            source=FILESYSTEM,
            metadata=self._metadata,
        )

    @property
    def _metadata(self) -> dict[str, Any]:
        """Where the template comes from. The file is there, so it is no longer missing (T-8)."""
        template_id = self.document.get("id")
        return {
            "root": str(self.root),
            "relative_path": str(self.relative),
            "shape": str(self.shape),
            "template_id": template_id if isinstance(template_id, str) else None,
            "bits": self.bits.texts or None,
            "missing_since": None,
        }


@dataclass
class Gathered:
    """What is in the roots.

    Attributes:
        files: one for each identifier, in reading order.
        schemas: JSON Schema files, which are no templates (T-7).
        claimed: identifiers, each with the file that has it, whether it can be read or not.
        incomplete: roots with folders that could not be looked into.
    """

    roots: list[Path]
    files: list[TemplateFile] = field(default_factory=list)
    schemas: list[TemplateFile] = field(default_factory=list)
    skipped: list[Note] = field(default_factory=list)
    shadowed: list[Note] = field(default_factory=list)
    errors: list[Note] = field(default_factory=list)
    claimed: dict[str, tuple[Path, PurePosixPath]] = field(default_factory=dict)
    incomplete: list[Path] = field(default_factory=list)


def gather(paths: Sequence[str | Path]) -> Gathered:
    """Read all template files of some folders, in order.

    Raises:
        NoSuchRoot: one of them is no folder.
    """
    gathered = Gathered(list(dict.fromkeys(map(root_at, paths))))
    for place, root in enumerate(gathered.roots):
        _take_all(gathered, root, gathered.roots[:place])
    return gathered


def _take_all(gathered: Gathered, root: Path, earlier: Sequence[Path]) -> None:
    listed = listing(root)
    for folder, reason in listed.unreadable:
        gathered.incomplete.append(root)
        gathered.errors.append(Note(shown(root / folder), reason))
    for link in listed.links:
        gathered.skipped.append(Note(shown(root / link), "is a link to a folder; not followed"))
    if not listed.files:
        gathered.skipped.append(Note(shown(root), "has no file that ends with .json"))
    for relative in listed.files:
        path = root / relative
        if within := next((one for one in earlier if path.is_relative_to(one)), None):
            gathered.skipped.append(Note(shown(path), f"was read already, as a file of {within}"))
        else:
            _take(gathered, root, relative)


def name_of(relative: PurePosixPath) -> str:
    """The identifier that a path says; raises InvalidIdentifier."""
    return normalised(str(relative.with_suffix("")))


def _take(gathered: Gathered, root: Path, relative: PurePosixPath) -> None:
    try:
        file = _read(root, relative)
        if file.shape is not Shape.SCHEMA:
            file.row()
    except (UnreadableFile, InvalidIdentifier, InvalidTemplate) as error:
        gathered.errors.append(Note(shown(root / relative), str(error)))
        for name in _possible_names(relative):
            gathered.claimed.setdefault(name, (root, relative))
        return
    if file.shape is Shape.SCHEMA:
        gathered.schemas.append(file)
        gathered.skipped.append(Note(file.path, "is a JSON Schema, and no template"))
    elif first := gathered.claimed.get(file.identifier):
        _tell_of_second(gathered, file, *first)
    else:
        gathered.claimed[file.identifier] = (root, relative)
        gathered.files.append(file)


def _read(root: Path, relative: PurePosixPath) -> TemplateFile:
    if shown(relative) != str(relative):
        raise UnreadableFile("has a name that is no UTF-8; rename it")
    document = document_of(content_of(root, relative))
    bits = bits_of(root, relative, document)
    return TemplateFile(root, relative, document, shape_of(document), bits)


def _possible_names(relative: PurePosixPath) -> Iterator[str]:
    """What a file would be called if it could be read."""
    try:
        name = name_of(relative)
    except InvalidIdentifier:
        return
    yield name
    if "/" not in name:
        yield f"{QUALITY}/{name}"


def _tell_of_second(
    gathered: Gathered, file: TemplateFile, root: Path, relative: PurePosixPath
) -> None:
    if file.root == root:
        reason = f"has the identifier of {str(relative)!r}, {file.identifier}; rename one of them"
        gathered.errors.append(Note(file.path, reason))
    else:
        gathered.shadowed.append(Note(file.path, f"{shown(root / relative)} comes first"))

"""Requirements of Python packages (PEP 508), and the files of pip that list them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from posixpath import dirname, join, normpath

from packaging.requirements import InvalidRequirement, Requirement

from snapshots.detection.manifests.dependency import Dependency
from snapshots.detection.manifests.manifest import Manifest

# Characters of one requirement; its parser is not for more.
_LONGEST = 2000

# Files that one file includes, and those include.
_MOST_INCLUDED = 100

_FILE = re.compile(
    r"(?:^|/)(?:[\w.-]+[._-])?requirements(?:[._-][\w.-]+)?\.(?:txt|in)$"
    r"|(?:^|/)requirements/[^/]+\.(?:txt|in)$"
)
_CONSTRAINTS = re.compile(r"constraints?[^/]*$")

_INCLUDED = re.compile(r"(?:-r|--requirement)[\s=]*([^\s=].*)")
_EDITABLE = re.compile(r"(?:-e|--editable)[\s=]*([^\s=].*)")
_OPTION = re.compile(r"\s-")

# A place to fetch from, which may name the package at its end.
_LOCATION = re.compile(r"[A-Za-z][\w+.-]*:|[./~\\]|\S+\.(?:whl|zip|tar\.\w+)$")
_EGG = re.compile(r"[#&]egg=([\w.-]+)")

# A name and a version that PEP 440 does not know, as `django==1.4-custom`.
_UNUSUAL = re.compile(r"([A-Za-z0-9][\w.-]*)\s*(?=[\[(<>=!~;@]|$)")


def is_requirements(path: str) -> bool:
    """Whether a file lists requirements, by its name; one of constraints only bounds versions."""
    return _FILE.search(path) is not None and not _CONSTRAINTS.search(path)


def requirement(text: str) -> tuple[str, str | None] | None:
    """Name and version of a requirement; None for what is none.

    >>> requirement("Django[argon2]>=5.2,<5.3; python_version > '3.9'")
    ('Django', '<5.3,>=5.2')
    """
    try:
        parsed = Requirement(text[:_LONGEST])
    except (InvalidRequirement, RecursionError):
        unusual = _UNUSUAL.match(text)
        return (unusual[1], None) if unusual else None
    return parsed.name, str(parsed.specifier) or None


def requirements_txt(manifest: Manifest) -> Iterator[Dependency]:
    """What it lists, and what files list that it includes and that are no manifests by name.

    Raises:
        InvalidManifest: a line is neither a requirement nor an option, or the files that include
            each other do not come to an end.
    """
    pending, seen = [manifest], {manifest.path}
    while pending:
        current = pending.pop()
        current.for_development |= manifest.for_development
        for line, text in current.statements("\\"):
            if included := _INCLUDED.match(text):
                path = normpath(join(dirname(current.path), included[1]))
                unseen = _is_read_here(path) and path not in seen
                content = manifest.read(path) if unseen else None
                seen.add(path)
                if len(seen) > _MOST_INCLUDED:
                    raise current.invalid(f"more than {_MOST_INCLUDED} files are included", line)
                pending += [] if content is None else [Manifest(path, content, manifest.read)]
            elif found := _required(current, text, line):
                yield current.states("pypi", found[0], found[1], line=line)


def _is_read_here(path: str) -> bool:
    """Whether an included file lies within the tree and is not read for itself."""
    return not path.startswith(("../", "/")) and not is_requirements(path)


def _required(manifest: Manifest, text: str, line: int) -> tuple[str, str | None] | None:
    """Name and version that a line requires; None where it requires no package by name."""
    editable = _EDITABLE.match(text)
    text = _OPTION.split(editable[1] if editable else text, maxsplit=1)[0]
    if _LOCATION.match(text):
        egg = _EGG.search(text)
        return (egg[1], None) if egg else None
    if not text or text.startswith("-") or editable:
        return None
    if found := requirement(text):
        return found
    raise manifest.invalid(f"{text[:60]!r} is no requirement", line)

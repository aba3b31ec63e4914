"""What a template says of a technology and no column holds: extended_metadata of its pattern.

Written as techknowledge/signatures/reading.py reads it. Regular expressions are taken from where
templates have them, under ``patterns`` of the signatures: the original's detector looks for them
elsewhere, and applies none (behaviour L-4, D-15).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from techknowledge.errors import InvalidRegex
from techknowledge.importing.values import Values
from techknowledge.regexes import sound
from techknowledge.technologies import type_of

# How the unified shape calls the ecosystems of its dependencies: npmDependencies, ….
ECOSYSTEMS = {
    "npm": "npm",
    "pip": "pypi",
    "cargo": "cargo",
    "go": "golang",
    "hex": "hex",
    "gem": "rubygems",
    "composer": "composer",
    "maven": "maven",
}

CODE_PATTERNS = (
    "detector_signatures.patterns",
    "detector_signatures.code_patterns",
    "detector_signatures.content_patterns",
    "detect.patterns",
    "patterns",
)

IMPORT_PATTERNS = ("detector_signatures.import_patterns", "detect.importPatterns")


def metadata_of(
    values: Values, kind: str, identifier: str, shared: list[str], locks: list[str]
) -> dict[str, Any]:
    """extended_metadata for a document; a key that would say nothing has the value None.

    Args:
        kind: technology_type of the pattern.
        identifier: of the template.
        shared: config files that any project of the language has; no evidence.
        locks: config files that are lock files: weak evidence, as those that it calls so.
    """
    code, invalid_code = sound(values.regexes(*CODE_PATTERNS))
    imports, invalid_imports = sound(values.regexes(*IMPORT_PATTERNS))
    lock_files = values.texts("detector_signatures.lock_files", "detect.lockFiles")
    metadata = {
        "template_identifier": identifier,
        "display_name": values.text("name"),
        "subtype": _subtype(values, kind),
        "ecosystem": values.text("metadata.ecosystem"),
        "package_manager": values.text("metadata.package_manager", "metadata.packageManager"),
        "dependencies": [*_listed(values), *_by_ecosystem(values, "{}Dependencies")],
        "excluded_dependencies": [*_by_ecosystem(values, "excluded{}Dependencies", str.title)],
        "code_patterns": code,
        "import_patterns": imports,
        "lock_files": list(dict.fromkeys([*locks, *lock_files])),
        "shared_files": shared,
        "framework_hints": values.object("framework_hints"),
        "boosts": values.object("confidence.boosts"),
        "invalid_patterns": [*map(_told, (*invalid_code, *invalid_imports))],
    }
    return {key: value or None for key, value in metadata.items()}


def _subtype(values: Values, kind: str) -> str | None:
    """The category of the document, where it says more than the folder."""
    category = values.text("framework_type", "category")
    return category if category and type_of(category) != kind else None


def _listed(values: Values) -> Iterator[dict[str, Any]]:
    """Dependencies as a list of names, or as an object that says where they stand (D-10)."""
    place = "detector_signatures.dependencies"
    names = values.texts(place, f"{place}.common_packages", "detector_signatures.package_names")
    where = {key: values.text(f"{place}.{key}") for key in ("file", "section")}
    if names:
        yield {"names": names, **{key: text for key, text in where.items() if text}}


def _by_ecosystem(values: Values, key: str, spelled: Any = str) -> Iterator[dict[str, Any]]:
    for prefix, ecosystem in ECOSYSTEMS.items():
        if names := values.texts(f"detect.{key.format(spelled(prefix))}"):
            yield {"names": names, "ecosystem": ecosystem}


def _told(error: InvalidRegex) -> dict[str, str]:
    return {"pattern": error.regex, "error": error.reason}

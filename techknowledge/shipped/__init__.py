"""The patterns that the project brings with it.

A file for each type of technology, ``framework.json``: a list of objects with the columns of
technology_patterns; signatures/reading.py has the keys of extended_metadata. Two more are put in
when the files are read:

    source    "shipped", and
    checksum  of everything else in the row, from which `load_patterns` sees whether somebody has
              changed the row since.

Of a language, file_patterns are the files that are written in it. Its config_files make it surer,
and nothing where there is no such file. Other technologies have in config_files what is there for
their sake alone: a package.json is nobody's, a next.config.js is Next.js's.

What is too common to tell anything is left out, though the technology has it: a `.m` is MATLAB's as
well, a config/deploy.yml Kamal's or anybody's, and kombu comes with Celery whatever carries the
messages.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from importlib.resources import files
from typing import Any

from techknowledge.canonical import checksum
from techknowledge.models import TechnologyPattern
from techknowledge.technologies import CATEGORIES

SOURCE = "shipped"

# What a row says of its technology, as against what was seen of it in the field.
RULES = (
    "technology_type",
    "technology_name",
    "version_pattern",
    "file_patterns",
    "directory_patterns",
    "config_files",
    "build_command",
    "dev_command",
    "install_command",
    "test_command",
    "output_directory",
    "confidence_weight",
    "extended_metadata",
)


def shipped() -> list[TechnologyPattern]:
    """All patterns of the set, not saved, in the order in which rows are written and locked."""
    patterns = [_pattern(kind, row) for kind in CATEGORIES for row in _rows(kind)]
    return sorted(patterns, key=lambda one: (one.technology_type, one.technology_name))


def rules_checksum(pattern: TechnologyPattern) -> str:
    """SHA-256 of all that a row says of its technology, but for the checksum that it has.

    Raises:
        rfc8785.CanonicalizationError: a number in it is none of JSON.
    """
    rules = {column: getattr(pattern, column) for column in RULES}
    if isinstance(metadata := rules["extended_metadata"], dict):
        rules["extended_metadata"] = {k: v for k, v in metadata.items() if k != "checksum"}
    return checksum(rules)


def _rows(technology_type: str) -> Iterator[dict[str, Any]]:
    yield from json.loads(files(__name__).joinpath(f"{technology_type}.json").read_bytes())


def _pattern(technology_type: str, row: dict[str, Any]) -> TechnologyPattern:
    pattern = TechnologyPattern(technology_type=technology_type, **row)
    pattern.extended_metadata = {**pattern.extended_metadata, "source": SOURCE}
    pattern.extended_metadata["checksum"] = rules_checksum(pattern)
    return pattern

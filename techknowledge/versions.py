"""Versions of templates, which are whatever somebody wrote: ``1.0.0``, ``2``, ``draft``."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Protocol, TypeVar

from packaging.version import Version


class Versioned(Protocol):
    identifier: Any
    version: Any


T = TypeVar("T", bound=Versioned)


def by_version(templates: Iterable[T]) -> list[T]:
    """Templates with the highest version first; those of one version by identifier."""
    by_name = sorted(templates, key=lambda one: str(one.identifier))
    return sorted(by_name, key=lambda one: _rank(one.version), reverse=True)


def version_of(template: dict[str, Any]) -> str | None:
    """What a document says of its version: ``version``, else ``metadata.version`` (behaviour 3.6).

    Numbers count as the text they are written as; anything else is no version (T-7).
    """
    metadata = template.get("metadata")
    inner = metadata if isinstance(metadata, dict) else {}
    return as_text(template.get("version")) or as_text(inner.get("version"))


def as_text(version: object) -> str | None:
    """A version in text; None where it is none, or empty."""
    if isinstance(version, bool) or not isinstance(version, str | int | float):
        return None
    return str(version).strip() or None


def _rank(version: str | None) -> tuple[int, Any]:
    """None is below all; what nobody can order is below what follows the rules."""
    if version is None:
        return (0, "")
    try:
        return (2, Version(version))
    except ValueError:  # InvalidVersion is one; so is a number of too many digits.
        return (1, version)

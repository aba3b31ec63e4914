"""Patterns for tests."""

from itertools import count
from typing import Any

from techknowledge.models import TechnologyPattern
from techknowledge.technologies import Technology

_numbers = count(1)


def pattern(name: str | None = None, **columns: Any) -> TechnologyPattern:
    """A stored pattern of a framework, as a user writes one."""
    columns.setdefault("technology_type", "framework")
    named = name or f"framework-{next(_numbers)}"
    return TechnologyPattern.objects.create(technology_name=named, **columns)


def again(row: TechnologyPattern) -> TechnologyPattern:
    """A row as the database has it now."""
    return TechnologyPattern.objects.get(pk=row.pk)


def stored(technology: str) -> TechnologyPattern:
    """The row of a technology, such as framework:phoenix."""
    kind, name = technology.split(":")
    return TechnologyPattern.objects.get(technology_type=kind, technology_name=name)


def technology(name: str) -> Technology:
    return Technology("framework", name)

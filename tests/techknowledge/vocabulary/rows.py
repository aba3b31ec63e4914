"""Rows of the aligned tables, with what a test does not care about filled in."""

from __future__ import annotations

from typing import Any

from django.db import DEFAULT_DB_ALIAS

from techknowledge.models import TechnologyPattern, TechnologyTemplate

# Values that somebody may have put where an object or a list is expected.
ODD: list[Any] = [
    None,
    True,
    7,
    1.5,
    "text",
    "",
    [],
    {},
    ["a", None, 1, {"b": []}],
    {"a": {"b": 1}},
]


def add_template(document: Any, identifier: str = "", using: str = DEFAULT_DB_ALIAS) -> None:
    """A template that is this document."""
    templates = TechnologyTemplate.objects.using(using)
    name = identifier or f"generator/{templates.count()}"
    templates.create(identifier=name, category="generator", template=document)


def add_pattern(name: str, **columns: Any) -> None:
    """A pattern of a framework."""
    TechnologyPattern.objects.create(technology_name=name, technology_type="framework", **columns)

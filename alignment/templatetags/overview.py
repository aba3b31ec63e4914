"""What the templates of the overview page, and the admin's index, are made with."""

from __future__ import annotations

from typing import Any

from django import template
from django.db import DEFAULT_DB_ALIAS, connections

from alignment.admin.overview import may_see
from alignment.overview import overview
from alignment.overview.sentences import ago, sentences, verdict

register = template.Library()
register.filter(ago)


@register.inclusion_tag("admin/alignment/summary.html", takes_context=True)
def alignment_summary(context: dict[str, Any]) -> dict[str, Any]:
    """The overview in short, for those who may see it."""
    if not may_see(context["request"]):
        return {}
    connection = connections[DEFAULT_DB_ALIAS]
    found = overview(connection)
    return {"overview": found, "verdict": verdict(sentences(connection, found))}


@register.simple_tag(takes_context=True)
def may_see_overview(context: dict[str, Any]) -> bool:
    """Whether to show the way there. Pages of an error have no request."""
    return "request" in context and may_see(context["request"])


@register.filter
def thousands(number: int) -> str:
    """1240112 as 1,240,112."""
    return f"{number:,}"


@register.filter
def unit(number: float) -> str:
    """A length in the picture, the same in every language."""
    return f"{number:.1f}"


@register.filter
def of_table(links: dict[str, str], table: str) -> str:
    """Where a table's rows can be looked at; empty for nowhere."""
    return links.get(table, "")

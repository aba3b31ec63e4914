"""Patterns of code that quality templates describe, found by what somebody asks for.

They stand in `semantic_patterns.common_patterns`. The original looked for them at the top of the
document, where no template has any, and never found one (behaviour X-9).
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models.fields.json import KeyTransform

from techknowledge.models import TechnologyTemplate

_log = logging.getLogger(__name__)

_COMMON = KeyTransform("common_patterns", KeyTransform("semantic_patterns", "template"))


@dataclass(frozen=True)
class SemanticPattern:
    """A way of building something that a request asks for.

    Attributes:
        template: identifier of the quality template that describes it.
        name: for example `API client`.
        pseudocode: what it does, in the template's own notation; empty if it does not say.
        matched: which of its keywords the request has.
    """

    template: str
    name: str
    pseudocode: str
    matched: tuple[str, ...]


def matching(request: str) -> list[SemanticPattern]:
    """Patterns of the stored quality templates of which a request has keywords, most first.

    A keyword counts if all its words are in the request, whole and in any case. Entries that are no
    patterns are logged and passed over: they must not hide the others.
    """
    words = _words(request)
    rows = TechnologyTemplate.objects.in_category("quality").annotate(common=_COMMON)
    found = [
        SemanticPattern(identifier, name, pseudocode, matched)
        for identifier, common in rows.values_list("identifier", "common")
        for name, pseudocode, keywords in _patterns(identifier, common)
        if (matched := tuple(one for one in keywords if _occurs(one, words)))
    ]
    return sorted(found, key=lambda one: (-len(one.matched), one.template, one.name))


def _patterns(identifier: str, common: Any) -> Iterator[tuple[str, str, list[str]]]:
    if common is None:
        return
    for entry in common if isinstance(common, list) else [common]:
        match entry:
            case {"pattern": str(name), "keywords": list(keywords)}:
                pseudocode = entry.get("pseudocode")
                yield (
                    name,
                    pseudocode if isinstance(pseudocode, str) else "",
                    [one for one in keywords if isinstance(one, str)],
                )
            case _:
                _log.warning("%s: no semantic pattern: %.200r", identifier, entry)


def _occurs(keyword: str, words: set[str]) -> bool:
    wanted = _words(keyword)
    return bool(wanted) and wanted <= words


def _words(text: str) -> set[str]:
    return set(re.findall(r"\w+", text.lower()))

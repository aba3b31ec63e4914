"""Words of SPARC, the method in five phases that templates of workflows add further ones to."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from techknowledge.methodology import phases
from techknowledge.vocabulary.documents import at
from techknowledge.vocabulary.words import SPARC_PREFIX

PHASES = tuple(phase.name for phase in phases.PHASES)

# One line with a letter in it: a phase that is only numbered would be met in all code.
_KEYWORD = re.compile(r"(?=.*[^\W\d_])\S.{1,98}\S")


def keywords_of(document: Any) -> Iterator[str]:
    """What a template says of phases: its ``phase``, its id ``sparc-…``, the phase in that id."""
    for stated in at(document, "phase"), _sparc_id(document), _sparc_id(document, SPARC_PREFIX):
        keyword = stated.strip() if isinstance(stated, str) else ""
        if _KEYWORD.fullmatch(keyword):
            yield keyword


def _sparc_id(document: Any, without: str = "") -> str | None:
    stated = at(document, "id")
    if isinstance(stated, str) and stated.startswith(SPARC_PREFIX):
        return stated.removeprefix(without)
    return None

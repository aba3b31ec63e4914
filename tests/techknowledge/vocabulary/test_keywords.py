"""Words of SPARC come from the templates of phases."""

from __future__ import annotations

from typing import Any

import pytest

from techknowledge.vocabulary.keywords import keywords_of
from tests.techknowledge.vocabulary.rows import ODD


def test_a_phase_has_its_name() -> None:
    assert list(keywords_of({"id": "review", "phase": " code review "})) == ["code review"]


def test_an_id_of_sparc_is_a_word_and_so_is_its_phase() -> None:
    assert list(keywords_of({"id": "sparc-research"})) == ["sparc-research", "research"]


@pytest.mark.parametrize("phase", [*ODD[:3], "4", "12.5", "ab", "x\ny" * 9, "long " * 30])
def test_a_number_is_no_name(phase: Any) -> None:
    """It would be met in all code."""
    assert list(keywords_of({"phase": phase})) == []


@pytest.mark.parametrize("odd", ODD)
def test_a_document_may_be_anything(odd: Any) -> None:
    assert list(keywords_of(odd)) == []
    assert list(keywords_of({"id": odd})) == []

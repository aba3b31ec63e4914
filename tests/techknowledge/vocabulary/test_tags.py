"""Prompt tags mark off the parts of a prompt."""

from __future__ import annotations

from typing import Any

import pytest

from techknowledge.vocabulary.tags import PROMPT_KEYS, tags_of
from tests.techknowledge.vocabulary.rows import ODD


def found(text: str) -> set[str]:
    return set(tags_of({"prompts": {"any": [text]}}))


@pytest.mark.parametrize("key", sorted(PROMPT_KEYS))
def test_prompts_have_tags_wherever_they_stand(key: str) -> None:
    assert set(tags_of({"a": [{key: "## Goal"}]})) == {"## Goal"}


def test_other_texts_have_none() -> None:
    assert set(tags_of({"description": "## Goal", "name": "<plan>x</plan>"})) == set()


@pytest.mark.parametrize("tag", ["plan", "user_input", "REASONING", "step-2"])
def test_an_element_is_two_tags(tag: str) -> None:
    assert found(f"Think.\n<{tag}>\n{{task}}\n</{tag}>") == {f"<{tag}>", f"</{tag}>"}


@pytest.mark.parametrize("line", ["=== FILES ===", "## Output", "### What to do", "RULES:"])
def test_a_line_is_a_tag(line: str) -> None:
    assert found(f"First\n{line}  \nand last") == {line}


@pytest.mark.parametrize(
    "text",
    [
        "<main><p>text</p></main>",
        "<Layout>text</Layout>",
        "fn a<T>() -> Vec<T>",
        "<plan> is not closed",
        '<project xmlns="x"><version>1</version></project>',
        '<?xml version="1.0"?><version>1</version>',
        "```\n## Output\n<plan>x</plan>\n```",
        "# a comment",
        "  ## indented",
        "## {{ModuleName}}",
        "KEY: value",
        "=======",
        "## " + "long " * 50,
    ],
)
def test_code_and_prose_have_none(text: str) -> None:
    assert found(text) == set()


@pytest.mark.parametrize("odd", ODD)
def test_a_document_may_be_anything(odd: Any) -> None:
    assert set(tags_of(odd)) == set()
    assert set(tags_of({"prompts": odd})) == set()

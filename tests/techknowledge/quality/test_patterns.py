"""Patterns of quality templates are found by their keywords (behaviour X-9)."""

from typing import Any

import pytest

from techknowledge.models import TechnologyTemplate
from techknowledge.quality import matching

pytestmark = pytest.mark.django_db

CACHE = {"pattern": "Cache", "pseudocode": "get | put", "keywords": ["cache", "ttl", "key value"]}
CLIENT = {"pattern": "Client", "keywords": ["http", "cache"]}


def store(common: Any, identifier: str = "quality/elixir_production", **keys: Any) -> None:
    document = {"semantic_patterns": {"common_patterns": common}} | keys
    TechnologyTemplate.objects.create(identifier=identifier, category="quality", template=document)


def test_the_pattern_with_most_keywords_comes_first() -> None:
    """X-9: they were looked for at the top of the document, where no template has them."""
    store([CLIENT, CACHE])

    found = matching("A Cache with a TTL")

    assert [(one.name, one.matched) for one in found] == [
        ("Cache", ("cache", "ttl")),
        ("Client", ("cache",)),
    ]
    assert found[0].pseudocode == "get | put"


@pytest.mark.parametrize(
    ("request_", "matched"),
    [("key and value", ["key value"]), ("a key", []), ("cached cachet", []), ("", []), ("…", [])],
)
def test_a_keyword_counts_with_all_its_words_and_whole(request_: str, matched: list[str]) -> None:
    store([CACHE])

    assert [word for one in matching(request_) for word in one.matched] == matched


def test_only_quality_templates_are_asked() -> None:
    TechnologyTemplate.objects.create(
        identifier="framework/x",
        category="framework",
        template={"semantic_patterns": {"common_patterns": [CACHE]}},
    )

    assert matching("cache") == []


@pytest.mark.parametrize(
    "entry", [7, "cache", None, [], {"pattern": "x"}, {"pattern": 1, "keywords": ["cache"]}]
)
def test_an_entry_that_is_no_pattern_is_logged_and_hides_no_other(
    entry: Any, caplog: pytest.LogCaptureFixture
) -> None:
    store([entry, CACHE | {"keywords": [None, 7, "", "cache"], "pseudocode": 7}])

    assert [(one.name, one.pseudocode) for one in matching("cache")] == [("Cache", "")]
    assert "quality/elixir_production: no semantic pattern" in caplog.text


@pytest.mark.parametrize("document", [[], "cache", 7, {}, {"semantic_patterns": ["cache"]}])
def test_a_document_of_another_shape_has_none(document: Any) -> None:
    TechnologyTemplate.objects.create(
        identifier="quality/odd", category="quality", template=document
    )

    assert matching("cache") == []

"""Storing templates: what is written, what is kept, what is refused."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection

from techknowledge.canonical import checksum
from techknowledge.errors import InvalidIdentifier, InvalidTemplate, KnowledgeError
from techknowledge.models import TechnologyTemplate
from techknowledge.storing import Outcome

pytestmark = pytest.mark.django_db

upsert: Callable[..., Outcome] = TechnologyTemplate.objects.upsert


def get(identifier: str) -> TechnologyTemplate:
    return TechnologyTemplate.objects.get(identifier=identifier)


def whole_row(identifier: str) -> Any:
    """All columns, and by which transaction the row was written where."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT xmin::text, ctid::text, technology_templates.* FROM technology_templates "
            "WHERE identifier = %s",
            [identifier],
        )
        return cursor.fetchone()


def test_a_template_is_stored_with_what_can_be_derived() -> None:
    document = {"name": "Web", "version": "2.1", "category": "fullstack"}
    assert upsert("Framework/My Web", document, metadata={"by": "Ada"}) == Outcome.INSERTED
    row = get("framework/my_web")
    assert (row.category, row.version, row.source) == ("framework", "2.1", "user")
    assert row.template == document
    assert row.metadata == {"by": "Ada"}
    assert row.checksum == checksum(document)
    assert row.inserted_at is not None
    assert row.updated_at is not None


def test_a_changed_template_changes_the_checksum_and_the_time() -> None:
    upsert("a", {"name": "A"})
    before = get("a")
    assert upsert("a", {"name": "B"}) == Outcome.UPDATED
    after = get("a")
    assert after.pk == before.pk
    assert after.inserted_at == before.inserted_at
    assert after.checksum != before.checksum


def test_what_is_there_already_is_not_written() -> None:
    """T-2: an unchanged template costs no new version of its row."""
    upsert("a", {"n": [1, 2.5], "x": None}, metadata={"k": 1})
    before = whole_row("a")
    assert upsert("A", {"x": None, "n": [1.0, 2.5]}, metadata={"k": 1, "gone": None}) == (
        Outcome.UNCHANGED
    )
    assert whole_row("a") == before


@pytest.mark.parametrize(
    "changed",
    [{"category": "b"}, {"version": "2"}, {"metadata": {"k": 2}}, {"metadata": {"k": None}}],
)
def test_every_column_counts_as_a_change(changed: dict[str, Any]) -> None:
    stated = {"category": "a", "version": "1", "metadata": {"k": 1}}
    upsert("a", {}, **stated)
    assert upsert("a", {}, **(stated | changed)) == Outcome.UPDATED
    assert upsert("a", {}, **(stated | changed)) == Outcome.UNCHANGED


def test_keys_of_metadata_that_are_not_named_stay() -> None:
    upsert("a", {}, metadata={"note": "mine", "old": 1})
    upsert("a", {}, metadata={"old": None, "new": 2})
    assert get("a").metadata == {"note": "mine", "new": 2}


@pytest.mark.parametrize("metadata", [None, [], ["x"], "text", 5])
def test_metadata_that_is_no_object_gives_way(metadata: Any) -> None:
    TechnologyTemplate.objects.create(
        identifier="a", category="a", source="user", template={}, metadata=metadata
    )
    upsert("a", {}, metadata={"k": 1})
    assert get("a").metadata == {"k": 1}


@pytest.mark.parametrize("source", ["user", "test", "migrated", "nats", None])
def test_rows_of_another_source_are_kept_unless_forced(source: str | None) -> None:
    """T-2: the original's import writes over them."""
    TechnologyTemplate.objects.create(
        identifier="a", category="a", source=source, template={"mine": 1}
    )
    before = whole_row("a")
    assert upsert("a", {"mine": 2}, source="filesystem") == Outcome.KEPT
    assert whole_row("a") == before
    assert upsert("a", {"mine": 2}, source="filesystem", force=True) == Outcome.UPDATED
    assert get("a").source == "filesystem"


def test_anybody_may_put_something_in_place_of_a_file() -> None:
    upsert("a", {"from": "file"}, source="filesystem")
    assert upsert("a", {"from": "agent"}, source="agent") == Outcome.UPDATED
    assert upsert("a", {"from": "file"}, source="filesystem") == Outcome.KEPT


@pytest.mark.parametrize(
    ("identifier", "template", "category"),
    [
        ("test_template", {"category": "test"}, "test"),
        ("test_template", {}, "unknown"),
        ("test_template", {"category": ["test"]}, "unknown"),
        ("framework/phoenix", {"category": "other"}, "framework"),
        (["framework", "phoenix"], {}, "framework"),
    ],
)
def test_category(identifier: Any, template: dict[str, Any], category: str) -> None:
    """T-3: in the original the category of a text is the whole of it."""
    upsert(identifier, template)
    assert TechnologyTemplate.objects.get().category == category


@pytest.mark.parametrize(
    ("template", "option", "version"),
    [
        ({"version": "1"}, "2", "2"),
        ({"version": 1.5}, None, "1.5"),
        ({"version": 2}, None, "2"),
        ({"metadata": {"version": "3"}}, None, "3"),
        ({"version": "", "metadata": {"version": 4}}, None, "4"),
        ({"version": {"major": 1}}, None, None),
        ({"version": True, "metadata": ["no", "object"]}, None, None),
        ({}, 7, "7"),
    ],
)
def test_version(template: dict[str, Any], option: Any, version: str | None) -> None:
    """T-7: a number is refused by the original, and metadata that is no object raises."""
    upsert("a", template, version=option)
    assert get("a").version == version


def nested(depth: int) -> dict[str, Any]:
    document: dict[str, Any] = {}
    for _ in range(depth):
        document = {"a": document}
    return document


@pytest.mark.parametrize(
    ("template", "reason"),
    [
        (["a"], "it is a list, and no object"),
        ("text", "it is a str, and no object"),
        (None, "it is a NoneType, and no object"),
        ({"a": [{"b": "x\0"}]}, r"template.a[0].b is 'x\x00': it has a NUL character"),
        ({"a": "\ud800"}, r"template.a is '\ud800': it has a lone surrogate"),
        ({"a": {"\0": 1}}, r"a key of template.a is '\x00': it has a NUL character"),
        ({"a": {1: 1}}, "a key of template.a is 1: no text"),
        ({"a": float("nan")}, "template.a is nan: no number of JSON"),
        ({"a": float("-inf")}, "template.a is -inf: no number of JSON"),
        ({"a": 2**1024}, ": a number beyond all doubles"),
        ({"a": {1, 2}}, "of type set, which JSON does not have"),
        (nested(500), ": deeper than 100 levels"),
    ],
)
def test_what_cannot_be_stored_is_refused(template: Any, reason: str) -> None:
    with pytest.raises(InvalidTemplate) as refused:
        upsert("A", template)
    assert str(refused.value).startswith("Template 'a' cannot be stored: ")
    assert reason in str(refused.value)


@pytest.mark.parametrize(
    "option",
    [
        {"version": True},
        {"version": ["1"]},
        {"version": "x\0"},
        {"category": "\ud800"},
        {"source": "\0"},
        {"metadata": {"a": float("nan")}},
        {"category": "c" * 1500, "version": "v" * 1500},
    ],
)
def test_options_that_cannot_be_stored_are_refused(option: dict[str, Any]) -> None:
    with pytest.raises(InvalidTemplate):
        upsert("a", {}, **option)


def test_names_that_are_none_are_refused() -> None:
    with pytest.raises(InvalidIdentifier):
        upsert("../a", {})
    assert issubclass(InvalidIdentifier, KnowledgeError)


def test_the_longest_names_fit_their_indexes() -> None:
    name = "".join(chr(97 + n * n % 26) for n in range(2600))
    assert upsert(name, {}, category=name[:1300], version=name[1300:]) == Outcome.INSERTED

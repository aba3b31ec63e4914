"""What a name means among stored templates."""

import logging
from typing import Any

import pytest

from techknowledge.models import TechnologyTemplate

pytestmark = pytest.mark.django_db


def stored(identifier: str, template: dict[str, Any] | None = None, **columns: Any) -> str:
    """A row as somebody wrote it, whatever the rules are; its identifier."""
    defaults = {"category": "any", "template": template or {}}
    return TechnologyTemplate.objects.create(
        identifier=identifier, **(defaults | columns)
    ).identifier


def found(name: Any) -> str | None:
    template = TechnologyTemplate.objects.find(name)
    return template.identifier if template else None


@pytest.mark.parametrize(
    "name",
    ["framework/my_web", "Framework/My  Web", " framework / my web ", ["framework", "My Web"]],
)
def test_names_are_normalised_as_identifiers_are(name: Any) -> None:
    """T-4: the original normalises where it imports and not where it looks up."""
    assert found(name) is None
    stored("framework/my_web")
    assert found(name) == "framework/my_web"


def test_the_identifier_as_given_comes_before_the_normalised_one() -> None:
    stored("framework/phoenix")
    assert found("Framework/Phoenix") == "framework/phoenix"
    stored("Framework/Phoenix")
    assert found("Framework/Phoenix") == "Framework/Phoenix"


def test_an_id_is_a_name(caplog: pytest.LogCaptureFixture) -> None:
    """L-2: the original raises for a text that is no path."""
    stored("workflows/1", {"id": "sparc-specification"})
    assert found("sparc-specification") == "workflows/1"
    assert not caplog.records


def test_of_several_with_one_id_the_highest_version_is_taken(
    caplog: pytest.LogCaptureFixture,
) -> None:
    stored("a", {"id": "sparc-architecture"}, version="9.0")
    stored("c", {"id": "sparc-architecture"}, version="10.0")
    stored("b", {"id": "sparc-architecture"}, version="10.0.0")
    stored("d", {"id": "sparc-architecture"}, version="draft")
    stored("e", {"id": "sparc-architecture"})
    with caplog.at_level(logging.WARNING):
        assert found("sparc-architecture") == "b"
    assert "5 templates are called 'sparc-architecture': took b. Others: c, a, d, e" in caplog.text


def test_an_identifier_comes_before_an_id() -> None:
    stored("z", {"id": "name"}, version="2")
    stored("name")
    assert found("name") == "name"


def test_aligned_rows_are_found_by_each_of_their_names() -> None:
    """T-9: they are technology/name; the original's loader asks for category/technology."""
    stored(
        "Phoenix/Live View",
        {"technology": "Phoenix", "name": "Live View"},
        category="framework",
        metadata={"aliases": ["framework/Phoenix/Live View"]},
    )
    for name in (
        "Phoenix/Live View",
        "framework/Phoenix/Live View",
        "framework/phoenix",
        ("framework", "Phoenix"),
    ):
        assert found(name) == "Phoenix/Live View", name


def test_a_file_comes_before_aligned_rows_of_its_technology() -> None:
    stored("phoenix/view", {"technology": "phoenix"}, category="framework")
    assert found("framework/phoenix") == "phoenix/view"
    stored("framework/phoenix", category="framework")
    assert found("framework/phoenix") == "framework/phoenix"


@pytest.mark.parametrize(
    "name",
    [
        "", "/", "..", "../x", "/etc/passwd", "a//b", "a\\b", "a\0b", "\ud800", "é", "%",
        "x" * 9999,        [], [""], ["a", 1], None, 7, 1.5, b"a", {"a": 1}, object(),
    ],
)  # fmt: skip
def test_odd_names_mean_nothing(name: Any) -> None:
    """L-2, L-7: nothing is raised, no file is looked at."""
    stored("a/b", {"id": 7})
    assert found(name) is None


def test_templates_for_phase() -> None:
    """L-6: the original calls this and does not define it."""
    stored("workflows/4", {"phase": "Architecture"}, version="2")
    stored("workflows/3", {"id": "sparc-architecture"}, version="1")
    stored("other", {"phase": "research", "id": "architecture"})
    phase = TechnologyTemplate.objects.templates_for_phase
    assert [one.identifier for one in phase("architecture")] == ["workflows/4", "workflows/3"]
    assert phase("completion") == []
    assert phase("a\0") == []


def test_what_a_document_holds_of_another_type_is_no_name() -> None:
    stored("a", {"id": ["x"], "phase": {"x": 1}, "technology": 5}, metadata={"aliases": {"x": 1}})
    stored("b", metadata=["x"])
    assert found("x") is None
    assert TechnologyTemplate.objects.templates_for_phase("x") == []

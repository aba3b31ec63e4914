"""The templates that the project brings are enough for all phases, and good for the languages."""

import json
from pathlib import Path
from typing import Any

import pytest

from techknowledge.methodology import PHASES, execute
from techknowledge.methodology.errors import SHIPPED
from techknowledge.methodology.guides import guide_for
from techknowledge.models import TechnologyTemplate
from techknowledge.quality import matching, quality_template
from tests.techknowledge.methodology.recording import Recording

QUALITY = sorted(SHIPPED.glob("quality/*.json"))


def read(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))


@pytest.fixture
def _stored(db: None) -> None:
    for path in SHIPPED.rglob("*.json"):
        identifier = path.relative_to(SHIPPED).with_suffix("").as_posix()
        TechnologyTemplate.objects.create(
            identifier=identifier, category=identifier.split("/")[0], template=read(path)
        )


def test_each_phase_has_exactly_one() -> None:
    """X-1: there was no sparc-completion, and sparc-architecture was there twice.

    X-6: the default of every choice was a template that did not exist.
    """
    ids = [read(path)["id"] for path in sorted(SHIPPED.glob("workflows/sparc/*.json"))]

    assert ids == [phase.template for phase in PHASES]


@pytest.mark.usefixtures("_stored")
def test_a_phase_finds_its_own() -> None:
    for phase in PHASES:
        guide = guide_for(phase)
        assert guide.identifier == f"workflows/sparc/{phase.number}-{phase.name}"


@pytest.mark.usefixtures("_stored")
def test_five_prompts_come_of_them() -> None:
    generate = Recording()

    execute("a cache with {ttl}", "Python", generate=generate)

    assert len(generate.prompts) == len(PHASES)
    for phase, prompt in zip(PHASES, generate.prompts, strict=True):
        text = read(SHIPPED / f"workflows/sparc/{phase.number}-{phase.name}.json")["instruction"]
        assert text.replace("{{language}}", "python") in prompt.user
        assert "a cache with {ttl}" in prompt.user
        assert "{{" not in prompt.user
        assert "{task}" not in prompt.user
        assert 500 < len(prompt.user) < 6000
    assert "mypy --strict" in generate.asked("refinement")
    assert "Write Python code of production quality" in generate.asked("completion")


@pytest.mark.usefixtures("_stored")
@pytest.mark.parametrize("path", QUALITY, ids=lambda path: path.stem)
def test_a_quality_template_is_one(path: Path) -> None:
    document = read(path)

    template = quality_template(document["language"], document["quality_level"])

    assert template.identifier == f"quality/{path.stem}"
    assert template.checklist
    assert "a cache" in (template.prompt("code_generation", task="a cache") or "")
    assert "x = 1" in (template.prompt("tests", code="x = 1") or "")


@pytest.mark.usefixtures("_stored")
def test_their_patterns_are_found_by_what_is_asked_for() -> None:
    """X-9: nothing was ever found."""
    found = matching("an HTTP client for the billing API")

    assert {one.template for one in found} == {
        "quality/elixir_production",
        "quality/python_production",
    }
    assert {one.name for one in found} == {"HTTP client"}

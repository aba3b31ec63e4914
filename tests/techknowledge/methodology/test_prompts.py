"""A prompt says the task, what to do, what came before, what is good, and how others did it."""

import re

import pytest

from techknowledge.methodology import Artifacts, execute, execute_phase
from techknowledge.quality import LEVELS
from tests.techknowledge.methodology.recording import (
    Recording,
    store,
    store_phases,
    store_quality,
)

pytestmark = pytest.mark.django_db

MADE = Artifacts(
    specification="the spec", pseudocode="the steps", architecture="parts", refined_design="plan"
)


def sections(prompt: str) -> list[str]:
    """The names of the sections of a prompt, in order."""
    return re.findall(r"^<(\w+)>$", prompt, re.MULTILINE)


def asked(phase: str, task: str = "a cache", language: str = "elixir", **options: object) -> str:
    """What the generator is asked in one phase after all before it."""
    generate = Recording()
    execute_phase(phase, task, language, generate=generate, artifacts=MADE, **options)  # type: ignore[arg-type]
    return generate.asked(phase)


def test_each_phase_builds_on_all_before_it() -> None:
    store_phases()
    generate = Recording()

    execute("a cache", generate=generate)

    earlier = ["specification", "pseudocode", "architecture", "refined_design"]
    assert {phase: sections(generate.asked(phase)) for phase in generate.phases} == {
        "specification": ["task", "instructions"],
        "pseudocode": ["task", "instructions", *earlier[:1]],
        "architecture": ["task", "instructions", *earlier[:2]],
        "refinement": ["task", "instructions", *earlier[:3], "quality"],
        "completion": ["task", "instructions", *earlier, "quality"],
    }


def test_a_prompt_quotes_what_came_before() -> None:
    store_phases()

    assert "<pseudocode>\nthe steps\n</pseudocode>" in asked("architecture")


def test_the_system_is_told_the_phase_and_the_language() -> None:
    store_phases()
    generate = Recording()

    execute("a cache", "Rust", generate=generate)

    assert "writes rust" in generate.prompts[2].system
    assert "phase 3 of 5, architecture" in generate.prompts[2].system


# --- Quality -------------------------------------------------------------------------------------


def test_refinement_and_completion_know_the_quality_of_the_language() -> None:
    """X-2: the quality template was encoded as a pair, which raised."""
    store_phases()
    store_quality("python", quality_checklist=["No guesses"])
    store_quality("elixir")

    for phase in ("refinement", "completion"):
        prompt = asked(phase, language="Python")
        assert "Good python" in prompt
        assert "python rules" in prompt
        assert "- No guesses" in prompt
        assert "elixir" not in prompt


def test_only_completion_is_told_to_write_code() -> None:
    store_phases()
    store_quality(
        prompts={"code_generation": "Write {language} for {task}.", "system_prompt": "Be {level}."}
    )
    generate = Recording()

    execute("a cache", generate=generate)

    assert "Write elixir for a cache." in generate.asked("completion")
    assert "Write elixir for a cache." not in generate.asked("refinement")
    assert [one.system.startswith("Be production.") for one in generate.prompts] == [False] * 4 + [
        True
    ]


@pytest.mark.parametrize("level", LEVELS)
def test_a_language_without_a_template_has_the_default_of_the_level(level: str) -> None:
    """X-4: erlang and `default_production` were named, and did not exist."""
    store_phases()

    prompt = asked("completion", language="cobol", level=level)

    assert f"Generate {level} quality cobol code for: a cache" in prompt


@pytest.mark.parametrize(
    ("level", "temperature"), [("production", 0.05), ("standard", 0.1), ("draft", 0.2)]
)
def test_the_level_decides_how_freely_code_is_written(level: str, temperature: float) -> None:
    store_phases()
    generate = Recording()

    execute("a cache", generate=generate, level=level)

    assert [one.temperature for one in generate.prompts] == [None] * 4 + [temperature]


# --- Placeholders --------------------------------------------------------------------------------


def test_placeholders_of_a_template_are_filled_in_and_code_in_it_stays() -> None:
    store_phases("architecture")
    store(
        "workflows/own",
        id="sparc-architecture",
        instruction="{task} in {{language}} after {{specification}}: {:ok, x} {{ModuleName}} {0}",
    )

    assert "a cache in elixir after the spec: {:ok, x} {{ModuleName}} {0}" in asked("architecture")


def test_a_task_with_placeholders_in_it_stays_as_it_is() -> None:
    store_phases("specification")
    store("workflows/own", id="sparc-specification", instruction="Specify: {task}")

    prompt = asked("specification", "escape {language} and {{code}} {task} \\1 %s")

    assert prompt.count("escape {language} and {{code}} {task} \\1 %s") == 2


def test_an_artifact_with_placeholders_in_it_stays_as_it_is() -> None:
    store_phases()
    generate = Recording({"specification": "{:ok, {task}} {{language}}"})

    execute("a cache", generate=generate)

    assert "{:ok, {task}} {{language}}" in generate.asked("completion")


# --- Examples ------------------------------------------------------------------------------------


def test_examples_are_asked_for_where_they_help() -> None:
    store_phases()
    queries: list[tuple[str, int]] = []

    def find(query: str, limit: int) -> list[str]:
        queries.append((query, limit))
        return ["x = 1"]

    generate = Recording()
    execute("a cache", generate=generate, examples=find, level="standard")

    assert queries == [
        ("specification for a cache", 3),
        ("architecture patterns elixir", 5),
        ("a cache", 5),
    ]
    shown = [phase for phase in generate.phases if "x = 1" in generate.asked(phase)]
    assert shown == ["specification", "architecture", "completion"]
    assert sections(generate.asked("completion"))[-2:] == ["quality", "examples"]


@pytest.mark.parametrize(("level", "count"), [("production", 10), ("standard", 5), ("draft", 2)])
def test_the_level_decides_how_many_examples_completion_asks_for(level: str, count: int) -> None:
    store_phases()
    limits: list[int] = []

    def find(query: str, limit: int) -> list[str]:
        limits.append(limit)
        return []

    assert "<examples>" not in asked("completion", examples=find, level=level)
    assert limits == [count]

"""Templates of every shape say what to do (behaviour 4.1)."""

from typing import Any

import pytest

from techknowledge.methodology.guides import guide_for, instructions
from techknowledge.methodology.phases import phase_named
from tests.techknowledge.methodology.recording import store

SIGNATURE = {"instruction": "Specify.", "outputs": {"spec": "What has to hold"}}


def test_a_code_generator_gives_its_instruction_content_steps_and_outputs() -> None:
    """Shape S6."""
    document = {
        "steps": [{"name": "read", "operation": {"type": "analyze"}}, {"name": "write"}],
        "ai_signature": SIGNATURE,
        "template_content": "In three parts.",
    }

    assert instructions(document) == (
        "Specify.\n\nIn three parts.\n\nSteps:\n- read\n- write\n\n"
        "What is to come of it:\n- spec: What has to hold"
    )


@pytest.mark.parametrize(
    ("outputs", "lines"),
    [
        (["spec", "tests"], "- spec\n- tests"),
        ({"spec": "what holds", "tests": ["unit"]}, "- spec: what holds\n- tests"),
        ([{"name": "spec", "description": "what holds"}], "- spec: what holds"),
    ],
)
def test_a_workflow_phase_gives_its_instruction_and_outputs(outputs: Any, lines: str) -> None:
    """Shape S10, whose outputs come in several forms."""
    document = {"phase": "architecture", "instruction": "Draw.", "outputs": outputs}

    assert instructions(document) == f"Draw.\n\nWhat is to come of it:\n{lines}"


def test_a_row_aligned_from_the_legacy_table_gives_its_template() -> None:
    assert instructions({"technology": "sparc", "template": "Do as I say."}) == "Do as I say."


def test_steps_alone_will_do() -> None:
    assert instructions({"steps": ["think", {"name": "write", "description": "in full"}]}) == (
        "Steps:\n- think\n- write: in full"
    )


@pytest.mark.django_db
def test_what_a_template_builds_on_comes_before_its_own(caplog: pytest.LogCaptureFixture) -> None:
    """L-6: `compose` was never resolved. What leads nowhere is logged."""
    store("bits/style", template_content="Be brief.")
    store(
        "workflows/own",
        id="sparc-architecture",
        instruction="Draw.",
        compose=["bits/style", "bits/gone"],
    )

    text = guide_for(phase_named("architecture")).text

    assert text.index("Be brief.") < text.index("Draw.")
    assert "bits/gone" in caplog.text


@pytest.mark.parametrize(
    "document",
    [
        None,
        [],
        "Do it.",
        7,
        {"instruction": None, "template_content": {"text": "Do it."}, "template": ["Do it."]},
        {"ai_signature": "Do it.", "steps": {"name": "Do it."}, "outputs": "code"},
        {"ai_signature": {"instruction": ["Do it."]}, "steps": [None, 7, {}, {"name": ""}]},
    ],
)
def test_a_document_of_no_shape_says_nothing(document: Any) -> None:
    """X-5, X-7: objects where texts were expected broke the prompt."""
    assert instructions(document) == ""

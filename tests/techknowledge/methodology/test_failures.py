"""A phase that fails keeps what there is, and an execution goes on from there."""

from typing import Any

import pytest

from techknowledge.methodology import execute
from techknowledge.methodology.errors import PhaseFailed
from tests.techknowledge.methodology.recording import Recording, store_phases

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (OSError("no route"), "OSError: no route"),
        (LookupError(), "LookupError"),
        ({"content": "text"}, r"\{'content': 'text'\}, not a text"),
        (None, "None, not a text"),
        (b"text", "b'text', not a text"),
        (" \n", "not a text that says something"),
    ],
)
def test_a_failing_generator_ends_its_phase_and_keeps_what_there_is(
    answer: Any, reason: str
) -> None:
    """X-2: an answer that was an object raised as it was put into a text; so did any error."""
    store_phases()

    with pytest.raises(PhaseFailed, match=reason) as failed:
        execute("a cache", generate=Recording({"architecture": answer}))

    error = failed.value
    assert error.phase == "architecture"
    assert list(error.artifacts.as_json()) == ["specification", "pseudocode"]
    assert "architecture failed" in str(error)
    assert "kept: specification, pseudocode" in str(error)
    assert error.__cause__ is not None


def test_examples_that_cannot_be_found_fail_the_phase() -> None:
    """X-2: an error of the search was a match error."""
    store_phases()

    def find(query: str, limit: int) -> list[str]:
        raise ConnectionError("index is down")

    with pytest.raises(PhaseFailed, match="specification failed: ConnectionError: index is down"):
        execute("a cache", generate=Recording(), examples=find)


def test_the_reason_is_cut_where_it_is_long() -> None:
    store_phases()

    with pytest.raises(PhaseFailed) as failed:
        execute("a cache", generate=Recording({"specification": OSError("x" * 100_000)}))

    assert len(str(failed.value)) < 600


def test_an_execution_goes_on_from_the_artifacts_of_a_failed_one() -> None:
    store_phases()
    with pytest.raises(PhaseFailed) as failed:
        execute("a cache", generate=Recording({"refinement": OSError()}))
    generate = Recording()

    artifacts = execute("a cache", generate=generate, artifacts=failed.value.artifacts)

    assert generate.phases == ["refinement", "completion"]
    assert "made by architecture" in generate.asked("refinement")
    assert artifacts.code == "made by completion"


def test_an_interrupt_is_no_failure_of_a_phase() -> None:
    store_phases()

    def interrupted(prompt: object) -> str:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        execute("a cache", generate=interrupted)

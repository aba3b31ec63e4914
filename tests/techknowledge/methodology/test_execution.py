"""The five phases run in order, each by its template; or one of them by itself."""

from typing import Any

import pytest

from techknowledge.errors import InvalidLanguage, InvalidQualityTemplate, UnknownLevel
from techknowledge.methodology import Artifacts, execute, execute_phase
from techknowledge.methodology.errors import (
    ArtifactsMissing,
    BlankTask,
    NothingInstructs,
    TemplateMissing,
    UnknownPhase,
)
from tests.techknowledge.methodology.recording import (
    Recording,
    store,
    store_phases,
    store_quality,
)

pytestmark = pytest.mark.django_db

IN_ORDER = ["specification", "pseudocode", "architecture", "refinement", "completion"]
EARLIER = Artifacts(specification="the spec", pseudocode="the steps", architecture="the parts")


def test_five_phases_make_five_artifacts() -> None:
    store_phases()
    generate = Recording()

    artifacts = execute("a cache", generate=generate)

    assert generate.phases == IN_ORDER
    assert artifacts.as_json() == {
        "specification": "made by specification",
        "pseudocode": "made by pseudocode",
        "architecture": "made by architecture",
        "refined_design": "made by refinement",
        "code": "made by completion",
    }


# --- Templates -----------------------------------------------------------------------------------


@pytest.mark.parametrize("phase", IN_ORDER)
def test_the_template_of_each_phase_is_used(phase: str) -> None:
    """X-3: those of phases 3 to 5 were loaded and ignored. L-2: ids are texts."""
    store_phases()
    generate = Recording()

    execute("a cache", generate=generate)

    assert f"Do {phase}." in generate.asked(phase)


@pytest.mark.parametrize("name", ["workflows/own", "my-way", "Workflows/Own"])
def test_another_template_is_taken_where_the_caller_names_one(name: str) -> None:
    """X-3: the choice had no effect."""
    store_phases()
    store("workflows/own", id="my-way", instruction="Draw boxes.")
    generate = Recording()

    execute("a cache", generate=generate, templates={"architecture": name})

    assert "Draw boxes." in generate.asked("architecture")
    assert "Do architecture." not in generate.asked("architecture")


@pytest.mark.parametrize("phase", IN_ORDER)
def test_a_missing_template_shows_before_anything_is_generated(phase: str) -> None:
    """X-1: the first phase raised, and there was no template of the last."""
    store_phases(phase)
    generate = Recording()

    with pytest.raises(TemplateMissing, match=f"{phase} has no template.*'sparc-{phase}'") as told:
        execute("a cache", generate=generate)

    assert "import_templates" in str(told.value)
    assert "shipped/templates" in str(told.value)
    assert generate.phases == []


@pytest.mark.parametrize("wrong", ["nowhere", "../../etc/passwd", "", "\0", "\ud800", 7, None])
def test_a_template_that_is_named_and_not_there_is_told(wrong: Any) -> None:
    store_phases("completion")

    with pytest.raises(TemplateMissing, match="completion"):
        execute("a cache", generate=Recording(), templates={"completion": wrong})


def test_a_choice_for_a_phase_that_there_is_not_is_told() -> None:
    store_phases()

    with pytest.raises(UnknownPhase, match="'review' is no phase of SPARC; these are: spec"):
        execute("a cache", generate=Recording(), templates={"review": "workflows/own"})


@pytest.mark.parametrize(
    "document", [{}, {"instruction": " "}, {"instruction": 7, "steps": "x"}, {"outputs": ["code"]}]
)
def test_a_template_that_does_not_say_what_to_do_is_told(document: dict[str, Any]) -> None:
    store_phases("refinement")
    store("workflows/empty", id="sparc-refinement", **document)

    with pytest.raises(NothingInstructs, match=r"'workflows/empty' does not say.*refinement"):
        execute("a cache", generate=Recording())


def test_two_templates_of_one_id_are_no_obstacle(caplog: pytest.LogCaptureFixture) -> None:
    """X-1: sparc-architecture exists twice; the store takes one and says so."""
    store_phases()
    store("workflows/sparc/4-architecture", id="sparc-architecture", instruction="Do it anew.")

    assert execute("a cache", generate=Recording()).code
    assert "sparc-architecture" in caplog.text


# --- One phase -----------------------------------------------------------------------------------


def test_the_first_phase_needs_no_artifacts() -> None:
    """X-8: it read a key that nothing had set."""
    store_phases()

    artifacts = execute_phase("specification", "a cache", generate=Recording())

    assert artifacts == Artifacts(specification="made by specification")


def test_one_phase_adds_its_artifact() -> None:
    store_phases()
    generate = Recording()

    artifacts = execute_phase("refinement", "a cache", generate=generate, artifacts=EARLIER)

    assert generate.phases == ["refinement"]
    assert artifacts.refined_design == "made by refinement"
    assert artifacts.architecture == "the parts"


@pytest.mark.parametrize(
    ("phase", "artifacts", "missing"),
    [
        ("pseudocode", None, ["specification"]),
        (
            "refinement",
            Artifacts(specification="s", pseudocode=" "),
            ["pseudocode", "architecture"],
        ),
        ("completion", EARLIER, ["refined_design"]),
    ],
)
def test_a_later_phase_names_the_artifacts_that_it_misses(
    phase: str, artifacts: Artifacts | None, missing: list[str]
) -> None:
    """X-2, X-8: single later phases raised something about nil."""
    store_phases()

    with pytest.raises(ArtifactsMissing, match=f"{phase} builds on.*{', '.join(missing)}") as told:
        execute_phase(phase, "a cache", generate=Recording(), artifacts=artifacts)

    assert told.value.missing == missing


@pytest.mark.parametrize("phase", ["deployment", "Refinement ", "", None, 3, ["completion"]])
def test_an_unknown_phase_is_told_with_those_that_there_are(phase: Any) -> None:
    """X-2: it raised a clause error."""
    with pytest.raises(UnknownPhase, match=r"specification, pseudocode, arch.*, completion"):
        execute_phase(phase, "a cache", generate=Recording())


def test_a_missing_template_of_one_phase_is_told() -> None:
    """X-1."""
    with pytest.raises(TemplateMissing, match="sparc-specification"):
        execute_phase("specification", "a cache", generate=Recording())


# --- Arguments -----------------------------------------------------------------------------------


@pytest.mark.parametrize("task", ["", " \n", None, 7, ["a cache"]])
def test_a_task_has_to_say_something(task: Any) -> None:
    with pytest.raises(BlankTask, match="is no task"):
        execute(task, generate=Recording())


def test_an_unknown_language_or_level_is_told() -> None:
    with pytest.raises(InvalidLanguage, match=r"'\{task\}' is no name"):
        execute("a cache", "{task}", generate=Recording())
    with pytest.raises(UnknownLevel, match="'perfect' is no level"):
        execute("a cache", generate=Recording(), level="perfect")


def test_a_quality_template_that_is_none_shows_before_anything_is_generated() -> None:
    """X-2: it was an {ok, …} pair, and raised in the fourth phase."""
    store_phases()
    store_quality("elixir", prompts=["Write well"])
    generate = Recording()

    with pytest.raises(InvalidQualityTemplate, match="quality/elixir_production"):
        execute("a cache", generate=generate)

    assert generate.phases == []

"""Carrying out a task: the phases in order, each prompt made of what the ones before gave."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from techknowledge.methodology.errors import (
    QUOTED,
    ArtifactsMissing,
    BlankTask,
    PhaseFailed,
    UnusableAnswer,
)
from techknowledge.methodology.examples import Examples, choose
from techknowledge.methodology.generator import TextGenerator
from techknowledge.methodology.guides import Guide, guide_for
from techknowledge.methodology.phases import PHASES, Artifacts, Phase, phase_named
from techknowledge.methodology.prompts import Assignment, prompt_for
from techknowledge.placeholders import fill
from techknowledge.quality import quality_template


def execute(
    task: str,
    language: str = "elixir",
    *,
    generate: TextGenerator,
    templates: Mapping[str, str] | None = None,
    examples: Examples | None = None,
    level: str = "production",
    artifacts: Artifacts | None = None,
) -> Artifacts:
    """Carry out a task in the five phases of SPARC.

    The database is asked before the first phase, and not again: what is wrong with a template shows
    before anything was generated, and no connection waits for the generator.

    Args:
        task: what is to be made.
        language: the programming language, in any case.
        generate: answers a prompt with text.
        templates: identifier or id of a template by the phase that is to take it instead of its
            usual one.
        examples: code to show, or what finds some (`Examples`).
        level: production, standard or draft.
        artifacts: of an earlier execution; their phases are not run again.

    Raises:
        BlankTask, InvalidLanguage, UnknownLevel, UnknownPhase: an argument is none.
        TemplateMissing, NothingInstructs, InvalidQualityTemplate: what is stored does not do.
        PhaseFailed: the generator or the examples gave no text. It keeps the artifacts so far.
    """
    made = artifacts or Artifacts()
    assignment = _assign(task, language, level)
    chosen = _chosen(templates)
    guides = [
        (phase, guide_for(phase, chosen.get(phase)))
        for phase in PHASES
        if made.get(phase.artifact) is None
    ]
    for phase, guide in guides:
        made = _carry_out(phase, guide, assignment, made, generate, examples)
    return made


def execute_phase(
    phase: str,
    task: str,
    language: str = "elixir",
    *,
    generate: TextGenerator,
    artifacts: Artifacts | None = None,
    templates: Mapping[str, str] | None = None,
    examples: Examples | None = None,
    level: str = "production",
) -> Artifacts:
    """Carry out one phase, again if its artifact is there already.

    Args:
        phase: specification, pseudocode, architecture, refinement or completion.
        artifacts: of all phases before it. Those of later ones are kept as they are.

    Returns:
        The artifacts with that of the phase.

    Raises:
        ArtifactsMissing: one of a phase before it is not there.
        KnowledgeError: whatever `execute` raises.
    """
    current, made = phase_named(phase), artifacts or Artifacts()
    missing = [one.artifact for one in current.before if made.get(one.artifact) is None]
    if missing:
        raise ArtifactsMissing(current.name, missing)
    assignment = _assign(task, language, level)
    guide = guide_for(current, _chosen(templates).get(current))
    return _carry_out(current, guide, assignment, made, generate, examples)


def _assign(task: str, language: str, level: str) -> Assignment:
    if not isinstance(task, str) or not task.strip():
        raise BlankTask(task)
    return Assignment(task, quality_template(language, level))


def _chosen(templates: Mapping[str, str] | None) -> dict[Phase, str]:
    return {phase_named(name): identifier for name, identifier in (templates or {}).items()}


def _carry_out(
    phase: Phase,
    guide: Guide,
    assignment: Assignment,
    made: Artifacts,
    generate: TextGenerator,
    examples: Examples | None,
) -> Artifacts:
    try:
        shown = _shown(phase, assignment, examples)
        answer = generate(prompt_for(phase, guide, assignment, made, shown))
        if not isinstance(answer, str) or not answer.strip():
            raise UnusableAnswer(answer)
    except Exception as error:
        raise PhaseFailed(phase.name, _said(error), made) from error
    return replace(made, **{phase.artifact: answer})


def _shown(phase: Phase, assignment: Assignment, examples: Examples | None) -> list[str]:
    if phase.query is None:
        return []
    query = fill(phase.query, {"task": assignment.task, "language": assignment.language})
    return choose(examples, query, phase.examples or assignment.quality.level.examples)


def _said(error: Exception) -> str:
    said = f"{type(error).__name__}: {error}"
    return said if len(said) <= QUOTED else f"{said[:QUOTED]}…"

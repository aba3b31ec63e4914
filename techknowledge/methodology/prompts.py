"""The prompt of a phase: the task, what its template says, what came before, what is good."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from techknowledge.methodology.examples import fenced
from techknowledge.methodology.generator import Prompt
from techknowledge.methodology.guides import Guide
from techknowledge.methodology.phases import PHASES, Artifacts, Phase
from techknowledge.placeholders import fill
from techknowledge.quality import QualityTemplate

_ROLE = (
    "You are an engineer who writes {language}, and works by the methodology SPARC: "
    "specification, pseudocode, architecture, refinement, completion. This is phase {number} of "
    "{phases}, {phase}. What came before is settled unless it is wrong; say so where it is."
)


@dataclass(frozen=True)
class Assignment:
    """What is to be made, and how good."""

    task: str
    quality: QualityTemplate

    @property
    def language(self) -> str:
        return self.quality.language


def prompt_for(
    phase: Phase,
    guide: Guide,
    assignment: Assignment,
    artifacts: Artifacts,
    examples: Sequence[str] = (),
) -> Prompt:
    """What the text generator is asked in a phase.

    Args:
        artifacts: what the phases before gave; placeholders take them too, as {specification}.
        examples: code to show, each as long as it is to be.
    """
    values = _values(phase, assignment, artifacts)
    sections = [
        ("task", assignment.task),
        ("instructions", fill(guide.text, values)),
        *_earlier(phase, artifacts),
        *_quality(phase, assignment.quality, values),
        *_examples(examples),
    ]
    return Prompt(
        system=_system(phase, assignment.quality, values),
        user="\n\n".join(f"<{name}>\n{text.strip()}\n</{name}>" for name, text in sections),
        phase=phase.name,
        temperature=assignment.quality.level.temperature if _writes_code(phase) else None,
    )


def _values(phase: Phase, assignment: Assignment, artifacts: Artifacts) -> dict[str, str]:
    return {
        "phase": phase.name,
        "task": assignment.task,
        "language": assignment.language,
        "level": assignment.quality.level.name,
    } | artifacts.as_json()


def _system(phase: Phase, quality: QualityTemplate, values: dict[str, str]) -> str:
    role = fill(_ROLE, values | {"number": str(phase.number), "phases": str(len(PHASES))})
    own = quality.prompt("system_prompt", **values) if _writes_code(phase) else None
    return f"{own}\n\n{role}" if own else role


def _earlier(phase: Phase, artifacts: Artifacts) -> Iterator[tuple[str, str]]:
    for one in phase.before:
        if text := artifacts.get(one.artifact):
            yield one.artifact, text


def _quality(
    phase: Phase, quality: QualityTemplate, values: dict[str, str]
) -> Iterator[tuple[str, str]]:
    if not phase.quality:
        return
    told = [f"{quality.name}: code of {quality.level} quality in {quality.language}."]
    if _writes_code(phase):
        told.append(quality.prompt("code_generation", **values) or "")
    if quality.requirements:
        told.append(json.dumps(quality.requirements, indent=1, ensure_ascii=False))
    if quality.checklist:
        told.append("\n".join(f"- {one}" for one in quality.checklist))
    yield "quality", "\n\n".join(told)


def _examples(examples: Sequence[str]) -> Iterator[tuple[str, str]]:
    if examples:
        yield "examples", "\n\n".join(fenced(one) for one in examples)


def _writes_code(phase: Phase) -> bool:
    return phase.artifact == "code"

"""Why a task was not carried out; each with the value and the remedy."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from alignment.documents import shortened
from techknowledge.errors import KnowledgeError

if TYPE_CHECKING:
    from techknowledge.methodology.phases import Artifacts

SHIPPED = Path(__file__).parent.parent / "shipped" / "templates"

# Characters of a cause that are quoted.
QUOTED = 300


class BlankTask(KnowledgeError):
    """A task that says nothing."""

    def __init__(self, task: object) -> None:
        super().__init__(f"{shortened(task)} is no task: say in a text what is to be made.")


class UnknownPhase(KnowledgeError):
    """A phase that the methodology does not have."""

    def __init__(self, name: object, phases: Iterable[str]) -> None:
        super().__init__(f"{shortened(name)} is no phase of SPARC; these are: {', '.join(phases)}.")


class InvalidArtifact(KnowledgeError):
    """An artifact that is no text."""

    def __init__(self, name: str, value: object) -> None:
        super().__init__(
            f"The artifact {name} is {shortened(value)}, which is no text. Artifacts are the texts "
            "that the phases gave; None stands for one that is still to be made."
        )


class ArtifactsMissing(KnowledgeError):
    """A phase builds on artifacts that are not there.

    Attributes:
        phase: the phase.
        missing: which artifacts.
    """

    def __init__(self, phase: str, missing: list[str]) -> None:
        self.phase = phase
        self.missing = missing
        super().__init__(
            f"The phase {phase} builds on what is missing: {', '.join(missing)}. Run the phases "
            "before it first, or give their artifacts; `execute` runs all in order."
        )


class TemplateMissing(KnowledgeError):
    """A phase has no template.

    Attributes:
        phase: the phase.
        identifier: what was looked for.
    """

    def __init__(self, phase: str, identifier: object) -> None:
        self.phase = phase
        self.identifier = identifier
        super().__init__(
            f"The phase {phase} has no template: there is none of the identifier or id "
            f"{shortened(identifier)}. `manage.py import_templates {SHIPPED}` stores those that "
            "the project comes with."
        )


class NothingInstructs(KnowledgeError):
    """A template that does not say what a phase is to do."""

    def __init__(self, phase: str, identifier: str) -> None:
        super().__init__(
            f"The template {identifier!r} does not say what to do in the phase {phase}: it has no "
            "text under instruction, ai_signature.instruction, template_content, template or "
            "steps. Give it one, or name another template for the phase."
        )


class UnusableAnswer(KnowledgeError):
    """A generator that answered with something else than text."""

    def __init__(self, answer: object) -> None:
        super().__init__(
            f"the generator answered {shortened(answer)}, not a text that says something"
        )


class UnusableExamples(KnowledgeError):
    """Examples that are no texts."""

    def __init__(self, examples: object) -> None:
        super().__init__(f"the examples are {shortened(examples)}, not a sequence of texts")


class PhaseFailed(KnowledgeError):
    """A phase came to no artifact; what the phases before it gave is kept.

    Attributes:
        phase: the phase.
        reason: what went wrong, in words; the exception is the cause of this one.
        artifacts: what there is. `execute(…, artifacts=error.artifacts)` goes on from there.
    """

    def __init__(self, phase: str, reason: str, artifacts: Artifacts) -> None:
        self.phase = phase
        self.reason = reason
        self.artifacts = artifacts
        kept = ", ".join(artifacts.as_json()) or "none"
        super().__init__(
            f"The phase {phase} failed: {reason}. Artifacts kept: {kept}; `execute` goes on from "
            "them if it is given them as `artifacts`."
        )


class MissingExtra(KnowledgeError):
    """A package that only this part needs is not installed."""

    def __init__(self, package: str, extra: str) -> None:
        super().__init__(
            f"The package {package} is not installed: `pip install singularity-alignment[{extra}]`."
        )


class InvalidEndpoint(KnowledgeError):
    """An endpoint that cannot be called as it is described."""


class GenerationFailed(KnowledgeError):
    """An endpoint gave no text."""


class Unavailable(GenerationFailed):
    """An endpoint gave no text this time; another time it may.

    Attributes:
        pause: seconds after which it wants to be asked again; None if it does not say.
    """

    def __init__(self, said: str, pause: float | None = None) -> None:
        self.pause = pause
        super().__init__(said)

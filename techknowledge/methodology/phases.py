"""The five phases of SPARC, and what they give (behaviour 3.9)."""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields

from techknowledge.methodology.errors import InvalidArtifact, UnknownPhase


@dataclass(frozen=True)
class Artifacts:
    """What the phases gave so far; None where one is still to come.

    `Artifacts(**kept)` makes them again of what `as_json` gave.

    Raises:
        InvalidArtifact: one is no text.
    """

    specification: str | None = None
    pseudocode: str | None = None
    architecture: str | None = None
    refined_design: str | None = None
    code: str | None = None

    def __post_init__(self) -> None:
        for field in fields(self):
            value = getattr(self, field.name)
            if not isinstance(value, str | None):
                raise InvalidArtifact(field.name, value)

    def get(self, name: str) -> str | None:
        """The artifact of a name; None where it is missing or has nothing but space."""
        text: str | None = getattr(self, name)
        return text if text and text.strip() else None

    def as_json(self) -> dict[str, str]:
        """Those that are there, by name, in the order of the phases."""
        return {name: text for name, text in asdict(self).items() if self.get(name)}


@dataclass(frozen=True)
class Phase:
    """One phase.

    Attributes:
        artifact: the name of what it gives.
        template: id of the template that tells how.
        query: what examples of code to ask for, with placeholders; None where they do not help.
        examples: how many to ask for; None for as many as the level of quality says.
        quality: whether the quality template of the language counts.
    """

    name: str
    artifact: str
    template: str
    query: str | None = None
    examples: int | None = None
    quality: bool = False

    @property
    def before(self) -> tuple[Phase, ...]:
        """The phases that come before this one, and on whose artifacts it builds."""
        return PHASES[: PHASES.index(self)]

    @property
    def number(self) -> int:
        """From 1."""
        return PHASES.index(self) + 1


PHASES = (
    Phase(
        "specification",
        "specification",
        "sparc-specification",
        query="specification for {task}",
        examples=3,
    ),
    Phase("pseudocode", "pseudocode", "sparc-pseudocode"),
    Phase(
        "architecture",
        "architecture",
        "sparc-architecture",
        query="architecture patterns {language}",
        examples=5,
    ),
    Phase("refinement", "refined_design", "sparc-refinement", quality=True),
    Phase("completion", "code", "sparc-completion", query="{task}", quality=True),
)

_BY_NAME = {phase.name: phase for phase in PHASES}


def phase_named(name: str) -> Phase:
    """The phase of a name.

    Raises:
        UnknownPhase: there is none.
    """
    found = _BY_NAME.get(name) if isinstance(name, str) else None
    if found is None:
        raise UnknownPhase(name, _BY_NAME)
    return found

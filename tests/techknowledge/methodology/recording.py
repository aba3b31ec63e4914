"""A generator that remembers what it was asked, and templates with a text to be recognised by."""

from dataclasses import dataclass, field
from typing import Any

from techknowledge.methodology import PHASES, Prompt
from techknowledge.models import TechnologyTemplate


@dataclass
class Recording:
    """Answers each prompt with `made by <phase>`, but for the phases of which it is told."""

    instead: dict[str, Any] = field(default_factory=dict)
    prompts: list[Prompt] = field(default_factory=list)

    def __call__(self, prompt: Prompt) -> Any:
        self.prompts.append(prompt)
        answer = self.instead.get(prompt.phase, f"made by {prompt.phase}")
        if isinstance(answer, Exception):
            raise answer
        return answer

    @property
    def phases(self) -> list[str]:
        return [prompt.phase for prompt in self.prompts]

    def asked(self, phase: str) -> str:
        """What the generator was asked in a phase, the system's part not included."""
        return next(prompt.user for prompt in self.prompts if prompt.phase == phase)


def store(identifier: str, **document: Any) -> TechnologyTemplate:
    """A stored template."""
    category = identifier.partition("/")[0]
    return TechnologyTemplate.objects.create(
        identifier=identifier, category=category, source="test", template=document
    )


def store_phases(*but: str) -> None:
    """Templates of all phases with the instruction `Do <phase>.`, but for some."""
    for phase in PHASES:
        if phase.name not in but:
            store(
                f"workflows/sparc/{phase.number}-{phase.name}",
                id=phase.template,
                instruction=f"Do {phase.name}.",
            )


def store_quality(language: str = "elixir", level: str = "production", **keys: Any) -> None:
    """A stored quality template whose texts say of which language it is."""
    document = {
        "name": f"Good {language}",
        "language": language,
        "quality_level": level,
        "requirements": {"style": f"{language} rules"},
        "prompts": {"code_generation": f"Write {language} for {{task}}."},
    }
    store(f"quality/{language}_{level}", **(document | keys))

"""Whatever turns a prompt into text: a model behind an endpoint, a function in a test."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True)
class Prompt:
    """What a text generator is asked.

    Attributes:
        system: who it is to be.
        user: what it is to write.
        phase: for which phase.
        temperature: how freely, from 0; None leaves it to the generator.
    """

    system: str
    user: str
    phase: str
    temperature: float | None = None


class TextGenerator(Protocol):
    """Answers a prompt; a plain function of this signature is one."""

    def __call__(self, prompt: Prompt, /) -> str:
        """The answer. Whatever this raises ends the phase with `PhaseFailed`."""

"""SPARC: from a task to code in five phases, over the stored templates."""

from techknowledge.methodology.execution import execute, execute_phase
from techknowledge.methodology.generator import Prompt, TextGenerator
from techknowledge.methodology.phases import PHASES, Artifacts, Phase

__all__ = [
    "PHASES",
    "Artifacts",
    "Phase",
    "Prompt",
    "TextGenerator",
    "execute",
    "execute_phase",
]

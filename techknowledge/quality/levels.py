"""How good code is to be: three levels, and what each asks for (behaviour 3.9)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from techknowledge.errors import UnknownLevel

# What a score is made of, in this order in WEIGHTS.
MEASURES = ("has_code", "has_docs", "has_specs", "has_tests", "no_todos", "reasonable_length")


@dataclass(frozen=True)
class Level:
    """One level of quality.

    Attributes:
        name: as in the identifiers of quality templates.
        examples: how many examples of code to ask for before generating.
        temperature: of the text generator; the better the code is to be, the lower.
        weights: what each measure counts for in a score.
    """

    name: str
    examples: int
    temperature: float
    weights: Mapping[str, float]

    def __str__(self) -> str:
        return self.name


def _level(name: str, examples: int, temperature: float, *weights: float) -> Level:
    by_measure = dict(zip(MEASURES, weights, strict=True))
    return Level(name, examples, temperature, MappingProxyType(by_measure))


PRODUCTION = _level("production", 10, 0.05, 1.0, 1.0, 1.0, 1.0, 1.0, 0.5)
STANDARD = _level("standard", 5, 0.1, 1.0, 0.8, 0.7, 0.6, 0.8, 0.5)
DRAFT = _level("draft", 2, 0.2, 1.0, 0.3, 0.2, 0.2, 0.5, 0.5)

LEVELS = MappingProxyType({one.name: one for one in (PRODUCTION, STANDARD, DRAFT)})


def level_named(name: str) -> Level:
    """The level of a name, in whatever case.

    Raises:
        UnknownLevel: there is none of this name.
    """
    found = LEVELS.get(name.strip().lower()) if isinstance(name, str) else None
    if found is None:
        raise UnknownLevel(name, LEVELS)
    return found

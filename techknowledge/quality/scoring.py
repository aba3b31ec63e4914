"""How good generated code looks, measured without running it (behaviour 3.9)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from techknowledge.errors import NegativeWeight, NothingWeighs
from techknowledge.quality.levels import MEASURES, level_named

# Characters. More than this many is code, documentation, type specifications, tests …
CODE = 50
DOCS = 100
SPECS = 20
TESTS = 100
# … and fewer than this many is code of a reasonable length.
LENGTH = 1000

# Whole words: `MASTODON` has nothing left to do.
_TODO = re.compile(r"\b(?:TODO|FIXME)\b")


@dataclass(frozen=True)
class Generated:
    """What was generated for one task; a part that was not asked for is empty."""

    code: str
    docs: str = ""
    specs: str = ""
    tests: str = ""


@dataclass(frozen=True)
class Score:
    """How good something is, and why.

    Attributes:
        value: 0 to 1, the weighted mean of the measures.
        measures: each measure, 0 to 1, by name.
        unmeasured: weights of a template that were of no account, as nothing here measures what
            they are for.
    """

    value: float
    measures: Mapping[str, float]
    unmeasured: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        return {
            "score": self.value,
            "measures": dict(self.measures),
            "unmeasured": list(self.unmeasured),
        }


def score(
    generated: Generated,
    level: str = "production",
    weights: Mapping[str, float] | None = None,
) -> Score:
    """How good something generated is, for a level.

    Args:
        generated: what to measure.
        level: production, standard or draft; decides what each measure weighs.
        weights: of a quality template (`QualityTemplate.weights`). One that bears the name of a
            measure goes before that of the level. Templates also weigh what takes a compiler or a
            reader (`naming_quality`); these are told in `Score.unmeasured`.

    Raises:
        UnknownLevel: there is no such level.
        NegativeWeight: one is below 0, or no number.
        NothingWeighs: all weights are 0.
    """
    stated = weights or {}
    weighing = {name: stated.get(name, own) for name, own in level_named(level).weights.items()}
    for name, weight in weighing.items():
        if not weight >= 0:  # NaN is not either.
            raise NegativeWeight(name, weight)
    measures = _measure(generated)
    total = sum(weighing.values())
    if not total > 0:
        raise NothingWeighs(weighing)
    return Score(
        value=sum(weighing[name] * measures[name] for name in MEASURES) / total,
        measures=measures,
        unmeasured=tuple(name for name in stated if name not in measures),
    )


def _measure(generated: Generated) -> dict[str, float]:
    code = generated.code
    return {
        "has_code": 1.0 if len(code) > CODE else 0.0,
        "has_docs": 1.0 if len(generated.docs) > DOCS else 0.5,
        "has_specs": 1.0 if len(generated.specs) > SPECS else 0.5,
        "has_tests": 1.0 if len(generated.tests) > TESTS else 0.5,
        "no_todos": 0.0 if _TODO.search(code) else 1.0,
        "reasonable_length": 1.0 if len(code) < LENGTH else 0.8,
    }

"""Pairs of texts with how alike they are, to train an embedding with (behaviour 3.10)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import islice, zip_longest
from typing import NamedTuple

from techknowledge.vocabulary.words import Vocabulary

# Pairs of patterns, of all groups together.
MOST_PATTERN_PAIRS = 500

# A pattern belongs to the first group one of whose marks it has; to the last, if to no other.
GROUPS = {
    "elixir": ("def ", "defmodule"),
    "rust": ("impl ", "pub ", "#["),
    "nats": ("Gnat", "nats"),
    "other": ("",),
}

_JOINT = re.compile(r"[_.\s-]+|(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")


class TrainingPair(NamedTuple):
    """Two texts.

    Attributes:
        label: 0 to 1, how alike their embeddings should be.
        kind: variable, phase or pattern.
    """

    text_a: str
    text_b: str
    label: float
    kind: str


def training_pairs(vocabulary: Vocabulary) -> Iterator[TrainingPair]:
    """Pairs out of a vocabulary, made one by one, in an order that does not change.

    A variable is what its name says, and is little like the name written out as an identifier. A
    phase is what its name says (V-3). Patterns of one group are like each other: at most
    MOST_PATTERN_PAIRS, from all groups by turns.
    """
    for variable in vocabulary.templates:
        yield from _of_variable(variable)
    for phase in vocabulary.phases:
        yield TrainingPair(phase, f"SPARC phase: {_spoken(phase)}", 1.0, "phase")
        yield TrainingPair(f"sparc-{phase}", f"{_spoken(phase)} of a task", 0.9, "phase")
    yield from _of_patterns(vocabulary.patterns)


def _of_variable(variable: str) -> Iterator[TrainingPair]:
    name = variable.strip("{ \t}")
    yield TrainingPair(variable, f"template variable: {_spoken(name)}", 1.0, "variable")
    yield TrainingPair(variable, name, 0.3, "variable")


def _of_patterns(patterns: Sequence[str]) -> Iterator[TrainingPair]:
    groups: dict[str, list[str]] = {name: [] for name in GROUPS}
    for pattern in patterns:
        groups[_group(pattern)].append(pattern)
    turns = zip_longest(*map(_ordered_pairs, groups.values()))
    pairs = (pair for turn in turns for pair in turn if pair)
    for one, other in islice(pairs, MOST_PATTERN_PAIRS):
        yield TrainingPair(one, other, 0.8, "pattern")


def _group(pattern: str) -> str:
    return next(name for name, marks in GROUPS.items() if any(mark in pattern for mark in marks))


def _ordered_pairs(members: Sequence[str]) -> Iterator[tuple[str, str]]:
    """All ordered pairs of different members. All members come up before any pair is near the last:
    where only the first pairs count, few members are left out.
    """
    for distance in range(1, len(members)):
        for place, one in enumerate(members):
            yield one, members[(place + distance) % len(members)]


def _spoken(name: str) -> str:
    """A name as words: ``ModuleName`` and ``module_name`` are both ``module name``."""
    return _JOINT.sub(" ", name).strip().lower()

"""A vocabulary: the words that mean something in this domain, by kind."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple

# A template of a phase has this before the phase in its id.
SPARC_PREFIX = "sparc-"


class Kind(StrEnum):
    """What a word is; the value stands in exports and in tokens."""

    SPARC = "sparc"
    VARIABLE = "variable"
    PROMPT = "prompt"
    FRAMEWORK = "framework"
    PATTERN = "pattern"


class Word(NamedTuple):
    """A word as it stands in texts."""

    kind: Kind
    text: str


@dataclass(frozen=True)
class Vocabulary:
    """Words by kind, each once in its kind.

    Attributes:
        sparc: names of phases, and ids of templates of phases.
        templates: variables, spelled as templates spell them: ``{{ModuleName}}``, ``{task}``.
        prompts: tags that mark off parts of a prompt.
        frameworks: globs, file names and regular expressions that give technologies away.
        patterns: fragments of code.
        built_in: the kinds of which the tables had nothing, so that the words are the project's.
        problems: what stands in the tables and could not be read, in words.
    """

    sparc: tuple[str, ...] = ()
    templates: tuple[str, ...] = ()
    prompts: tuple[str, ...] = ()
    frameworks: tuple[str, ...] = ()
    patterns: tuple[str, ...] = ()
    built_in: frozenset[Kind] = frozenset()
    problems: tuple[str, ...] = field(default=(), compare=False)

    @property
    def total(self) -> int:
        """How many words; each of them has a token (V-3)."""
        return sum(map(len, self._by_kind().values()))

    @property
    def phases(self) -> tuple[str, ...]:
        """Names of phases, without the ids of templates."""
        return tuple(word for word in self.sparc if not word.startswith(SPARC_PREFIX))

    def words(self) -> Iterator[Word]:
        """All words, kind after kind."""
        for kind, texts in self._by_kind().items():
            for text in texts:
                yield Word(kind, text)

    def _by_kind(self) -> dict[Kind, tuple[str, ...]]:
        return {
            Kind.SPARC: self.sparc,
            Kind.VARIABLE: self.templates,
            Kind.PROMPT: self.prompts,
            Kind.FRAMEWORK: self.frameworks,
            Kind.PATTERN: self.patterns,
        }

"""Regular expressions that come from data, and so from anybody: matched in linear time, by RE2."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property

import re2

from techknowledge.errors import InvalidRegex

# Instructions of the compiled program. `[a-z]{900}` has some 900; what has more is no pattern that
# somebody means, and a set of such ones is linear still but slow.
LARGEST = 2000

# Bytes that a set of all expressions of a run may use for its states.
_MEMORY = 256 << 20

# The place in a set of the expression that every text meets.
_WITNESS = 0


class Regex:
    """One expression, case-insensitive as the application compiles them (behaviour 3.7).

    Raises:
        InvalidRegex: RE2 does not take it, or it is larger than LARGEST.
    """

    def __init__(self, text: str) -> None:
        self.text = text
        try:
            self._compiled = re2.compile(text, _options())
        except re2.error as error:
            raise InvalidRegex(text, _said(error)) from error
        except UnicodeEncodeError as error:
            raise InvalidRegex(text, "it has half a character (a lone surrogate)") from error
        if self._compiled.programsize > LARGEST:
            raise InvalidRegex(text, f"{self._compiled.programsize:,} steps, more than {LARGEST:,}")

    def line_in(self, content: bytes) -> int | None:
        """The number of the line on which the first match begins, from 1; None without a match."""
        match = self._compiled.search(content)
        return content.count(b"\n", 0, match.start()) + 1 if match else None


class RegexSet:
    """All expressions of a run, matched in one pass over a text.

    Args:
        texts: expressions that the engine takes; a match is told by its place in this list.
        whole: whether an expression has to match a text from end to end.
    """

    def __init__(
        self, texts: Sequence[str], *, whole: bool = False, case_sensitive: bool = False
    ) -> None:
        self._texts = texts
        self._whole = whole
        self._options = _options(case_sensitive=case_sensitive)
        # A set that runs out of memory answers that nothing matched. Then the expression that every
        # text meets is missing too, and each is tried by itself.
        self._set = self._compiled(["(?s:.*)" if whole else "", *texts])

    def matching(self, content: bytes) -> list[int]:
        """Places of the expressions that match a text, ascending."""
        found = self._set.Match(content) or []
        if _WITNESS not in found:
            return [place for place, match in enumerate(self._each) if match(content)]
        return sorted(number - 1 for number in found if number != _WITNESS)

    def _compiled(self, texts: Sequence[str]) -> re2.Set:
        make = re2.Set.FullMatchSet if self._whole else re2.Set.SearchSet
        compiled = make(self._options)
        for text in texts:
            compiled.Add(text)
        try:
            compiled.Compile()
        except re2.error:  # More than the memory holds; an empty set finds no witness either.
            return self._compiled([])
        return compiled

    @cached_property
    def _each(self) -> list[Callable[[bytes], object]]:
        regexes = [re2.compile(text, self._options) for text in self._texts]
        return [regex.fullmatch if self._whole else regex.search for regex in regexes]


def sound(texts: Sequence[str]) -> tuple[list[str], list[InvalidRegex]]:
    """Expressions that can be used, and what is wrong with the others."""
    valid, invalid = [], []
    for text in texts:
        try:
            Regex(text)
        except InvalidRegex as error:
            invalid.append(error)
        else:
            valid.append(text)
    return valid, invalid


def _options(*, case_sensitive: bool = False) -> re2.Options:
    options = re2.Options()
    options.case_sensitive = case_sensitive
    options.log_errors = False
    options.max_mem = _MEMORY
    return options


def _said(error: Exception) -> str:
    """What the engine says; it repeats the expression, of which the beginning is enough."""
    said = error.args[0] if error.args else "refused"
    text = said.decode(errors="replace") if isinstance(said, bytes) else str(said)
    return text if len(text) <= 200 else f"{text[:200]}…"

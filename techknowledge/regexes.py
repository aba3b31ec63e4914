"""Regular expressions that come from data, and so from anybody: matched in linear time, by RE2."""

from __future__ import annotations

from collections.abc import Sequence

import re2

from techknowledge.errors import InvalidRegex

# Instructions of the compiled program. `[a-z]{900}` has some 900; what has more is no pattern that
# somebody means, and a set of such ones is linear still but slow.
LARGEST = 2000

# Bytes that a set of all patterns of a run may use for its states.
_MEMORY = 256 << 20

# The place of the empty expression in a set.
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
        regexes: the expressions; a match is told by its place in this list.
    """

    def __init__(self, regexes: Sequence[Regex]) -> None:
        self._regexes = regexes
        self._set = re2.Set.SearchSet(_options())
        # The empty expression is in every text. A set that runs out of memory answers that nothing
        # matched; then this one is missing too, and each is tried by itself.
        self._set.Add("")
        for regex in regexes:
            self._set.Add(regex.text)
        try:
            self._set.Compile()
        except re2.error:  # More than the memory holds; an empty set finds no witness either.
            self._set = re2.Set.SearchSet(_options())
            self._set.Compile()

    def matching(self, content: bytes) -> list[int]:
        """Places of the expressions that match somewhere in a text, ascending."""
        found = self._set.Match(content) or []
        if _WITNESS not in found:
            return [n for n, regex in enumerate(self._regexes) if regex.line_in(content)]
        return sorted(number - 1 for number in found if number != _WITNESS)


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


def _options() -> re2.Options:
    options = re2.Options()
    options.case_sensitive = False
    options.log_errors = False
    options.max_mem = _MEMORY
    return options


def _said(error: Exception) -> str:
    """What the engine says; it repeats the expression, of which the beginning is enough."""
    said = error.args[0] if error.args else "refused"
    text = said.decode(errors="replace") if isinstance(said, bytes) else str(said)
    return text if len(text) <= 200 else f"{text[:200]}…"

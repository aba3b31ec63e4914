"""Values as PostgreSQL can hold them: not all that Python has, or that JSON can say.

A refusal of PostgreSQL's takes along what came before it in the transaction. What it would refuse
is found here, before anything is sent, and told with its place in the document.
"""

from __future__ import annotations

import math
import re
import reprlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

# Objects and lists within each other. People get to ten; the parsers of PostgreSQL and of Python to
# some thousands.
DEEPEST = 100

# The largest double ends below it. Other readers of JSON know no larger number, and canonical JSON
# (RFC 8785), of which checksums are taken, speaks of doubles only.
_BEYOND = 2**1024

# NUL, and halves of characters.
_UNSTORABLE = re.compile(r"[\0\ud800-\udfff]")

_SHORT = reprlib.Repr()
_SHORT.maxstring = _SHORT.maxother = 160
_SHORT.maxlist = _SHORT.maxtuple = _SHORT.maxdict = 3


@dataclass(frozen=True)
class Flaw:
    """What cannot be stored.

    Attributes:
        place: the way to it: ``metadata.files[1].name``.
        why: what is wrong and what to do, without the full stop at the end.
    """

    place: str
    value: object
    why: str

    def __str__(self) -> str:
        return f"{self.place} is {shortened(self.value)}: {self.why}"


def is_storable(text: str) -> bool:
    """Whether a text can be stored, and so be asked for."""
    return not _UNSTORABLE.search(text)


def flaw_of(scalar: object) -> str | None:
    """Why neither a text nor a document can hold a value, and what to do; None where it can."""
    match scalar:
        case None | bool():
            return None
        case str():
            return _flaw_of_text(scalar)
        case float() if not math.isfinite(scalar):
            return "no number of JSON. Leave it out"
        case int() if abs(scalar) >= _BEYOND:
            return "a number beyond all doubles. Write it as a text"
        case int() | float():
            return None
    return f"of type {type(scalar).__name__}, which JSON does not have. Write it as a text"


def flaw_in(name: str, value: object) -> Flaw | None:
    """The first thing in a document that cannot be stored.

    Args:
        name: what to call the document itself.
        value: mappings, lists and tuples, of scalars.
    """
    return next(_flaws(name, value), None)


def plain(value: Any) -> Any:
    """A document without a flaw, in the types that the json module writes."""
    match value:
        case Mapping():
            return {key: plain(one) for key, one in value.items()}
        case list() | tuple():
            return [plain(one) for one in value]
    return value


def shortened(value: object) -> str:
    """A value as an error quotes it, its beginning and its end only where it is long."""
    try:
        return _SHORT.repr(value)
    except ValueError:  # an integer of more digits than Python writes
        return f"a long {type(value).__name__}"


def _flaws(name: str, value: object) -> Iterator[Flaw]:
    waiting = [(name, value, 1)]
    while waiting:
        place, one, level = waiting.pop()
        match one:
            case Mapping() | list() | tuple() if level > DEEPEST:
                yield Flaw(f"{place:.20}…", one, f"deeper than {DEEPEST} levels. Leave some out")
                return
            case Mapping():
                yield from _flaws_of_keys(place, one)
                inner = [(f"{place}.{key!s:.80}", of, level + 1) for key, of in one.items()]
            case list() | tuple():
                inner = [(f"{place}[{n}]", of, level + 1) for n, of in enumerate(one)]
            case _:
                inner = []
                if why := flaw_of(one):
                    yield Flaw(place, one, why)
        waiting += reversed(inner)


def _flaws_of_keys(place: str, mapping: Mapping[Any, object]) -> Iterator[Flaw]:
    for key in mapping:
        why = flaw_of(key) if isinstance(key, str) else "no text. Write it as one"
        if why:
            yield Flaw(f"a key of {place}", key, why)


def _flaw_of_text(text: str) -> str | None:
    if "\0" in text:
        return "it has a NUL character, which PostgreSQL cannot hold. Leave the character out"
    if not is_storable(text):
        return "it has a lone surrogate, which is no character. Decode the text by its encoding"
    return None

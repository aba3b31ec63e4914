"""Examples of code to show in a prompt, from wherever the caller has them."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from techknowledge.methodology.errors import UnusableExamples

# At most so many examples are shown in a prompt, so many characters of each (behaviour 3.9). More
# are asked for, since those that repeat another or say nothing are left out.
SHOWN = 3
SHOWN_CHARACTERS = 300

# Texts to show in each phase that shows any, or what finds them: (query, how many) -> texts.
Examples = Sequence[str] | Callable[[str, int], Sequence[str]]


def choose(examples: Examples | None, query: str, limit: int) -> list[str]:
    """The examples to show for a query, each cut to the length that is shown.

    Args:
        limit: how many to ask for.

    Raises:
        UnusableExamples: what was found is no sequence of texts.
    """
    found = examples(query, limit) if callable(examples) else examples or ()
    if isinstance(found, str) or not isinstance(found, Sequence):
        raise UnusableExamples(found)
    if not all(isinstance(one, str) for one in found):
        raise UnusableExamples(found)
    different = dict.fromkeys(text for one in found if (text := one.strip()))
    return [_cut(one) for one in list(different)[: min(limit, SHOWN)]]


def fenced(code: str) -> str:
    """Code between fences that it does not contain itself."""
    longest = max((len(run) for run in re.findall("`{3,}", code)), default=2)
    fence = "`" * (longest + 1)
    return f"{fence}\n{code}\n{fence}"


def _cut(text: str) -> str:
    return text if len(text) <= SHOWN_CHARACTERS else f"{text[: SHOWN_CHARACTERS - 1]}…"

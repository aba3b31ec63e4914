"""One thing that tables and git do not agree on."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import ParamSpec

from alignment.findings import Finding
from gitcoord.errors import GitCoordinationError

Given = ParamSpec("Given")

# What may go wrong with one branch or folder and be of no concern to the next.
FAILURES = (GitCoordinationError, OSError)


class NotMended(GitCoordinationError):
    """A difference is left as it is, since mending it would lose something now."""


@dataclass(frozen=True)
class Difference:
    """Something that tables and git do not agree on.

    Attributes:
        mend: does what the remedy says, and tells what it did, or raises one of `FAILURES`; None
            where somebody has to decide.
    """

    finding: Finding
    mend: Callable[[], str] | None = None


def difference(
    code: str, what: str, why: str, remedy: str, mend: Callable[[], str] | None = None
) -> Difference:
    return Difference(Finding(f"gitcoord.{code}", what, why, remedy), mend)


def looked(
    what: str,
    look: Callable[Given, Iterator[Difference]],
    *args: Given.args,
    **kwargs: Given.kwargs,
) -> Iterator[Difference]:
    """What a look finds; if it fails, what it has found until then, and that."""
    try:
        yield from look(*args, **kwargs)
    except FAILURES as error:
        remedy = "Mend that, and ask again; what else there is of it is not told here."
        yield difference("C09", what, f"it cannot be compared: {error}", remedy)

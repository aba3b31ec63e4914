"""In which order branches are merged: small ones before those that contain them, old before new.

The application's graph of overlaps had cycles, whose branches were neither merged nor reported, and
put the larger branch first (behaviour G-6, G-7). A strict subset of files has no cycles. Among
branches of which none contains another the older goes first, then the one whose name does.
"""

from __future__ import annotations

import datetime
import heapq
from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass

# After every other: a row of the application of old may not say when it was made.
_UNKNOWN = datetime.datetime.max.replace(tzinfo=datetime.UTC)


@dataclass(frozen=True)
class Candidate:
    """A branch that waits to be merged.

    Attributes:
        branch: its name.
        files: what it changes, of the base it began from.
        created: when it was handed in, aware; None if nobody knows.
    """

    branch: str
    files: frozenset[str]
    created: datetime.datetime | None

    @property
    def age(self) -> tuple[datetime.datetime, str]:
        return self.created or _UNKNOWN, self.branch


def merge_order(candidates: Collection[Candidate]) -> list[Candidate]:
    """Every candidate exactly once, in the order to merge them.

    A candidate comes after all whose files are a strict subset of its own; of those that may come
    next, the oldest does.
    """
    # No files are a subset of any files.
    empty = sorted((each for each in candidates if not each.files), key=lambda each: each.age)
    return empty + _by_inclusion([each for each in candidates if each.files])


def _by_inclusion(candidates: Sequence[Candidate]) -> list[Candidate]:
    larger = _larger(candidates)
    waits_for = [0] * len(candidates)
    for each in larger:
        for place in each:
            waits_for[place] += 1
    ready = [(each.age, n) for n, each in enumerate(candidates) if not waits_for[n]]
    heapq.heapify(ready)
    order = []
    while ready:
        _, n = heapq.heappop(ready)
        order.append(candidates[n])
        for place in larger[n]:
            waits_for[place] -= 1
            if not waits_for[place]:
                heapq.heappush(ready, (candidates[place].age, place))
    return order


def _larger(candidates: Sequence[Candidate]) -> list[list[int]]:
    """For each candidate the places of those that have all its files and more."""
    having: defaultdict[str, list[int]] = defaultdict(list)
    for place, each in enumerate(candidates):
        for file in each.files:
            having[file].append(place)
    # Whoever has all files has the rarest of them.
    return [
        [
            place
            for place in min((having[file] for file in each.files), key=len)
            if each.files < candidates[place].files
        ]
        for each in candidates
    ]

"""How much of the code is written in which language."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from snapshots.detection.known import Known
from snapshots.detection.matching import Matches
from techknowledge.technologies import Technology


@dataclass(frozen=True)
class Language:
    """A language and its files.

    Attributes:
        size: bytes.
        share: its part of the bytes of all sources, 0 to 1; None for prose, markup and data. A
            file that two languages claim counts for both.
    """

    technology: Technology
    display_name: str
    files: int
    size: int
    share: float | None

    def as_json(self) -> dict[str, Any]:
        return {
            "technology": str(self.technology),
            "display_name": self.display_name,
            "files": self.files,
            "bytes": self.size,
            "share": self.share,
        }


def languages_of(known: Known, stacks: Iterable[Matches]) -> tuple[Language, ...]:
    """The languages of some stacks together, by share; files that tests only read left out."""
    files: Counter[int] = Counter()
    size: Counter[int] = Counter()
    for matches in stacks:
        files += matches.files
        size.update(matches.size)
    total = sum(size[place] for place in known.sources)
    languages = [
        Language(
            technology=known.signatures[place].technology,
            display_name=known.signatures[place].display_name,
            files=count,
            size=size[place],
            share=_share(size[place], total) if place in known.sources else None,
        )
        for place, count in files.items()
    ]
    return tuple(sorted(languages, key=lambda one: (-(one.share or 0), -one.size, one.technology)))


def _share(size: int, total: int) -> float:
    return round(size / total, 4) if total else 0.0

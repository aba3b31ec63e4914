"""What is in the way of a migration, said so that somebody can do something about it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Finding:
    """One thing that is in the way.

    Attributes:
        id: stable name of the kind of finding, e.g. ``alignment.P01``.
        what: the objects, by name.
        why: what would happen to them.
        remedy: what to do before migrating again.
        details: lines to print below.
    """

    id: str
    what: str
    why: str
    remedy: str
    details: tuple[str, ...] = ()

    def __str__(self) -> str:
        below = "".join(f"\n      {line}" for line in self.details)
        return f"({self.id}) {self.what}: {self.why}. {self.remedy}{below}"

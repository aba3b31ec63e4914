"""What is not as it should be, said so that somebody can do something about it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Finding:
    """One thing that was found.

    Attributes:
        id: stable name of the kind of finding: ``alignment.P01`` and so on for what is in the way
            of a migration, ``alignment.S01`` for what is not as the models say.
        what: the objects, by name.
        why: what is wrong with them, or would happen to them.
        remedy: what to do.
        details: lines to print below.
    """

    id: str
    what: str
    why: str
    remedy: str
    details: tuple[str, ...] = ()

    def as_json(self) -> dict[str, str]:
        return {"id": self.id, "what": self.what, "why": self.why, "remedy": self.remedy}

    def __str__(self) -> str:
        below = "".join(f"\n      {line}" for line in self.details)
        return f"({self.id}) {self.what}: {self.why}. {self.remedy}{below}"

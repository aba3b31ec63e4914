"""Where tables and git say different things, each with what mends it where nothing is lost by it.

What another machine's coordinator has made is not looked for here: sessions whose folder is not
below ours; nor is another repository's (`gitcoord.coordinator.origins`). What is just being
assigned may show as a difference, and is not one a moment later.
"""

from collections.abc import Iterator

from gitcoord.coordinator.configuration import Coordination
from gitcoord.coordinator.differences import base, pending, sessions, strays
from gitcoord.coordinator.differences.difference import FAILURES, Difference, looked
from gitcoord.coordinator.differences.view import View

__all__ = ["FAILURES", "Difference", "differences"]


def differences(at: Coordination) -> list[Difference]:
    """All of them; what cannot be looked at is one itself, and keeps nobody from the others."""
    return list(looked("tables and git", _differences, at))


def _differences(at: Coordination) -> Iterator[Difference]:
    view = View(at)
    looks = {
        "the base": base.differences,
        "what waits to be merged": pending.differences,
        "sessions": sessions.differences,
        "branches and folders that are nobody's": strays.differences,
    }
    for what, look in looks.items():
        yield from looked(what, look, at, view)

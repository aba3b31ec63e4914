"""What the picture is drawn in: a broad frame, and one for narrow screens."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Frame:
    """What the picture is drawn in.

    Attributes:
        name: as a class in the stylesheet.
        left, right: where the bars of the two sides stand.
        above: whether a table's text stands above its bar; else it stands beside it.
        heading: height of a section's heading.
        state_y: in a heading, the base line of what is said of the section.
    """

    name: str
    width: int
    left: int
    right: int
    above: bool
    heading: float
    state_y: float

    @property
    def state_x(self) -> int:
        return 0 if self.above else self.width

    @property
    def state_anchor(self) -> str:
        return "start" if self.above else "end"


BROAD = Frame("broad", 880, 232, 636, above=False, heading=40.0, state_y=22.0)

# For a telephone: as wide as its screen, in letters of the same size.
NARROW = Frame("narrow", 360, 0, 348, above=True, heading=52.0, state_y=40.0)

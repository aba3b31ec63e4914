"""The sections as a picture: legacy tables left, aligned tables right, bands as wide as their rows.

Pure geometry, in the units of the picture; the template draws it. Whatever a colour says, a line
style and a word say too.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from alignment.overview import Overview, SectionStanding
from alignment.overview.frame import BROAD, Frame
from alignment.overview.tables import Place, TableStanding

# How wide a bar is, and what is between it and its text.
BAR, BESIDE = 12, 10

# Height of all bands together, of the thinnest, of a label's two lines, and of what is between.
BANDS, THINNEST, LABEL, GAP = 220.0, 2.0, 36.0, 14.0

# The space below a section's last table.
BELOW = 26.0


# The base line of a section's title, in its heading.
TITLE_Y = 22.0


@dataclass(frozen=True)
class Node:
    """A table: a bar, and two lines of text beside or above it."""

    table: TableStanding
    frame: Frame
    is_left: bool
    y: float
    height: float

    @property
    def x(self) -> int:
        return self.frame.left if self.is_left else self.frame.right

    @property
    def kind(self) -> str:
        """As a class in the stylesheet."""
        return self.table.place.replace(" ", "-")

    @property
    def told(self) -> str:
        if self.table.place == Place.NOWHERE:
            return str(self.table.place)
        return f"{self.table.count.told}, {self.table.place}"

    @property
    def middle(self) -> float:
        return self.y + self.height / 2

    @property
    def bottom(self) -> float:
        """Where the bar and its text have ended."""
        low = self.y + self.height
        return low if self.frame.above else max(low, self.middle + LABEL / 2)

    @property
    def name_y(self) -> float:
        """The base line of the first line of text."""
        return self.y - 23 if self.frame.above else self.middle - 3

    @property
    def told_y(self) -> float:
        return self.name_y + 17

    @property
    def text_x(self) -> int:
        if self.frame.above:
            return self.x if self.is_left else self.x + BAR
        return self.x - BESIDE if self.is_left else self.x + BAR + BESIDE

    @property
    def anchor(self) -> str:
        """Which end of the text that is."""
        return "start" if self.frame.above == self.is_left else "end"


@dataclass(frozen=True)
class Band:
    """The rows that two tables have in common: its outline, and what to read out."""

    path: str
    told: str
    carried: bool


@dataclass(frozen=True)
class Group:
    """A section."""

    standing: SectionStanding
    frame: Frame
    y: float
    nodes: tuple[Node, ...]
    bands: tuple[Band, ...]

    @property
    def title_y(self) -> float:
        return self.y + TITLE_Y

    @property
    def state_y(self) -> float:
        return self.y + self.frame.state_y

    @property
    def state(self) -> str:
        """Which side is in use, and how old the numbers are."""
        as_of = self.standing.as_of
        counted = f", rows as of {as_of:%Y-%m-%d %H:%M} UTC" if as_of else ""
        return f"{self.standing.side.told}{counted}"


@dataclass(frozen=True)
class Picture:
    """All sections, one below the other."""

    frame: Frame
    groups: tuple[Group, ...]
    height: int

    @property
    def description(self) -> str:
        """The same in words."""
        return " ".join(
            f"{group.standing.section.title}: {group.state}."
            + "".join(f" {band.told}." for band in group.bands)
            for group in self.groups
        )


def picture(found: Overview, frame: Frame = BROAD) -> Picture:
    """Lay everything out."""
    scale = _scale(found)
    groups: list[Group] = []
    y = 0.0
    for standing in found.sections:
        group, y = _group(standing, frame, y, scale)
        groups.append(group)
    return Picture(frame, tuple(groups), round(y))


def _scale(found: Overview) -> float:
    """Units for each row, so that all bands together are as high as they should be."""
    rows = [_widths(one) for one in found.sections]
    side = max(sum(sum(ends[side] for ends in one) for one in rows) for side in (0, 1))
    return BANDS / max(side, 1)


def _widths(standing: SectionStanding) -> list[tuple[int, int]]:
    """Rows at both ends of each pair; what never crossed is as wide as it would be."""
    widths = []
    for one in standing.pairs:
        rows = one.legacy.count.rows or one.aligned.count.rows or 0
        widths.append(one.crossed or (rows, rows))
    return widths


def _group(
    standing: SectionStanding, frame: Frame, top: float, scale: float
) -> tuple[Group, float]:
    """A section from this height on, and where it ends."""
    ends = [[max(THINNEST, rows * scale) for rows in pair] for pair in _widths(standing)]
    lefts = {one.legacy.name: one.legacy for one in standing.pairs}
    rights = {one.aligned.name: one.aligned for one in standing.pairs}
    rights |= {table.name: table for table in standing.alone}
    heights = dict.fromkeys([*lefts, *rights], 0.0)
    for one, (left, right) in zip(standing.pairs, ends, strict=True):
        heights[one.legacy.name] += left
        heights[one.aligned.name] += right
    nodes = {
        **_column(lefts.values(), heights, frame, True, top + frame.heading),
        **_column(rights.values(), heights, frame, False, top + frame.heading),
    }
    bottom = max(node.bottom for node in nodes.values())
    bands = tuple(_bands(standing, frame, ends, nodes))
    return Group(standing, frame, top, tuple(nodes.values()), bands), bottom + BELOW


def _column(
    tables: Iterable[TableStanding],
    heights: dict[str, float],
    frame: Frame,
    is_left: bool,
    top: float,
) -> dict[str, Node]:
    """Tables one below the other, none closer than its label is high."""
    nodes = {}
    for table in tables:
        height = max(THINNEST, heights[table.name])
        room = LABEL + height if frame.above else max(height, LABEL)
        above = LABEL if frame.above else (room - height) / 2
        nodes[table.name] = Node(table, frame, is_left, top + above, height)
        top += room + GAP
    return nodes


def _bands(
    standing: SectionStanding,
    frame: Frame,
    ends: Sequence[Sequence[float]],
    nodes: dict[str, Node],
) -> Iterable[Band]:
    """Each begins where the one before it has ended."""
    free = {name: node.y for name, node in nodes.items()}
    for one, (left, right) in zip(standing.pairs, ends, strict=True):
        start, end = free[one.legacy.name], free[one.aligned.name]
        free[one.legacy.name] += left
        free[one.aligned.name] += right
        told = f"{one.legacy.name} and {one.aligned.name}: nothing has crossed yet"
        if one.crossed:
            from_, to = one.crossed
            told = f"{from_:,} rows of {one.legacy.name} are {to:,} rows of {one.aligned.name}"
        yield Band(_outline(frame, start, left, end, right), told, one.crossed is not None)


def _outline(frame: Frame, start: float, left: float, end: float, right: float) -> str:
    """From a stretch on the left to one on the right, bent like a river."""
    from_, to = frame.left + BAR, frame.right
    half = (from_ + to) / 2
    return (
        f"M{from_} {start:.1f}C{half:.0f} {start:.1f} {half:.0f} {end:.1f} {to} {end:.1f}"
        f"V{end + right:.1f}C{half:.0f} {end + right:.1f} {half:.0f} {start + left:.1f} "
        f"{from_} {start + left:.1f}Z"
    )

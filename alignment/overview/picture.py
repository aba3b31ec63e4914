"""The sections as a picture: legacy tables left, aligned tables right, bands as wide as their rows.

Pure geometry, in the units of the picture; the template draws it. Whatever a colour says, a line
style and a word say too.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from alignment.overview import Overview, SectionStanding
from alignment.overview.tables import Place, TableStanding

WIDTH = 880

# Where the bars of the two sides stand, and how wide they are.
LEFT, RIGHT, BAR = 232, 636, 12

# Between a bar and its text.
BESIDE = 10

# Height of all bands together, of the thinnest, of a label's two lines, and of what is between.
BANDS, THINNEST, LABEL, GAP = 220.0, 2.0, 36.0, 14.0

# A section's heading, and the space below its last table.
HEADING, BELOW = 40.0, 26.0


@dataclass(frozen=True)
class Node:
    """A table: a bar, and two lines of text beside it."""

    table: TableStanding
    x: int
    y: float
    height: float

    @property
    def kind(self) -> str:
        """As a class in the stylesheet."""
        return self.table.place.replace(" ", "-")

    @property
    def told(self) -> str:
        if self.table.place == Place.NOWHERE:
            return str(self.table.place)
        rows = "row" if self.table.count.rows == 1 else "rows"
        return f"{self.table.count} {rows}, {self.table.place}"

    @property
    def middle(self) -> float:
        return self.y + self.height / 2

    @property
    def name_y(self) -> float:
        """The base line of the first line of text."""
        return self.middle - 3

    @property
    def told_y(self) -> float:
        return self.middle + 14

    @property
    def text_x(self) -> int:
        return LEFT - BESIDE if self.x == LEFT else RIGHT + BAR + BESIDE

    @property
    def anchor(self) -> str:
        """Which end of the text that is."""
        return "end" if self.x == LEFT else "start"


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
    y: float
    nodes: tuple[Node, ...]
    bands: tuple[Band, ...]

    @property
    def title_y(self) -> float:
        """The base line of its heading."""
        return self.y + HEADING / 2 + 2


@dataclass(frozen=True)
class Picture:
    """All sections, one below the other."""

    groups: tuple[Group, ...]
    height: int

    width = WIDTH

    @property
    def description(self) -> str:
        """The same in words."""
        return " ".join(
            f"{group.standing.section.title}: {group.standing.side.told}."
            + "".join(f" {band.told}." for band in group.bands)
            for group in self.groups
        )


def picture(found: Overview) -> Picture:
    """Lay everything out."""
    scale = _scale(found)
    groups: list[Group] = []
    y = 0.0
    for standing in found.sections:
        group, y = _group(standing, y, scale)
        groups.append(group)
    return Picture(tuple(groups), round(y))


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


def _group(standing: SectionStanding, top: float, scale: float) -> tuple[Group, float]:
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
        **_column(lefts.values(), heights, LEFT, top + HEADING),
        **_column(rights.values(), heights, RIGHT, top + HEADING),
    }
    bottom = max(max(node.y + node.height, node.middle + LABEL / 2) for node in nodes.values())
    bands = tuple(_bands(standing, ends, nodes))
    return Group(standing, top, tuple(nodes.values()), bands), bottom + BELOW


def _column(
    tables: Iterable[TableStanding], heights: dict[str, float], x: int, top: float
) -> dict[str, Node]:
    """Tables one below the other, none closer than its label is high."""
    nodes = {}
    for table in tables:
        height = max(THINNEST, heights[table.name])
        room = max(height, LABEL)
        nodes[table.name] = Node(table, x, top + (room - height) / 2, height)
        top += room + GAP
    return nodes


def _bands(
    standing: SectionStanding, ends: Sequence[Sequence[float]], nodes: dict[str, Node]
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
        yield Band(_outline(start, left, end, right), told, one.crossed is not None)


def _outline(start: float, left: float, end: float, right: float) -> str:
    """From a stretch on the left to one on the right, bent like a river."""
    from_, to = LEFT + BAR, RIGHT
    half = (from_ + to) / 2
    return (
        f"M{from_} {start:.1f}C{half:.0f} {start:.1f} {half:.0f} {end:.1f} {to} {end:.1f}"
        f"V{end + right:.1f}C{half:.0f} {end + right:.1f} {half:.0f} {start + left:.1f} "
        f"{from_} {start + left:.1f}Z"
    )

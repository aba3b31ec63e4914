"""Tables in Markdown that can be read on a terminal too."""

from __future__ import annotations

from collections.abc import Iterable, Sequence


def table(head: Sequence[str], lines: Iterable[Sequence[str]], left: int = 1) -> str:
    """A table: so many columns to the left, then figures to the right."""
    rule = ["---"] * left + ["---:"] * (len(head) - left)
    whole = [head, rule, *lines]
    widths = [max(map(len, column)) for column in zip(*whole, strict=True)]
    return "\n".join(_line(cells, widths, left) for cells in whole)


def _line(cells: Sequence[str], widths: Sequence[int], left: int) -> str:
    padded = [
        cell.ljust(width) if column < left else cell.rjust(width)
        for column, (cell, width) in enumerate(zip(cells, widths, strict=True))
    ]
    return f"| {' | '.join(padded)} |"

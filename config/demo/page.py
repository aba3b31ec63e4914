"""What the reader of the demo sees: chapters, sentences, tables, and claims that were checked."""

from __future__ import annotations

import os
import sys
import textwrap
from collections.abc import Iterable, Sequence
from typing import Any

from rich import box
from rich.console import Console
from rich.padding import Padding
from rich.table import Table

WIDEST = 100
INDENT = "   "


class Page:
    """Coloured on a terminal that takes colour, plain everywhere else."""

    def __init__(self) -> None:
        self.colourless = "NO_COLOR" in os.environ
        self.failed = 0
        self._chapters = 0
        self._after_gap = False
        self._console = Console(
            file=sys.stdout,
            color_system=None if self.colourless else "auto",
            highlight=False,
            markup=False,
            emoji=False,
        )
        if not self._console.is_terminal or self._console.width > WIDEST:
            self._console.width = WIDEST

    def chapter(self, title: str) -> None:
        self._chapters += 1
        self.gap()
        self._print(f"{self._chapters}. {title}", "bold cyan")
        self.gap()

    def say(self, text: str) -> None:
        """A paragraph."""
        self._print(textwrap.indent(textwrap.fill(text, self._console.width - 6), INDENT))

    def commands(self, *lines: str) -> None:
        """What the reader could type."""
        self.gap()
        for line in lines:
            self._print(f"{INDENT}$ {line}", "bold")

    def table(self, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
        """Aligned columns; numbers to the right, with thousands set off."""
        rows = [list(row) for row in rows]
        table = Table(box=box.SIMPLE_HEAD, header_style="bold", show_edge=False, pad_edge=False)
        for place, title in enumerate(columns):
            number = all(isinstance(row[place], int | float) for row in rows)
            table.add_column(title, justify="right" if number else "left", no_wrap=number)
        for row in rows:
            table.add_row(*map(_cell, row))
        self.gap()
        self._print(Padding(table, (0, 0, 0, len(INDENT)), expand=False))
        self.gap()

    def claim(self, text: str, *, holds: bool) -> None:
        """State what was checked. One that does not hold makes the demo fail."""
        self.failed += not holds
        mark, style = ("ok", "green") if holds else ("NOT SO", "bold red")
        self._print(f"{INDENT}{mark}: {text}", style)

    def _print(self, content: str | Padding, style: str = "") -> None:
        # Longer lines than the screen are the terminal's to wrap, so that they can be copied.
        self._console.print(content, style=style, soft_wrap=isinstance(content, str))
        self._after_gap = False

    def gap(self) -> None:
        """An empty line, where there is none yet."""
        if not self._after_gap:
            self._console.print()
        self._after_gap = True


def _cell(content: Any) -> str:
    if isinstance(content, float):
        return f"{content:,.2f}"
    return f"{content:,}" if isinstance(content, int) else str(content)

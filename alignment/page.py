"""What people read on a terminal: sentences, tables, claims; plain where no colour is wanted."""

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

from alignment.findings import Finding

WIDEST = 100

# Names that are told of a long list; programs get all.
FEW = 10


class Page:
    """Coloured on a terminal that takes colour, plain everywhere else.

    Args:
        file: where to write; standard output at the time, if it is None.
        colourless: no colour, whatever the terminal takes. NO_COLOR says the same.
        indent: before each line.
    """

    def __init__(self, file: Any = None, colourless: bool = False, indent: str = "") -> None:
        self.colourless = colourless or "NO_COLOR" in os.environ
        self._indent = indent
        self._after_gap = True
        self._console = Console(
            file=file or sys.stdout,
            color_system=None if self.colourless else "auto",
            highlight=False,
            markup=False,
            emoji=False,
        )
        if not self._console.is_terminal or self._console.width > WIDEST:
            self._console.width = WIDEST

    @property
    def terminal(self) -> Console | None:
        """Where a bar can move while something is at work."""
        return self._console if self._console.is_terminal else None

    def heading(self, text: str) -> None:
        self.gap()
        self.line(text, "bold cyan")
        self.gap()

    def say(self, text: str) -> None:
        """A paragraph; paths and names in it stay in one piece."""
        width = self._console.width - 2 * len(self._indent)
        filled = textwrap.fill(text, width, break_long_words=False, break_on_hyphens=False)
        self.line(textwrap.indent(filled, self._indent))

    def names(self, what: str, names: Sequence[object]) -> None:
        """How many of something there are, and which; of many the first few."""
        told = ", ".join(map(str, names[:FEW]))
        more = len(names) - FEW
        tail = f" and {more:,} more; `--format json` has all" if more > 0 else ""
        self.say(f"{what} {len(names):,}: {told}{tail}.")

    def commands(self, *lines: str) -> None:
        """What the reader could type."""
        self.gap()
        for line in lines:
            self.line(f"{self._indent}$ {line}", "bold")

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
        self._print(Padding(table, (0, 0, 0, len(self._indent)), expand=False))
        self.gap()

    def claim(self, text: str, *, holds: bool) -> None:
        """State what was checked, and whether it holds."""
        mark, style = ("ok", "green") if holds else ("NOT SO", "bold red")
        self.line(f"{self._indent}{mark}: {text}", style)

    def finding(self, one: Finding) -> None:
        """What was found, and below it what to do."""
        self.line(f"{one.what}: {one.why}", "bold")
        self.line(f"    {one.id}. {one.remedy}")

    def line(self, text: str, style: str = "") -> None:
        """One line as it is; the terminal wraps a longer one, so that it can be copied."""
        self._print(text, style)

    def gap(self) -> None:
        """An empty line, where there is none yet."""
        if not self._after_gap:
            self._console.print()
        self._after_gap = True

    def _print(self, content: str | Padding, style: str = "") -> None:
        self._console.print(content, style=style, soft_wrap=isinstance(content, str))
        self._after_gap = False


def _cell(content: Any) -> str:
    if isinstance(content, float):
        return f"{content:,.2f}"
    return f"{content:,}" if isinstance(content, int) else str(content)


def printable(text: object) -> str:
    """A text that a terminal and a database take: escaped is what is no printable character.

    Names of files, branches and agents are anybody's: they may hold escape sequences, which a
    terminal obeys, line ends, which part a row of a table, and lone surrogates in place of what is
    not UTF-8.

    >>> printable("red: \\x1b[31m")
    'red: \\\\x1b[31m'
    """
    return "".join(
        one if one.isprintable() else one.encode("unicode_escape").decode() for one in str(text)
    )

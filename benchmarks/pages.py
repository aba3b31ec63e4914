"""The pages of the admin: how many queries each asks, and how long the database works on them."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from benchmarks import markdown, states
from benchmarks.process import python, run
from benchmarks.queries import PENDING
from benchmarks.server import Server
from benchmarks.states import State, States

# Milliseconds of the database that a page may take.
GOAL = 100

# Some rows have been written to since they crossed, which their pages have more to say about.
IN_USE = State("in_use", states.ALIGNED_CHANGED, written=PENDING)

# The columns of the table, and the kinds of links by which their pages are come to.
_COLUMNS = {
    "list": ("", "app"),
    "filter": ("filter",),
    "search": ("search",),
    "sort": ("sort",),
    "page": ("page", "next"),
    "row": ("row",),
    "file": ("export",),
    "other": ("tool", "link", "delete"),
}
_HEAD = ("pages of", "of them", "queries", *(f"{name}, ms" for name in _COLUMNS), "goal")
_FILES_HEAD = ("file", "rows", "first row, ms", "all, s")

Cost = dict[str, Any]


def measure(server: Server, made: States, times: int, words: Iterable[str]) -> list[Cost]:
    """Load every page, or those of what has one of these words in its name.

    Args:
        times: how often each is loaded.
    """
    name = made.copy(IN_USE)
    with TemporaryDirectory() as folder:
        file = Path(folder, "pages.json")
        run(python("-m", "benchmarks.visitor", str(file), str(times), *words), server.url(name))
        costs: list[Cost] = json.loads(file.read_text())
    server.drop(name)
    return costs


def table(costs: list[Cost]) -> str:
    """A line for each list, the slowest first: the most that any of its pages takes."""
    lists: dict[str, list[Cost]] = {}
    for cost in _slowest_first(costs):
        lists.setdefault(cost["of"], []).append(cost)
    return markdown.table(_HEAD, [_line(name, pages) for name, pages in lists.items()])


def _line(name: str, pages: list[Cost]) -> tuple[str, ...]:
    return (
        name,
        str(len(pages)),
        str(max(page["queries"] for page in pages)),
        *(_most([page for page in pages if _way(page) in ways]) for ways in _COLUMNS.values()),
        "met" if all(map(_meets_goal, pages)) else "not met",
    )


def _most(pages: list[Cost]) -> str:
    return f"{max(map(_taken, pages)):.0f}" if pages else ""


def _way(cost: Cost) -> str:
    """Of which kind the last step to a page is."""
    return str(cost["ways"][-1]).partition(" ")[0] if cost["ways"] else ""


def files(costs: list[Cost]) -> str:
    """A line for each list that was saved, all of it."""
    lines = [
        (
            f"{cost['of']}, {cost['ways'][-1]}",
            f"{cost['whole']['rows']:,}",
            f"{_taken(cost):.1f}",
            f"{cost['whole']['seconds']:.1f}",
        )
        for cost in costs
        if "whole" in cost
    ]
    return markdown.table(_FILES_HEAD, lines)


def too_slow(costs: list[Cost]) -> list[str]:
    """What to tell of each page that does not meet the goal: the slowest of its statements."""
    return [
        f"{cost['address']}: {_taken(cost):.0f} ms, of which {cost['slowest']['milliseconds']:.0f} "
        f"for\n    {cost['slowest']['statement']}"
        for cost in _slowest_first(costs)
        if not _meets_goal(cost)
    ]


def _slowest_first(costs: list[Cost]) -> list[Cost]:
    return sorted(costs, key=_taken, reverse=True)


def _taken(cost: Cost) -> float:
    return float(cost["milliseconds"]["median"])


def _meets_goal(cost: Cost) -> bool:
    """A file is no page: that its first row comes soon is good to know, and no goal."""
    return _way(cost) == "export" or _taken(cost) <= GOAL

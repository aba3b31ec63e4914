"""What every page of the admin costs somebody who may see all of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from operator import attrgetter
from typing import Any

from django.contrib.auth import get_user_model
from django.test import Client, override_settings

from benchmarks.report import Spread
from benchmarks.visitor.loads import Load, load_file, load_page
from benchmarks.visitor.visits import Page, visit

# Characters of a statement that are kept; some name ten thousand keys.
_LONGEST = 2_000

Cost = dict[str, Any]


def measure(times: int, words: Iterable[str]) -> list[Cost]:
    """Load each page again and again.

    Args:
        times: how often, after once that is not measured.
        words: see `visit`.
    """
    costs: list[Cost] = []
    client = Client()
    client.force_login(get_user_model().objects.create_superuser("benchmark", password=None))

    def look(page: Page) -> str:
        first, *loads = [_load(client, page) for _ in range(1 + times)]
        costs.append(asdict(page) | _cost(loads))
        if page.is_whole_file:
            costs[-1] |= _whole(load_file(client, page.address, whole=True))
        return first.text

    with override_settings(ALLOWED_HOSTS=["testserver"], DEBUG=False):
        visit(look, words)
    return costs


def _load(client: Client, page: Page) -> Load:
    if page.is_file:
        return load_file(client, page.address, whole=False)
    return load_page(client, page.address)


def _cost(loads: list[Load]) -> Cost:
    middle = sorted(loads, key=attrgetter("database"))[len(loads) // 2]
    slowest = middle.slowest
    return {
        "queries": len(middle.statements),
        "milliseconds": _milliseconds(loads, "database"),
        "answered": _milliseconds(loads, "answered"),
        "slowest": {"milliseconds": slowest.seconds * 1000, "statement": _short(slowest.text)},
    }


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _LONGEST else f"{line[:_LONGEST]}…"


def _milliseconds(loads: list[Load], key: str) -> dict[str, float]:
    return Spread([getattr(load, key) * 1000 for load in loads]).document()


def _whole(load: Load) -> Cost:
    return {"whole": {"rows": load.rows, "seconds": load.answered}}

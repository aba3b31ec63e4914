"""A ground for the walks of a module, and the sum of their kills at the end."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import asdict
from typing import Any

import pytest
from pytest_django import DjangoDbBlocker

from tests.laws.crash.ground import Ground, prepared
from tests.laws.crash.run import AGAIN, BACK, FIRST
from tests.laws.crash.walk import Kill

KILL = "kill"

Kills = list[dict[str, Any]]


@pytest.fixture(scope="module")
def ground(request: pytest.FixtureRequest, django_db_blocker: DjangoDbBlocker) -> Iterator[Ground]:
    with django_db_blocker.unblock(), prepared(request.param) as ground:
        yield ground


@pytest.fixture
def report(record_property: Callable[[str, object], None]) -> Callable[[Kill], None]:
    """Have a kill counted, by whichever process of the suite."""
    return lambda kill: record_property(KILL, asdict(kill))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    kills = [
        value
        for reports in terminalreporter.stats.values()
        for report in reports
        if getattr(report, "when", None) == "call"
        for name, value in report.user_properties
        if name == KILL
    ]
    if kills:
        terminalreporter.section("kills of migrate")
        for line in summary(kills):
            terminalreporter.write_line(line)


def summary(kills: Kills) -> Iterator[str]:
    hits = [kill for kill in kills if kill["hit"]]
    yield f"{len(hits)} hit a migrate at work; {len(kills) - len(hits)} came too late"
    steps = [step.name for step in (FIRST, BACK, AGAIN)]
    yield " " * 10 + "".join(f"{step:>17}" for step in steps)
    table = Counter((kill["way"], kill["step"]) for kill in hits)
    for way in sorted({kill["way"] for kill in hits}):
        yield f"{way:10}" + "".join(f"{table[way, step]:17}" for step in steps)
    places = Counter(kill["place"] or "between" for kill in hits)
    yield "at: " + ", ".join(f"{place} {count}" for place, count in sorted(places.items()))

"""The same tree and the same rows have the same report, in whatever order they come."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from snapshots.detection import Report, detect_technologies
from techknowledge.models import TechnologyPattern
from tests.snapshots.detection.world import knows, pattern, plant

CONTENTS = {
    "package.json": ['{"dependencies": {"a": "1"}}', '{"devDependencies": {"a": "1", "b": "1"}}'],
    "code.py": ["import a\n", "\n\nimport b\nimport a\n"],
    "a.toml": [""],
    "note.md": ["import a"],
    "yarn.lock": [""],
}

folders = st.sampled_from(["", "web/", "web/a/", "tests/", "a/"])
contents = st.sampled_from([(name, text) for name, texts in CONTENTS.items() for text in texts])
files = st.builds(lambda folder, one: (folder + one[0], one[1]), folders, contents)
trees = st.lists(files, unique_by=lambda file: file[0]).map(dict)


@st.composite
def rows(draw: st.DrawFn) -> TechnologyPattern:
    name = draw(st.sampled_from("ab"))
    return pattern(
        draw(st.sampled_from(["framework", "language", "database", "Frameworks"])) + f":{name}",
        file_patterns=draw(st.lists(st.sampled_from(["**/*.py", "**/*.md", "*.toml", "["]))),
        config_files=draw(st.lists(st.just("a.toml"))),
        directory_patterns=draw(st.lists(st.sampled_from(["a", "web/a"]))),
        dependencies=draw(st.lists(st.sampled_from("ab"))),
        excluded_dependencies=draw(st.lists(st.just("b"), max_size=1)),
        code_patterns=draw(st.lists(st.sampled_from(["import a", "import b", "("]))),
        lock_files=draw(st.lists(st.just("yarn.lock"))),
        confidence_weight=draw(st.sampled_from([1.0, 0.7, -1.0])),
    )


def distinct(row: TechnologyPattern) -> tuple[str, str]:
    return row.technology_name, row.technology_type


def named(row: TechnologyPattern) -> tuple[str, str]:
    return row.technology_name, row.technology_type


def report_of(table: list[TechnologyPattern], tree: dict[str, str]) -> Report:
    knows(*table)
    with TemporaryDirectory() as folder:
        report = detect_technologies(plant(Path(folder), tree))
    return replace(report, codebase="")


@pytest.mark.django_db
@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None, max_examples=50)
@given(st.lists(rows(), min_size=1, unique_by=named), trees, st.randoms())
def test_same_report(table: list[TechnologyPattern], tree: dict[str, str], random: Random) -> None:
    table.append(pattern("language:python", file_patterns=["**/*.py"]))
    shuffled = random.sample(table, len(table))
    replanted = dict(random.sample(list(tree.items()), len(tree)))

    report = report_of(table, tree)

    assert report == report_of(shuffled, replanted)
    every = (*report.detections, *report.doubtful)
    assert all(0 <= one.confidence <= 1 for one in every)
    assert len({one.technology for one in every}) == len(every)
    order = [(-one.confidence, one.technology) for one in report.detections]
    assert order == sorted(order)

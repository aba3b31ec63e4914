"""A stack for each root."""

from pathlib import Path

import pytest

from snapshots.detection import Report, Scope, detect_technologies
from tests.snapshots.detection.world import (
    detected,
    detection,
    elixir,
    javascript,
    knows,
    pattern,
    places,
    plant,
)

pytestmark = pytest.mark.django_db

PHOENIX = """defmodule Api.MixProject do
  use Mix.Project
  defp deps do
    [{:phoenix, "~> 1.7"}]
  end
end
"""


def stacks(report: Report) -> dict[str, list[str]]:
    return {one.root: [str(each.technology) for each in one.detections] for one in report.stacks}


def test_each_stack_has_its_own(tmp_path: Path) -> None:
    knows(
        elixir(),
        javascript(),
        pattern("framework:phoenix", dependencies=["phoenix"]),
        pattern("framework:react", dependencies=["react"]),
    )
    plant(
        tmp_path,
        {
            "README.md": "",
            "api/mix.exs": PHOENIX,
            "api/lib/api.ex": "defmodule Api do\nend\n",
            "web/package.json": '{"dependencies": {"react": "1"}}',
            "web/src/deep/app.js": "x = 1\n",
        },
    )

    report = detect_technologies(tmp_path)

    assert stacks(report) == {
        "": [],
        "api": ["language:elixir", "framework:phoenix"],
        "web": ["language:javascript", "framework:react"],
    }
    assert detection(report, "framework:react").roots == ("web",)
    assert [one.display_name for one in report.stacks[1].languages] == ["elixir"]


def test_globs_start_at_the_root_of_the_stack_too(tmp_path: Path) -> None:
    knows(pattern("framework:phoenix", file_patterns=["lib/**/endpoint.ex"]))
    plant(tmp_path, {"api/mix.exs": PHOENIX, "api/lib/endpoint.ex": "", "docs/lib/endpoint.ex": ""})

    found = detection(detect_technologies(tmp_path), "framework:phoenix")

    assert places(found) == ["api/lib/endpoint.ex file"]


def test_technology_of_two_stacks_is_one_of_the_code_base(tmp_path: Path) -> None:
    knows(pattern("framework:react", dependencies=["react", "react-dom"]))
    plant(
        tmp_path,
        {
            "a/package.json": '{"dependencies": {"react": "1"}}',
            "b/package.json": '{"devDependencies": {"react-dom": "1"}}',
        },
    )

    report = detect_technologies(tmp_path)
    [whole] = report.detections

    assert whole.roots == ("a", "b")
    assert whole.scope == Scope.RUNTIME
    assert {one.rule for one in whole.evidence} == {"react", "react-dom"}
    assert whole.confidence > max(
        each.confidence for one in report.stacks for each in one.detections
    )


def test_doubts_of_two_stacks_are_no_detection(tmp_path: Path) -> None:
    knows(javascript(), pattern("framework:x", directory_patterns=["x"], code_patterns=["use_x"]))
    plant(
        tmp_path,
        {
            "a/package.json": "{}",
            "a/x/readme": "",
            "b/package.json": "{}",
            "b/app.js": "use_x()\n",
        },
    )

    report = detect_technologies(tmp_path, categories=["framework"])

    assert detected(report) == set()
    assert detection(report, "framework:x").roots == ("b",)


def test_package_denies_in_its_own_stack_only(tmp_path: Path) -> None:
    knows(pattern("framework:express", dependencies=["express"], excluded_dependencies=["nest"]))
    plant(
        tmp_path,
        {
            "a/package.json": '{"dependencies": {"express": "1"}}',
            "b/package.json": '{"dependencies": {"express": "1", "nest": "1"}}',
        },
    )

    assert detection(detect_technologies(tmp_path), "framework:express").roots == ("a",)

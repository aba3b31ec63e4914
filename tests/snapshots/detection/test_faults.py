"""Faults of the original's detectors (behaviour 3.2 and 3.3), each on a tree that shows it."""

from pathlib import Path

import pytest

from snapshots.detection import detect_technologies
from tests.snapshots.detection.world import (
    detected,
    detection,
    elixir,
    javascript,
    knows,
    language,
    pattern,
    places,
    plant,
    python,
)

pytestmark = pytest.mark.django_db


def test_files_need_no_analysis(tmp_path: Path) -> None:
    """D-1, D-2, D-3: no detection could succeed; files without a language raised."""
    knows(elixir(), pattern("framework:phoenix", dependencies=["phoenix"]))
    plant(
        tmp_path, {"lib/shop.ex": "defmodule Shop do\nend\n", "LICENSE": "MIT", "data.bin": b"\0"}
    )

    report = detect_technologies(tmp_path)

    assert detected(report) == {"language:elixir"}
    assert detect_technologies(plant(tmp_path / "empty", {".keep": ""})).detections == ()


def test_category_has_the_same_answer_as_the_whole(tmp_path: Path) -> None:
    """D-4, D-5: detection of a category knew neither manifests nor globs."""
    knows(
        python(),
        pattern("framework:django", dependencies=["django"], config_files=["manage.py"]),
        pattern("database:redis", dependencies=["redis"], code_patterns=["redis://"]),
    )
    plant(
        tmp_path,
        {"requirements.txt": "Django\nredis\n", "manage.py": "x = 'redis://'\n"},
    )
    whole = detect_technologies(tmp_path)

    for category in ("frameworks", "databases", "languages"):
        part = detect_technologies(tmp_path, categories=[category])
        assert list(part.detections) == whole.in_category(category) != []
        assert part.problems == whole.problems


@pytest.mark.parametrize(
    ("technology", "inside"),
    [
        ("security:falco", "falcon"),
        ("framework:express", "express-session"),
        ("security:opa", "opacity"),
        ("database:redis", "redistribute"),
    ],
)
def test_names_of_packages_are_compared_whole(tmp_path: Path, technology: str, inside: str) -> None:
    """D-6: a package was found in any text that has its name in it."""
    knows(python(), pattern(technology, dependencies=[technology.partition(":")[2]]))
    plant(tmp_path, {"requirements.txt": f"{inside}==1.0\n", "app.py": f"import {inside}\n"})

    assert detected(detect_technologies(tmp_path)) == {"language:python"}


def test_python_packages_have_many_spellings(tmp_path: Path) -> None:
    """D-6: exact is what the ecosystem takes as equal (PEP 503)."""
    knows(pattern("framework:drf", dependencies=["django-rest_framework"]))
    plant(tmp_path, {"requirements.txt": "Django.REST-Framework\n"})

    assert detected(detect_technologies(tmp_path)) == {"framework:drf"}


def test_package_of_another_ecosystem_or_manifest_does_not_count(tmp_path: Path) -> None:
    knows(
        pattern("messaging:nats", dependencies=[{"ecosystem": "cargo", "names": ["nats"]}]),
        pattern("messaging:mq", dependencies={"names": ["nats"], "file": "pyproject.toml"}),
    )
    plant(tmp_path, {"requirements.txt": "nats\n"})

    assert detected(detect_technologies(tmp_path)) == set()


@pytest.mark.parametrize("path", ["lib/endpoint.ex", "lib/shop/web/endpoint.ex"])
def test_two_stars_are_any_number_of_folders(tmp_path: Path, path: str) -> None:
    """D-7: `lib/**/endpoint.ex` did not match `lib/endpoint.ex`, nor braces anything."""
    knows(pattern("framework:phoenix", file_patterns=["lib/**/endpoint.{ex,exs}"]))

    report = detect_technologies(plant(tmp_path, {path: ""}))

    assert places(detection(report, "framework:phoenix")) == [f"{path} file"]


@pytest.mark.parametrize(
    ("marker", "other"),
    [("nx.json", "lynx.json"), ("moon.yml", "honeymoon.yml"), ("settings.py", "mysettings.py")],
)
def test_config_files_are_compared_at_slashes(tmp_path: Path, marker: str, other: str) -> None:
    """D-8: a path only had to end with the name."""
    knows(pattern("build_system:x", config_files=[marker]))

    assert (
        detected(detect_technologies(plant(tmp_path / "a", {other: "", f"app/{other}": ""})))
        == set()
    )
    report = detect_technologies(plant(tmp_path / "b", {f"app/{marker}": ""}))
    assert places(detection(report, "build_system:x")) == [f"app/{marker} config file"]


def test_prose_deploys_nothing(tmp_path: Path) -> None:
    """D-9: markers were searched in every content."""
    knows(
        python(),
        language("markdown", "**/*.md", prose=True),
        language("yaml", "**/*.{yml,yaml}", prose=True),
        pattern(
            "deployment:docker",
            config_files=["Dockerfile", "values.yaml"],
            import_patterns=["Dockerfile", "docker-compose"],
        ),
    )
    words = "Write a Dockerfile, docker-compose.yml and values.yaml.\n"
    plant(tmp_path, {"README.md": words, "NOTES": words, "docs.yml": words, "app.py": "x = 1\n"})

    assert "deployment:docker" not in detected(detect_technologies(tmp_path))


def test_prose_is_searched_by_rules_that_name_its_language(tmp_path: Path) -> None:
    rule = {"regex": r"(?m)^apiVersion:\s", "languages": ["yaml"]}
    knows(
        language("yaml", "**/*.yml", prose=True),
        language("python", "**/*.py"),
        pattern("deployment:kubernetes", import_patterns=[rule]),
    )
    plant(tmp_path, {"web.yml": "# web\napiVersion: v1\n", "a.py": "apiVersion: str = 'x'\n"})

    found = detection(detect_technologies(tmp_path), "deployment:kubernetes")

    assert places(found) == ["web.yml:2 import"]


@pytest.mark.parametrize(
    "dependencies",
    [
        ["react"],
        {"names": ["react"]},
        {"names": ["react"], "ecosystem": "npm", "file": "package.json"},
        [{"ecosystem": "npm", "names": ["react"]}],
    ],
)
def test_dependencies_have_several_forms(tmp_path: Path, dependencies: object) -> None:
    """D-10: an object raised."""
    knows(pattern("framework:react", dependencies=dependencies))
    plant(tmp_path, {"package.json": '{"dependencies": {"react": "^19"}}'})

    assert detected(detect_technologies(tmp_path)) == {"framework:react"}


def test_names_are_canonical(tmp_path: Path) -> None:
    """D-11, D-12: whatever vocabulary a row has, the answer has one."""
    knows(pattern("Frameworks:NextJS", config_files=["next.config.js"], display_name="Next.js"))

    report = detect_technologies(plant(tmp_path, {"next.config.js": ""}))

    assert detected(report) == {"framework:nextjs"}
    assert report.detections[0].display_name == "Next.js"
    assert report.categories == ("frameworks",)


def test_every_row_counts_of_whatever_type(tmp_path: Path) -> None:
    """D-14: lists of names stood in the code."""
    knows(
        pattern("framework:ours", config_files=["ours.toml"]),
        pattern("quantum:qubits", config_files=["qubits.toml"]),
    )
    plant(tmp_path, {"ours.toml": "", "qubits.toml": ""})

    report = detect_technologies(tmp_path)

    assert detected(report) == {"framework:ours", "quantum:qubits"}
    assert report.categories == ("frameworks", "quantum")


def test_expressions_are_applied(tmp_path: Path) -> None:
    """D-15: those of templates never were; case makes no difference (behaviour 3.2)."""
    knows(elixir(), pattern("monitoring:prometheus", code_patterns=["promex", r"use\s+PromEx"]))
    plant(tmp_path, {"lib/metrics.ex": "defmodule M do\n  use PromEx, otp_app: :shop\nend\n"})

    found = detection(detect_technologies(tmp_path), "monitoring:prometheus")

    assert found.detected
    assert places(found) == ["lib/metrics.ex:2 code"] * 2


def test_folders_alone_are_no_framework(tmp_path: Path) -> None:
    """R-6: `pages/` and `app/` made any project one of Next.js."""
    knows(javascript(), pattern("framework:nextjs", directory_patterns=["pages/", "app"]))
    plant(tmp_path, {"pages/index.js": "x = 1\n", "app/page.js": "x = 1\n"})

    report = detect_technologies(tmp_path)

    assert detected(report) == {"language:javascript"}
    assert places(detection(report, "framework:nextjs")) == ["app/ directory", "pages/ directory"]


def test_package_of_two_technologies_is_of_each(tmp_path: Path) -> None:
    """R-7: `react` was React or Next.js by chance, with a confidence over 1."""
    knows(
        pattern("framework:react", dependencies=["react", "react-dom"]),
        pattern("framework:nextjs", dependencies=["next"]),
    )
    plant(tmp_path, {"package.json": '{"dependencies": {"react": "1", "react-dom": "1"}}'})

    report = detect_technologies(tmp_path)

    assert detected(report) == {"framework:react"}
    assert report.detections[0].confidence <= 1

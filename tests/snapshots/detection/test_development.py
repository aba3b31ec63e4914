"""Tests, fixtures and examples of a code base do not become the code base."""

from pathlib import Path

import pytest

from snapshots.detection import Scope, detect_technologies
from tests.snapshots.detection.world import (
    detected,
    detection,
    knows,
    language,
    pattern,
    places,
    plant,
    python,
)

pytestmark = pytest.mark.django_db


def rails() -> None:
    knows(
        python(),
        language("ruby", "**/*.rb"),
        pattern(
            "framework:rails",
            dependencies=["rails"],
            config_files=["config/routes.rb"],
            import_patterns=["ActiveRecord"],
            directory_patterns=["app/models"],
        ),
    )


@pytest.mark.parametrize("folder", ["tests/fixtures", "testdata", "src/linter/__fixtures__"])
def test_linter_is_not_made_of_what_it_reads(tmp_path: Path, folder: str) -> None:
    rails()
    plant(
        tmp_path,
        {
            "linter/main.py": "x = 1\n",
            f"{folder}/rails_app/Gemfile": 'gem "rails"\n',
            f"{folder}/rails_app/config/routes.rb": "ActiveRecord\n" * 100,
            f"{folder}/rails_app/app/models/cart.rb": "class Cart\nend\n",
        },
    )

    report = detect_technologies(tmp_path)

    assert detected(report) == {"language:python"}
    assert [(one.display_name, one.share) for one in report.languages] == [("python", 1.0)]
    assert [one.root for one in report.stacks] == [""]
    assert detection(report, "framework:rails").confidence == 0.25


@pytest.mark.parametrize("folder", ["tests/app", "examples/shop", "docs", "benchmarks", "src/it/a"])
def test_no_stack_begins_below_a_folder_of_development(tmp_path: Path, folder: str) -> None:
    """Its manifest is one of development in the stack around."""
    rails()
    plant(tmp_path, {f"{folder}/Gemfile": 'gem "rails"\n', "lint.py": ""})

    report = detect_technologies(tmp_path)

    assert [one.root for one in report.stacks] == [""]
    found = detection(report, "framework:rails")
    assert places(found) == [f"{folder}/Gemfile:1 dev dependency"]
    assert found.scope == Scope.DEVELOPMENT


def test_library_is_not_made_of_its_examples(tmp_path: Path) -> None:
    knows(
        python(),
        pattern("framework:fastapi", dependencies=["fastapi"], import_patterns=["import fastapi"]),
    )
    plant(
        tmp_path,
        {
            "library/core.py": "x = 1\n",
            "examples/app.py": "import fastapi\n",
            "examples/requirements.txt": "fastapi\n",
        },
    )

    assert detection(detect_technologies(tmp_path), "framework:fastapi").scope == Scope.DEVELOPMENT


@pytest.mark.parametrize("path", ["tests/t.py", "shop/tests.py", "examples/app.py", "docs/conf.py"])
def test_code_of_development_alone_is_not_enough(tmp_path: Path, path: str) -> None:
    expressions = ["import redis", "from redis", r"Redis\("]
    knows(python(), pattern("database:redis", import_patterns=expressions))
    plant(tmp_path, {path: "import redis\nfrom redis import Redis\nRedis()\n"})

    report = detect_technologies(tmp_path)

    assert detected(report) == {"language:python"}
    assert detection(report, "database:redis").confidence == 0.4


def test_tests_of_what_uses_it_say_nothing_more(tmp_path: Path) -> None:
    knows(python(), pattern("database:redis", import_patterns=["import redis"]))
    plant(tmp_path / "a", {"a.py": "import redis\n"})
    plant(tmp_path / "b", {"a.py": "import redis\n", "tests/a.py": "import redis\n"})

    alone, tested = (
        detection(detect_technologies(tmp_path / name), "database:redis") for name in "ab"
    )

    assert alone.confidence == tested.confidence == 0.6


def test_layout_of_tests_is_none_of_the_program(tmp_path: Path) -> None:
    layers = ["controllers", "services", "repositories"]
    knows(pattern("architecture:layers", directory_patterns=layers, every_directory=True))
    plant(tmp_path, {f"tests/{folder}/cart.x": "" for folder in layers})

    assert detected(detect_technologies(tmp_path)) == set()


def test_packages_of_examples_deny_nothing(tmp_path: Path) -> None:
    knows(pattern("framework:express", dependencies=["express"], excluded_dependencies=["nest"]))
    plant(
        tmp_path,
        {
            "package.json": '{"dependencies": {"express": "5"}}',
            "examples/nest/package.json": '{"dependencies": {"nest": "1"}}',
        },
    )

    assert detected(detect_technologies(tmp_path)) == {"framework:express"}

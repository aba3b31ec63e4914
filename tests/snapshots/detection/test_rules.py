"""What a row can ask for beyond a single match."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from snapshots.detection import Limits, Scope, detect_technologies
from snapshots.errors import NoReadableFolder, NoRules, UnknownCategory
from techknowledge.models import TechnologyPattern
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


def test_another_package_can_deny_a_technology(tmp_path: Path) -> None:
    knows(
        pattern(
            "framework:express", dependencies=["express"], excluded_dependencies=["@nestjs/core"]
        ),
    )
    alone = plant(tmp_path / "a", {"package.json": '{"dependencies": {"express": "5"}}'})
    beside = plant(
        tmp_path / "b",
        {"package.json": '{"dependencies": {"express": "5", "@nestjs/core": "11"}}'},
    )

    assert detected(detect_technologies(alone)) == {"framework:express"}
    report = detect_technologies(beside)
    assert (report.detections, report.doubtful) == ((), ())


@pytest.mark.parametrize(("services", "there"), [(3, False), (4, True)])
def test_microservices_are_more_than_three(tmp_path: Path, services: int, there: bool) -> None:
    knows(
        pattern(
            "architecture:microservices",
            directory_patterns=["services/*", "microservices/*"],
            at_least=4,
        )
    )
    plant(tmp_path, {f"services/{n}/go.mod": f"module example.org/{n}\n" for n in range(services)})

    assert bool(detected(detect_technologies(tmp_path))) is there


@pytest.mark.parametrize(
    ("folders", "there"),
    [
        (["controllers", "services", "repositories"], True),
        (["controllers", "services"], False),
        (["mycontrollers", "services", "repositories"], False),
    ],
)
def test_layers_are_all_of_them(tmp_path: Path, folders: list[str], there: bool) -> None:
    knows(
        pattern(
            "architecture:layered_architecture",
            directory_patterns=["controllers", "services", "repositories"],
            every_directory=True,
        )
    )
    plant(tmp_path, {f"src/{folder}/cart.x": "" for folder in folders})

    assert bool(detected(detect_technologies(tmp_path))) is there


def test_expressions_keep_to_their_languages(tmp_path: Path) -> None:
    rule = {"regex": "GenServer", "languages": ["Elixir"]}
    knows(elixir(), python(), pattern("architecture:event_driven", import_patterns=[rule]))
    plant(tmp_path, {"a.py": "GenServer\n", "lib/b.ex": "\nuse GenServer\n"})

    found = detection(detect_technologies(tmp_path), "architecture:event_driven")

    assert places(found) == ["lib/b.ex:2 import"]


def test_name_of_a_source_file_is_weak_evidence(tmp_path: Path) -> None:
    """Every second program has a `main.py`; a `.vue` is there for Vue's sake."""
    knows(
        python(),
        pattern("framework:fastapi", file_patterns=["main.py"]),
        pattern("framework:vue", file_patterns=["**/*.vue"]),
    )
    plant(tmp_path, {"main.py": "x = 1\n", "src/app.vue": "<template/>"})

    report = detect_technologies(tmp_path)

    assert detected(report) == {"language:python", "framework:vue"}
    assert places(detection(report, "framework:fastapi")) == ["main.py source file"]


def test_lines_are_told_of_few_files_and_of_tests_last(tmp_path: Path) -> None:
    knows(python(), pattern("framework:x", import_patterns=[r"import x\b"]))
    plant(
        tmp_path,
        {"a/tests/t.py": "import x\n"}
        | {f"b/{n}.py": f"{'#' * n}\n\nimport x\n" for n in range(9)},
    )

    found = detection(detect_technologies(tmp_path, places=2), "framework:x")

    assert places(found) == ["b/0.py:3 import", "b/1.py:3 import", "a/tests/t.py dev code"]
    assert found.scope == Scope.RUNTIME


@pytest.mark.parametrize(
    ("files", "scope"),
    [
        ({"package.json": '{"devDependencies": {"jest": "1"}}'}, Scope.DEVELOPMENT),
        ({"package.json": '{"dependencies": {"jest": "1"}}'}, Scope.RUNTIME),
        ({"tests/package.json": '{"dependencies": {"jest": "1"}}'}, Scope.DEVELOPMENT),
        ({"tests/a.js": "import jest\n", "src/a.js": "import jest\n"}, Scope.RUNTIME),
    ],
)
def test_what_tests_use_is_of_development(
    tmp_path: Path, files: Mapping[str, str], scope: Scope
) -> None:
    knows(
        javascript(),
        pattern("framework:jest", dependencies=["jest"], import_patterns=["import jest"]),
    )

    found = detection(detect_technologies(plant(tmp_path, files)), "framework:jest")

    assert (found.detected, found.scope) == (True, scope)


def test_weight_of_a_row_counts(tmp_path: Path) -> None:
    knows(pattern("framework:x", config_files=["x.toml"], confidence_weight=0.5))

    found = detection(detect_technologies(plant(tmp_path, {"x.toml": ""})), "framework:x")

    assert (found.confidence, found.detected) == (0.4, False)


def test_languages_have_shares_of_the_sources(tmp_path: Path) -> None:
    knows(python(), elixir(), language("markdown", "**/*.md", prose=True))
    plant(tmp_path, {"a.py": "x" * 300, "b.py": "", "c.ex": "x" * 100, "d.md": "x" * 5000})

    told = {
        one.display_name: (one.files, one.size, one.share)
        for one in detect_technologies(tmp_path).languages
    }

    assert told == {"python": (2, 300, 0.75), "elixir": (1, 100, 0.25), "markdown": (1, 5000, None)}


def test_films_are_no_typescript(tmp_path: Path) -> None:
    knows(language("typescript", "**/*.ts"))

    report = detect_technologies(plant(tmp_path, {"film.ts": b"G\0\x11\x10" * 100}))

    assert report.detections == ()
    assert [(one.where, one.what) for one in report.problems] == [("film.ts", "binary")]


def test_broken_manifest_is_told_and_the_others_are_read(tmp_path: Path) -> None:
    knows(pattern("framework:react", dependencies=["react"]))
    plant(
        tmp_path,
        {
            "package.json": '{"dependencies": ',
            "web/package.json": '{"dependencies": {"react": "1"}}',
        },
    )

    report = detect_technologies(tmp_path)

    assert detected(report) == {"framework:react"}
    assert [one.where.partition(":")[0] for one in report.problems] == ["package.json"]


def test_large_files_are_told(tmp_path: Path) -> None:
    knows(python())

    report = detect_technologies(
        plant(tmp_path, {"a.py": "x" * 11, "b.py": "x"}), limits=Limits(file_bytes=10)
    )

    assert [one.where for one in report.problems] == ["a.py"]
    assert (report.files, report.size) == (2, 1)


def test_images_give_themselves_away(tmp_path: Path) -> None:
    """Those of docker are compared by the last part of their path too."""
    knows(pattern("database:redis", dependencies=[{"ecosystem": "docker", "names": ["redis"]}]))
    plant(
        tmp_path / "a",
        {"docker-compose.yml": "services:\n  cache:\n    image: bitnami/redis:7\n"},
    )
    plant(tmp_path / "b", {"docker-compose.yml": "services:\n  x:\n    image: redis/insight\n"})

    assert detected(detect_technologies(tmp_path / "a")) == {"database:redis"}
    assert detected(detect_technologies(tmp_path / "b")) == set()


@pytest.mark.parametrize("rows", [[], [pattern("framework:x")]])
def test_table_without_rules_is_an_error(tmp_path: Path, rows: list[TechnologyPattern]) -> None:
    knows(*rows)

    with pytest.raises(NoRules, match="load_patterns"):
        detect_technologies(tmp_path)


def test_unknown_category_is_an_error_that_lists_the_known(tmp_path: Path) -> None:
    knows(python(), pattern("framework:x", config_files=["x"]))

    with pytest.raises(UnknownCategory, match=r"'cloud'.*languages, frameworks"):
        detect_technologies(tmp_path, categories=["cloud"])
    assert detect_technologies(tmp_path, categories=["Framework"]).categories == ("frameworks",)


@pytest.mark.parametrize("path", ["", "nowhere", "file", "nul\0", "x" * 300])
def test_what_is_no_folder_is_an_error(tmp_path: Path, path: str) -> None:
    knows(python())
    plant(tmp_path, {"file": ""})

    with pytest.raises(NoReadableFolder):
        detect_technologies(f"{tmp_path}/{path}" if path else path)

"""pyproject.toml, setup.cfg, Pipfile."""

from __future__ import annotations

from tests.snapshots.detection.manifests.stating import (
    DEVELOPMENT,
    RUNTIME,
    names,
    refused,
    stated,
)


def test_the_tables_of_the_standard() -> None:
    text = """
        [build-system]
        requires = ["hatchling"]
        [project]
        dependencies = ["Django>=5.2", "psycopg[binary]; os_name == 'posix'"]
        [project.optional-dependencies]
        cache = ["redis"]
        dev = ["ruff"]
        [dependency-groups]
        lint = ["mypy", {include-group = "dev"}]
        """

    assert names("pyproject.toml", text) == {
        "django": RUNTIME,
        "psycopg": RUNTIME,
        "redis": RUNTIME,
        "ruff": DEVELOPMENT,
        "mypy": DEVELOPMENT,
        "hatchling": DEVELOPMENT,
    }


def test_the_tables_of_poetry() -> None:
    text = """
        [tool.poetry.dependencies]
        python = "^3.11"
        flask = "^2"
        celery = {version = "5", extras = ["redis"]}
        [tool.poetry.dev-dependencies]
        black = "*"
        [tool.poetry.group.docs.dependencies]
        Sphinx = "*"
        """

    assert [
        (one.name, one.version, one.development, one.line) for one in stated("pyproject.toml", text)
    ] == [
        ("flask", "^2", RUNTIME, 3),
        ("celery", "5", RUNTIME, 4),
        ("black", "*", DEVELOPMENT, 6),
        ("sphinx", "*", DEVELOPMENT, 8),
    ]


def test_the_tables_of_uv_and_pdm() -> None:
    text = """
        [tool.uv]
        dev-dependencies = ["pytest"]
        [tool.pdm.dev-dependencies]
        any = ["tox"]
        """

    assert names("pyproject.toml", text) == {"pytest": DEVELOPMENT, "tox": DEVELOPMENT}


def test_lines_are_of_the_requirement() -> None:
    text = """
        [project]
        name = "django"
        dependencies = [
            "requests",
            "django>=5",
        ]
        """

    assert [one.line for one in stated("pyproject.toml", text)] == [4, 5]


def test_values_of_other_types_are_passed_over() -> None:
    text = """
        dependency-groups = 1
        project = {dependencies = [1, "a", ["b"]], optional-dependencies = ["c"]}
        [tool]
        poetry = "x"
        uv = []
        """

    assert names("pyproject.toml", text) == {"a": RUNTIME}


def test_what_is_no_toml_is_told_with_its_line() -> None:
    assert refused("pyproject.toml", "[project]\ndependencies = [\n").line is None
    assert refused("pyproject.toml", "[project]\nname = \n").line == 2


def test_what_is_no_requirement_is_told_with_its_line() -> None:
    error = refused("pyproject.toml", '[project]\ndependencies = [">=1"]')

    assert error.line == 2
    assert "'>=1' is no requirement" in str(error)


def test_pipfile() -> None:
    text = """
        [packages]
        flask = "*"
        [dev-packages]
        pytest = {version = ">=7"}
        [requires]
        python_version = "3.11"
        """

    assert names("Pipfile", text) == {"flask": RUNTIME, "pytest": DEVELOPMENT}


def test_setup_cfg() -> None:
    text = """
        [metadata]
        name = shop
        [options]
        packages = find:
        setup_requires = setuptools_scm
        install_requires =
            django >=3
            # why
            requests; python_version < "4"
        tests_require = file: tests.txt
        [options.extras_require]
        test = pytest
        cache:
            redis
        [flake8]
        install_requires = nothing
        """

    found = stated("setup.cfg", text)

    assert [(one.name, one.development, one.line) for one in found] == [
        ("setuptools-scm", DEVELOPMENT, 5),
        ("django", RUNTIME, 7),
        ("requests", RUNTIME, 9),
        ("pytest", DEVELOPMENT, 12),
        ("redis", RUNTIME, 14),
    ]

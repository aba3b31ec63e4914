"""What is a manifest, what marks a root, what packages are called."""

from __future__ import annotations

import pytest

from snapshots.detection.manifests import canonical_name, is_manifest, marks_root

ROOTS = """package.json pyproject.toml setup.cfg Pipfile Cargo.toml go.mod mix.exs Gemfile gems.rb
    composer.json pom.xml build.gradle build.gradle.kts requirements.txt"""

OTHERS = """requirements-dev.txt dev-requirements.txt requirements_test.txt requirements.in
    requirements/base.txt requirements/prod/x-requirements.txt gradle/libs.versions.toml
    Dockerfile Dockerfile.dev web.Dockerfile web.dockerfile Containerfile docker-compose.yml
    docker-compose.override.yaml compose.yml compose.prod.yaml"""

# D-8: a suffix is not a name.
NEITHER = """mypackage.json package.json.bak package-lock.json xmix.exs Cargo.lock go.sum
    myrequirements.txt requirements.md requirements/README.md requirements/constraints.txt
    Dockerfiles docs/Dockerfile/x decompose.yml compose.json .github/workflows/test.yml Mix.exs"""


@pytest.mark.parametrize("folder", ["", "apps/web/"])
@pytest.mark.parametrize("name", ROOTS.split())
def test_manifests_of_languages_mark_roots(folder: str, name: str) -> None:
    assert is_manifest(folder + name)
    assert marks_root(folder + name)


@pytest.mark.parametrize("folder", ["", "apps/web/"])
@pytest.mark.parametrize("name", OTHERS.split())
def test_other_manifests_do_not(folder: str, name: str) -> None:
    assert is_manifest(folder + name)
    assert not marks_root(folder + name)


@pytest.mark.parametrize("name", NEITHER.split())
def test_names_are_compared_whole(name: str) -> None:
    assert not is_manifest(name)
    assert not marks_root(name)


@pytest.mark.parametrize("name", ROOTS.split())
@pytest.mark.parametrize("folder", ["docs", "tests/fixtures/app", "examples/app", "src/it/app"])
def test_manifests_of_documentation_tests_and_examples_mark_no_root(folder: str, name: str) -> None:
    assert is_manifest(f"{folder}/{name}")
    assert not marks_root(f"{folder}/{name}")


@pytest.mark.parametrize(
    ("ecosystem", "spellings"),
    [
        ("pypi", ["Flask_SQLAlchemy", "flask.sqlalchemy", "flask-sqlalchemy"]),
        ("golang", ["github.com/labstack/echo/v4", "github.com/labstack/echo"]),
        ("golang", ["gopkg.in/yaml.v3", "gopkg.in/yaml"]),
        ("docker", ["docker.io/library/postgres", "index.docker.io/postgres", "postgres"]),
        ("cargo", ["tokio_postgres", "tokio-postgres"]),
        ("composer", ["Laravel/Framework", "laravel/framework"]),
        ("npm", [" react ", "react"]),
        ("maven", ["org.x:Y"]),
        ("docker", ["ghcr.io/library/x"]),
        ("golang", ["github.com/x/v8go"]),
    ],
)
def test_a_package_has_one_name(ecosystem: str, spellings: list[str]) -> None:
    assert {canonical_name(ecosystem, one) for one in spellings} == {spellings[-1]}

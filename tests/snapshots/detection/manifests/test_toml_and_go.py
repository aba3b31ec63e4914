"""Cargo.toml, version catalogs of Gradle, go.mod."""

from __future__ import annotations

from textwrap import dedent

from snapshots.detection.manifests import dependencies_in
from tests.snapshots.detection.manifests.stating import (
    DEVELOPMENT,
    RUNTIME,
    names,
    refused,
    stated,
)


def test_cargo() -> None:
    """What a workspace has (`axum`) only bounds versions for its members."""
    text = """
        [dependencies]
        serde = {version = "1", features = ["derive"]}
        tokio.workspace = true
        pg = {package = "tokio-postgres", version = "0.7"}
        [dev-dependencies]
        proptest = "1"
        [build-dependencies]
        cc = "1"
        [target.'cfg(unix)'.dependencies]
        nix = "0.2"
        [workspace.dependencies]
        axum = "0.7"
        """

    found = stated("Cargo.toml", text)

    assert [(one.name, one.version, one.development, one.line) for one in found] == [
        ("serde", "1", RUNTIME, 2),
        ("tokio", None, RUNTIME, 3),
        ("tokio-postgres", "0.7", RUNTIME, 4),
        ("proptest", "1", DEVELOPMENT, 6),
        ("cc", "1", DEVELOPMENT, 8),
        ("nix", "0.2", RUNTIME, 10),
    ]


PATH = "gradle/libs.versions.toml"

CATALOG = """
[versions]
spring = "3"
[libraries]
a = "org.a:a:1"
b-core = {module = "org.b:b", version.ref = "spring"}
c_x = {group = "org.c", name = "c", version = "2"}
d = 1
unused = "org.u:u:1"
[bundles]
both = ["a", "c_x", "none"]
[plugins]
p = "org.p:1"
"""


def test_build_scripts_take_from_the_catalog() -> None:
    text = """
        implementation(libs.b.core)
        testImplementation libs.bundles.both
        api(platform(libs.a.get()))
        implementation(libs.none)
        """

    found = dependencies_in(
        "app/build.gradle.kts", dedent(text).encode(), {PATH: CATALOG.encode()}.get
    )

    assert [(one.name, one.version, one.development, one.line) for one in found] == [
        ("org.b:b", None, RUNTIME, 2),
        ("org.a:a", "1", DEVELOPMENT, 3),
        ("org.c:c", "2", DEVELOPMENT, 3),
        ("org.a:a", "1", RUNTIME, 4),
    ]
    assert {one.file for one in found} == {"app/build.gradle.kts"}


def test_nearest_catalog_is_taken() -> None:
    files = {PATH: CATALOG.encode(), f"app/{PATH}": b'[libraries]\na = "org.near:a:1"'}

    found = dependencies_in("app/x/build.gradle", b"implementation libs.a", files.get)

    assert [one.name for one in found] == ["org.near:a"]


def test_catalog_itself_depends_on_nothing() -> None:
    assert stated(PATH, CATALOG) == []


def test_catalog_that_is_no_toml_is_told_of_itself_only() -> None:
    assert refused(PATH, "[libraries").file == PATH
    assert dependencies_in("build.gradle", b"api libs.a", {PATH: b"[libraries"}.get) == []


def test_go() -> None:
    text = """
        module example.org/shop // not this

        go 1.22
        require github.com/labstack/echo/v4 v4.1.0
        require (
        \tgithub.com/jackc/pgx/v5 v5.0.0
        \tgithub.com/x/y v1.0.0 // indirect
        \t"github.com/q/r" v1.0.0+incompatible
        )
        replace (
        \tgithub.com/a/b => github.com/c/d v1.0.0
        )
        exclude github.com/e/f v1.2.3
        """

    found = stated("go.mod", text)

    assert [(one.name, one.version, one.line) for one in found] == [
        ("github.com/labstack/echo", "v4.1.0", 4),
        ("github.com/jackc/pgx", "v5.0.0", 6),
        ("github.com/q/r", "v1.0.0+incompatible", 8),
    ]


def test_go_knows_no_development() -> None:
    assert names("go.mod", "require github.com/stretchr/testify v1.0.0") == {
        "github.com/stretchr/testify": RUNTIME
    }

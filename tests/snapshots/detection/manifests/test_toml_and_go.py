"""Cargo.toml, version catalogs of Gradle, go.mod."""

from __future__ import annotations

from tests.snapshots.detection.manifests.stating import DEVELOPMENT, RUNTIME, names, stated


def test_cargo() -> None:
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
        ("axum", "0.7", RUNTIME, 12),
    ]


def test_a_version_catalog() -> None:
    text = """
        [versions]
        spring = "3"
        [libraries]
        a = "org.a:a:1"
        b = {module = "org.b:b", version.ref = "spring"}
        c = {group = "org.c", name = "c"}
        d = 1
        """

    found = stated("gradle/libs.versions.toml", text)

    assert [(one.name, one.version, one.line) for one in found] == [
        ("org.a:a", "1", 4),
        ("org.b:b", None, 5),
        ("org.c:c", None, 6),
    ]


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

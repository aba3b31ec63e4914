"""Manifests made to do harm: each has dependencies, or is an InvalidManifest, and soon."""

from __future__ import annotations

import json
import time
from contextlib import suppress
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from snapshots.detection.manifests import dependencies_in
from snapshots.errors import InvalidManifest

PATHS = [
    *("package.json", "pyproject.toml", "setup.cfg", "Pipfile", "Cargo.toml", "go.mod", "mix.exs"),
    *("Gemfile", "composer.json", "pom.xml", "build.gradle", "requirements.txt"),
    *("libs.versions.toml", "Dockerfile", "compose.yml"),
]

# Keys that mean something to one parser or another.
WORDS = [
    *("dependencies", "devDependencies", "require", "project", "optional-dependencies", "tool"),
    *("dependency-groups", "poetry", "group", "uv", "pdm", "dev-dependencies", "build-system"),
    *("requires", "packages", "target", "workspace", "package", "version", "libraries", "module"),
    *("services", "image", "<<", "dev"),
]

# Pieces of which what they read is made, to get past its first line.
PIECES = [
    *("[dependencies]", "[project]", "[options]", "[libraries]", "[packages]", "install_requires"),
    *("dependencies", "require", "(", ")", "{", "}", "[", "]", "=", ":", ",", '"', "'", "\\", "#"),
    *("-r", "-e", "//", "/*", "*/", "def", "defp", "deps", "do", "end", "fn", "gem", "group"),
    *(":test", "~w(", "#{", "only:", "{:a", "<project>", "<dependencies>", "<dependency>"),
    *("<groupId>", "<artifactId>", "</dependency>", "&a;", "<!--", "]]>", "implementation", "api"),
    *("platform(", "kotlin(", "FROM", "ARG", "COPY", "--from=", "<<EOF", "${", "services:"),
    *("image:", "&a", "*a", "<<:", "- ", "?", "!", "a", "b:c", "1", "\x00", "\ud7ff", "\ufeff"),
    *(" ", "\n", "\n  "),
]

SIZE = 1 << 16

REPEATED = [
    *(" ", "\n", "\r", "\t", '"', "'", "[", "{", "(", "<", "*", "&a ", "#", " #", "\\", '\\"'),
    *("a.", '"a".', "a=", "a: ", "- ", "? ", "/*", "//", "api ", "do |", "group: [", 'gem "a", '),
    *("<a>", "<dependencies><dependency>", "${", "$a", "<<A ", "FROM a\n", '"a":{', "{a=", "{:a,"),
    *("[[a]]\n", '#{"', "-r a\n", "a\\\n", "a;", "a@", "fn ", "do ", "platform(", "group : "),
]

BEGINNINGS = {
    "package.json": '{"dependencies":{',
    "composer.json": '{"require":{',
    "pyproject.toml": "[project]\ndependencies=[",
    "setup.cfg": "[options]\ninstall_requires=",
    "Cargo.toml": "[dependencies]\n",
    "mix.exs": "def deps do\n",
    "Gemfile": 'gem "a" ',
    "Dockerfile": f"ARG a={'a' * 1000}\nFROM ",
    "compose.yml": "services:\n  ",
    "requirements.txt": "django ",
    "go.mod": "require (",
}

json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.sampled_from(WORDS) | st.text(max_size=5), inner, max_size=4)
    ),
    max_leaves=15,
)


def take_apart(path: str, content: bytes) -> None:
    with suppress(InvalidManifest):
        for one in dependencies_in(path, content, lambda _: content):
            assert one.name.isprintable()
            assert one.name
            assert (
                one.line is None or 1 <= one.line <= content.count(b"\n") + content.count(b"\r") + 1
            )
            json.dumps([one.name, one.version]).encode()


@pytest.mark.parametrize("path", PATHS)
@given(content=st.binary(max_size=200))
def test_any_bytes(path: str, content: bytes) -> None:
    take_apart(path, content)


@pytest.mark.parametrize("path", PATHS)
@given(pieces=st.lists(st.sampled_from(PIECES), max_size=40))
def test_any_pieces(path: str, pieces: list[str]) -> None:
    take_apart(path, "".join(pieces).encode())


@pytest.mark.parametrize("path", ["package.json", "composer.json", "compose.yml"])
@given(value=json_values)
def test_any_json_value(path: str, value: object) -> None:
    take_apart(path, json.dumps(value).encode())


def as_toml(value: object) -> str:
    """A value as TOML writes it; null, which it has not, as a text."""
    match value:
        case dict():
            return (
                "{" + ", ".join(f"{json.dumps(k)} = {as_toml(v)}" for k, v in value.items()) + "}"
            )
        case list():
            return "[" + ", ".join(map(as_toml, value)) + "]"
    return (
        json.dumps("null" if value is None else value)
        .replace("NaN", "nan")
        .replace("Infinity", "inf")
    )


@pytest.mark.parametrize("path", ["pyproject.toml", "Pipfile", "Cargo.toml", "libs.versions.toml"])
@given(values=st.dictionaries(st.sampled_from(WORDS), json_values, max_size=4))
def test_any_toml_value(path: str, values: dict[str, object]) -> None:
    text = "\n".join(f"{json.dumps(key)} = {as_toml(value)}" for key, value in values.items())

    take_apart(path, text.encode())


@pytest.mark.parametrize("path", PATHS)
def test_nothing_takes_longer_than_by_its_length(path: str) -> None:
    """64 KiB of one thing take a tenth of a second, and would take many by their square."""
    for piece in REPEATED:
        text = (BEGINNINGS.get(path, "") + piece * SIZE)[:SIZE]
        begun = time.process_time()
        take_apart(path, text.encode())
        assert time.process_time() - begun < 3, f"{path} of {piece!r}"


def test_unclosed_string_of_gradle_takes_no_time_by_its_square() -> None:
    begun = time.process_time()
    for text in ("implementation 'a:", 'api "a:b:', "api 'a:b:c:"):
        take_apart("build.gradle", (text + "b" * 200_000).encode())

    assert time.process_time() - begun < 3


@pytest.mark.parametrize("path", ["requirements.txt", "Gemfile", "Dockerfile"])
def test_more_dependencies_than_anybody_means_are_refused(path: str) -> None:
    line = {"requirements.txt": "a", "Gemfile": 'gem "a"', "Dockerfile": "FROM a"}[path]

    with pytest.raises(InvalidManifest, match="more than 20,000 dependencies"):
        dependencies_in(path, f"{line}\n".encode() * 50_000, lambda _: None)


@pytest.mark.parametrize("key", ["a", '"a b"', "'a'"])
def test_keys_of_thousands_of_parts_are_refused(key: str) -> None:
    """tomllib would take an hour."""
    with pytest.raises(InvalidManifest, match="more than 40 parts"):
        dependencies_in("Cargo.toml", f"\n{'.'.join([key] * 100_000)} = 1".encode(), lambda _: None)


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("package.json", '{"a":' * 50_000),
        ("Cargo.toml", "a = " + "[" * 50_000),
        ("Cargo.toml", "a = " + "{a=" * 50_000),
        ("compose.yml", "[" * 50_000),
        ("compose.yml", "- " * 50_000),
        ("pom.xml", "<a>" * 50_000),
        ("mix.exs", "[" * 50_000),
        ("package.json", '{"a": ' + "9" * 5_000 + "}"),
    ],
)
def test_what_is_nested_too_deep_or_too_long_is_refused(path: str, text: str) -> None:
    with pytest.raises(InvalidManifest):
        dependencies_in(path, text.encode(), lambda _: None)


def test_aliases_of_aliases_are_not_multiplied() -> None:
    letters = "abcdefghijklmnop"
    lines = [f"{b}: &{b} {{<<: [{', '.join([f'*{a}'] * 10)}]}}" for a, b in pairwise(letters)]
    text = "\n".join(["a: &a {image: x}", *lines, "services:", "  s: *p", "  t: {<<: *p}"])

    take_apart("compose.yml", text.encode())

"""Globs over paths."""

from __future__ import annotations

import time
from types import SimpleNamespace

import pytest
import re2
from hypothesis import given
from hypothesis import strategies as st

from snapshots.detection.globs import GlobSet, expand, translate
from snapshots.errors import InvalidGlob, SnapshotError
from techknowledge import regexes


def matches(glob: str, path: str) -> bool:
    return GlobSet([glob]).matching(path) == [0]


@pytest.mark.parametrize(
    ("glob", "path"),
    [
        ("lib/**/endpoint.ex", "lib/endpoint.ex"),  # D-7: in memory, the original's did not
        ("lib/**/endpoint.ex", "lib/shop/web/endpoint.ex"),
        ("**/*.ex", "a.ex"),
        ("**/*.ex", "lib/a/b.ex"),
        ("**/**/a", "a"),
        ("lib/**", "lib/a/b"),
        ("**", "a/b"),
        ("lib/*.ex", "lib/.ex"),
        ("*", ".env"),
        ("a**b", "axb"),
        ("?.ex", "ü.ex"),
        ("[a-c]x", "bx"),
        ("[!a-c]x", "dx"),
        ("[^a-c]x", "dx"),
        ("[]]", "]"),
        ("[a\\]]", "]"),
        ("[a-]", "-"),
        ("*.{ex,exs}", "a.exs"),  # D-7: braces were never expanded in memory
        ("{lib,apps/{a,b}}/**/*.ex", "apps/b/x/y.ex"),
        ("{**/,}a", "x/a"),
        ("{,x}a", "a"),
        ("{{cookiecutter.name}}/a", "{{cookiecutter.name}}/a"),
        ("a,b", "a,b"),
        ("/mix.exs", "mix.exs"),
        ("./mix.exs", "mix.exs"),
        (".//a/./b", "a/b"),
        ("pages/\\[id\\].tsx", "pages/[id].tsx"),
        ("\\*", "*"),
        ("a.b+(c)|^$", "a.b+(c)|^$"),
        ("*", "new\nline"),
        ("**", "new\nline/x"),
        ("a?b", "a\udcffb"),
    ],
)
def test_a_glob_matches(glob: str, path: str) -> None:
    assert matches(glob, path), translate(glob)


@pytest.mark.parametrize(
    ("glob", "path"),
    [
        ("nx.json", "lynx.json"),  # D-8
        ("moon.yml", "honeymoon.yml"),  # D-8
        ("**/settings.py", "mysettings.py"),  # D-8
        ("mix.exs", "apps/a/mix.exs"),
        ("mix.exs", "mix.exs/a"),
        ("Dockerfile", "dockerfile"),
        ("*.ex", "lib/a.ex"),
        ("lib/**", "lib"),
        ("lib/**", "library/a"),
        ("a**b", "a/b"),
        ("a?b", "a/b"),
        ("[!a]", "/"),
        ("x[!a]y", "x/y"),
        ("x[+-9]y", "x/y"),
        ("a.b", "axb"),
        ("{a,b}", "a,b"),
        ("a|b", "a"),
    ],
)
def test_a_glob_does_not_match(glob: str, path: str) -> None:
    assert not matches(glob, path), translate(glob)


@pytest.mark.parametrize(
    ("glob", "reason"),
    [
        ("", "it is empty"),
        ("lib/", "it ends with a folder"),
        ("/", "it ends with a folder"),
        ("../secret", "leads out of the tree"),
        ("a/../../b", "leads out of the tree"),
        ("{a,../b}", "leads out of the tree"),
        ("{a,b", "a brace is not closed"),
        ("a}", "a brace closes that was not opened"),
        ("[ab", "a square bracket is not closed"),
        ("[]", "square brackets with nothing between them"),
        ("pages/[].tsx", "square brackets with nothing between them"),
        ("[!]", "square brackets with nothing between them"),
        ("[a/b]", "a square bracket is not closed"),
        ("a\\", "a backslash is the last"),
        ("[z-a]", "runs backwards"),
        ("[[:alpha:]]", "classes by name"),
        ("x" * 501, "more than 500 characters"),
        ("{a,b}" * 8, "more than 200 others"),
        ("{a," * 20 + "b" + "}" * 20, "more than 10 deep"),
        ("\ud800", "half a character"),
    ],
)
def test_what_is_no_glob_says_why(glob: str, reason: str) -> None:
    with pytest.raises(InvalidGlob, match=reason) as caught:
        GlobSet(["*", glob])

    assert isinstance(caught.value, SnapshotError)


def test_expands_nested_braces_in_order() -> None:
    assert expand("{a,b{1,2}}.{x,y}") == ["a.x", "a.y", "b1.x", "b1.y", "b2.x", "b2.y"]


def test_tells_all_globs_that_match_by_their_places() -> None:
    assert GlobSet(["*.py", "*.ex", "**/a.*", "*.py"]).matching("a.py") == [0, 2, 3]


def test_no_globs_match_nothing() -> None:
    assert GlobSet([]).matching("a") == []


def test_a_set_too_large_for_its_memory_answers_all_the_same(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(regexes, "_MEMORY", 20_000)

    assert GlobSet([f"**/{n}*{n}/**/*.ex" for n in range(100)]).matching("7x7/a.ex") == [7]


@pytest.mark.parametrize("answer", [None, []])
def test_a_set_that_runs_out_of_memory_answers_all_the_same(answer: list[int] | None) -> None:
    """RE2 then says that nothing matched."""
    many = GlobSet(["*.py", "*.ex"])
    many._set._set = SimpleNamespace(Match=lambda _: answer)

    assert many.matching("a.ex") == [1]


def test_hundreds_of_globs_are_one_pass() -> None:
    many = GlobSet([f"**/*{n}/**/*.x{n}" for n in range(500)])
    many.matching("warm/up")
    begun = time.process_time()

    for n in range(2000):
        assert many.matching(f"src/a{n % 500}/b/c/d/e/f.x{n % 500}")[-1] == n % 500

    assert time.process_time() - begun < 2


@given(
    st.text(max_size=60) | st.text("*?[]{},!-\\/ab.", max_size=60), st.text("ab/.x{", max_size=20)
)
def test_any_text_is_a_glob_or_an_error(glob: str, path: str) -> None:
    try:
        GlobSet([glob]).matching(path)
    except InvalidGlob:
        return
    re2.compile(translate(glob))


@given(st.lists(st.text("abcé[]{}*?\\!-", min_size=1, max_size=8), min_size=1, max_size=4))
def test_every_path_is_matched_by_its_name_escaped(names: list[str]) -> None:
    path = "/".join(names)
    glob = "".join(f"\\{one}" if one in "[]{}*?\\" else one for one in path)

    assert matches(glob, path), translate(glob)

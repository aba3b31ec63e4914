"""How names of templates are written."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from techknowledge.errors import InvalidIdentifier
from techknowledge.identifiers import normalised


@pytest.mark.parametrize(
    ("written", "stored"),
    [
        ("framework/phoenix", "framework/phoenix"),
        ("Framework/Phoenix", "framework/phoenix"),
        ("  my \t file ", "my_file"),
        ("node.js", "node-js"),
        ("c++", "c--"),
        ("Größe", "gr--e"),
        ("Gro\u0308ße", "gr--e"),  # The same letters, as macOS writes them.
        ("日本", "--"),
        ("🦀", "-"),
        ("\u0130stanbul", "-stanbul"),
        ("workflows/sparc/1-Specification", "workflows/sparc/1-specification"),
        (["languages", "python", "fastapi", "crud"], "languages/python/fastapi/crud"),
        (("a/b", "c"), "a/b/c"),
        ("...", "---"),
    ],
)
def test_each_other_character_becomes_one_dash(written: str | list[str], stored: str) -> None:
    """T-4: the original writes one for each byte."""
    assert normalised(written) == stored


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("..", "its segment '..' is a step in a file system"),
        ("a/../../etc/passwd", "its segment '..' is a step in a file system"),
        ("a/ .. /b", "its segment '..' is a step in a file system"),
        ("./a", "its segment '.' is a step in a file system"),
        ("/etc/passwd", "it has an empty segment"),
        ("a//b", "it has an empty segment"),
        ("a/", "it has an empty segment"),
        ("a/ /b", "it has an empty segment"),
        ("", "it has an empty segment"),
        ([], "it has an empty segment"),
        ("a\\..\\b", "it has a backslash"),
        ("a\0b", "it has a NUL character"),
        (None, "it is no text"),
        (7, "it is no text"),
        (["a", None], "it is no text"),
        (b"a", "it is no text"),
        ("a" * 2601, "it has 2,601 characters, over 2,600"),
    ],
)
def test_what_could_leave_a_folder_is_no_name(name: object, reason: str) -> None:
    """L-7: the original joins it to the directory."""
    with pytest.raises(InvalidIdentifier) as refused:
        normalised(name)  # type: ignore[arg-type]
    assert refused.value.reason == reason
    assert f"cannot name a template: {reason}. A name is a path" in str(refused.value)


def test_a_huge_name_is_not_quoted_whole() -> None:
    with pytest.raises(InvalidIdentifier) as refused:
        normalised("a" * 1_000_000)
    assert len(str(refused.value)) < 500


@given(st.text())
def test_what_is_normalised_stays_as_it_is(name: str) -> None:
    try:
        once = normalised(name)
    except InvalidIdentifier:
        return
    assert normalised(once) == once
    assert once.isascii()

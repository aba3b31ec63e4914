"""Where strings begin and end, and what is code."""

import pytest

from alignment.ecto_sources.tokens import Malformed, tokenize


def kinds(text: str) -> list[tuple[str, str]]:
    return [(token.kind, token.text) for token in tokenize(text)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("name", ("name", "name")),
        ("valid?", ("name", "valid?")),
        ("delete!", ("name", "delete!")),
        ("élan", ("name", "élan")),
        ("end_of_line", ("name", "end_of_line")),
        ("Ecto.Schema", ("alias", "Ecto.Schema")),
        (":name", ("atom", "name")),
        (":valid?", ("atom", "valid?")),
        (":end", ("atom", "end")),
        (":+", ("atom", "+")),
        (":<<>>", ("atom", "<<>>")),
        (":%{}", ("atom", "%{}")),
        (':"two words"', ("atom", "two words")),
        ("@table", ("attribute", "table")),
        ("do:", ("key", "do")),
        ('"a b":', ("key", "a b")),
        ("1_000", ("number", "1_000")),
        ("0xFF", ("number", "0xFF")),
        ("1.5e-10", ("number", "1.5e-10")),
        ('?"', ("char", '?"')),
        ("?#", ("char", "?#")),
        (r"?\s", ("char", r"?\s")),
        ('"text"', ("text", "text")),
        ('""', ("text", "")),
        ("~w(a b)a", ("words", "a b")),
        ("do", ("open", "do")),
        ("fn", ("open", "fn")),
        ("end", ("close", "end")),
        ("<<", ("open", "<<")),
        ("::", ("op", "::")),
        ("->", ("op", "->")),
        ("\\\\", ("op", "\\\\")),
    ],
)
def test_a_token(text: str, found: tuple[str, str]) -> None:
    assert kinds(text) == [found]


@pytest.mark.parametrize(
    "text",
    [
        r'"\"quoted\""',
        '"#{name}"',
        '"#{"#{"deep"}"}"',
        '"#{%{a: "}"}}"',
        '"#{fn -> "end" end}"',
        "'charlist'",
        '"""\n  text "with" quotes\n  """',
        "'''\n'''",
        '~S"""\nschema "x" do #{\n"""',
        r"~r/\/\"/iu",
        "~s(a \\) b)",
        "~S(#{)",
        "~r{a}",
        "~D[2025-01-01]",
        "~s|x|",
        "~X1Y<x>",
        "~s'x'",
        '~s"x"',
        "~w(#{name})",
        ':"a#{1}"',
    ],
)
def test_a_string_that_is_not_just_what_is_written(text: str) -> None:
    assert kinds(text) == [("computed", text)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("map.end", [("name", "map"), ("member", "end")]),
        ("a: :b", [("key", "a"), ("atom", "b")]),
        ("a::b", [("name", "a"), ("op", "::"), ("name", "b")]),
        ("1..9", [("number", "1"), ("op", ".."), ("number", "9")]),
        ("a # do", [("name", "a")]),
        ("a \\\n b", [("name", "a"), ("name", "b")]),
        ("~~~s", [("op", "~~~"), ("name", "s")]),
        ("a\r\n\r\n b", [("name", "a"), ("eol", "\n"), ("name", "b")]),
        ("a; # one\n# two\n\nb", [("name", "a"), ("eol", ";"), ("name", "b")]),
        ("[:+, 1]", [("open", "["), ("atom", "+"), ("op", ","), ("number", "1"), ("close", "]")]),
    ],
)
def test_tokens(text: str, found: list[tuple[str, str]]) -> None:
    assert kinds(text) == found


@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize(
    "before",
    ['"a{}b"', '"""{}a{} """', '~s(a#{{"b{}c"}}{})', ':"{}"', "# c{}", '"#{{a{}b}}"', "a \\{}b"],
)
def test_lines_are_counted_in_all_that_can_have_some(before: str, end: str) -> None:
    before = before.format(*[end] * 2)
    (last,) = [token for token in tokenize(f"{before}{end}last") if token.text == "last"]

    assert last.line == before.count("\n") + 2


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ('a\n"b\n', 2),
        ("'", 1),
        ('"\\"', 1),
        ('\n\n"""\n text """\n', 3),
        ("~s(", 1),
        ("~S'''", 1),
        ('"#{"', 1),
        ('"#{a', 1),
        ('"#{{}', 1),
        (':"', 1),
    ],
)
def test_a_string_that_does_not_end(text: str, line: int) -> None:
    with pytest.raises(Malformed) as malformed:
        tokenize(text)

    assert malformed.value.line == line


def test_interpolations_are_nested_so_deep_and_no_deeper() -> None:
    assert kinds('"#{' * 20 + '}"' * 20)[0][0] == "computed"
    with pytest.raises(Malformed, match="20 deep"):
        tokenize('"#{' * 21 + '}"' * 21)

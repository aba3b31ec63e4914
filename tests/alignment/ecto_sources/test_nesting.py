"""Brackets and blocks."""

import pytest

from alignment.ecto_sources.nesting import Group, nest, shown
from alignment.ecto_sources.tokens import Malformed, tokenize


def groups(text: str) -> list[str]:
    return [node.opening for node in nest(tokenize(text)) if isinstance(node, Group)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("if a do b else c end", ["do"]),
        ("if a, do: b, else: c", []),
        ("a fn x -> if x do y end end", ["fn"]),
        ("(a [b {c}]) do << 1, 2 >> end", ["(", "do"]),
        ("a >>> b <<< c", []),
        ("x.do(y.end)", ["("]),
        ("%{do: 1, end: 2}", ["{"]),
        ("&{&1, &2}", ["{"]),
    ],
)
def test_groups(text: str, found: list[str]) -> None:
    assert groups(text) == found


@pytest.mark.parametrize(
    ("text", "line", "why"),
    [
        ("a\nend", 2, "this `end` ends nothing"),
        ("a do\nb", 1, "no `end` for this"),
        ("a do\n(b\nend", 3, "`(` of line 2 is ended by `end`"),
        ("(\nfn ->\n)", 3, "`fn` of line 2 is ended by `)`"),
        ("<<a]", 1, "`<<` of line 1 is ended by `]`"),
        ("(" * 65 + ")" * 65, 1, "blocks and brackets are nested more than 64 deep"),
    ],
)
def test_what_does_not_nest(text: str, line: int, why: str) -> None:
    with pytest.raises(Malformed) as malformed:
        nest(tokenize(text))

    assert (malformed.value.line, malformed.value.why) == (line, why)


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ('field :a, {:array,  :b},\n  default: ["c"]', 'field :a, {:array, :b}, default: ["c"]'),
        ("schema @table do\n field :a\nend", "schema @table do … end"),
        ("f.(x).y", "f.(x).y"),
        ("f fn x -> x end", "f fn x -> x end"),
        ("a" * 100, "a" * 58 + " …"),
    ],
)
def test_code_is_shown_in_a_line(code: str, text: str) -> None:
    assert shown(nest(tokenize(code))) == text

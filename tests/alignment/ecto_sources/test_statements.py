"""Where statements end, and which of them are calls."""

import pytest

from alignment.ecto_sources.nesting import nest, shown
from alignment.ecto_sources.statements import Call, call_of, pieces, statements
from alignment.ecto_sources.tokens import tokenize


def parts(text: str) -> list[str]:
    return [shown(statement) for statement in statements(nest(tokenize(text)))]


def call(text: str) -> Call | None:
    (statement,) = statements(nest(tokenize(text)))
    return call_of(statement)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("\n\na\nb\n", ["a", "b"]),
        ("a; b", ["a", "b"]),
        ("a,\n b,\n\n c", ["a, b, c"]),
        ("a key:\n 1\nb", ["a key: 1", "b"]),
        ("a\n|> b\n|> c\nd", ["a |> b |> c", "d"]),
        ("a\n.b\nc", ["a .b", "c"]),
        ("a and\nb\nor c", ["a and b or c"]),
        ("a.b\nc", ["a.b", "c"]),
        ("a\n-1", ["a", "-1"]),
        ("a\n@b", ["a", "@b"]),
        ("a\n%{}", ["a", "%{}"]),
        ("f(\n a,\n b\n)\nc", ["f( a, b)", "c"]),
        ("a = b", ["a", "b"]),
        ("a =\n b", ["a", "b"]),
        ("x -> y", ["x", "y"]),
        ("a # ,\nb", ["a", "b"]),
    ],
)
def test_statements(text: str, found: list[str]) -> None:
    assert parts(text) == found


@pytest.mark.parametrize(
    ("text", "name", "arguments", "body"),
    [
        ("timestamps", "timestamps", [], None),
        ("timestamps()", "timestamps", [], None),
        ("field :a, :b, c: 1, d: 2", "field", [":a", ":b", "c: 1", "d: 2"], None),
        ("field(\n :a,\n :b\n)", "field", [":a", ":b"], None),
        ("field(:a, f(x, y),)", "field", [":a", "f(x, y)"], None),
        ("schema @t do a end", "schema", ["@t"], "a"),
        ('schema("t") do a end', "schema", ['"t"'], "a"),
        ("schema @t, do: a(b, c)", "schema", ["@t"], "a(b, c)"),
        ("schema @t, do: a b, c", "schema", ["@t"], "a b, c"),
        ("schema @t, do: (a; b)", "schema", ["@t"], "a; b"),
        ("schema(@t, do: a)", "schema", ["@t"], "a"),
        ("schema do end", "schema", [], ""),
        ("Ecto.Schema.field :a", "field", [":a"], None),
        ("field (:a)", "field", ["(:a)"], None),
    ],
)
def test_calls(text: str, name: str, arguments: list[str], body: str | None) -> None:
    found = call(text)

    assert found is not None
    assert found.name == name
    assert [shown(argument) for argument in found.arguments] == arguments
    assert (found.body if found.body is None else shown(found.body)) == body


@pytest.mark.parametrize(
    "text",
    [":a", "schema |> case do a end", "schema.a do b end", "schema == a", "Foo.schema @t do a end"],
)
def test_what_is_no_call(text: str) -> None:
    assert call(text) is None


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("a", ["a"]),
        ("if a, do: b, else: c", ["if a,", "b,", "c"]),
        ("quote do: schema(a) do b end", ["quote", "schema(a) do … end"]),
    ],
)
def test_pieces(text: str, found: list[str]) -> None:
    (statement,) = statements(nest(tokenize(text)))

    assert [shown(piece) for piece in pieces(statement)] == found

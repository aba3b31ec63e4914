"""Values, and the attributes and aliases that stand for them."""

import pytest

from alignment.ecto_sources.nesting import Nodes, nest
from alignment.ecto_sources.statements import call_of, split
from alignment.ecto_sources.surroundings import Surroundings
from alignment.ecto_sources.tokens import Token, tokenize
from alignment.ecto_sources.values import Atom, Computed, Items, Module, Number, Pair, Text


def code(text: str) -> Nodes:
    return nest(tokenize(text))


def define(surroundings: Surroundings, text: str, certain: bool = True) -> None:
    attribute, *rest = code(text)
    assert isinstance(attribute, Token)
    surroundings.define(attribute, rest, certain)


def alias(surroundings: Surroundings, text: str) -> None:
    call = call_of(code(text))
    assert call is not None
    surroundings.shorten(call.arguments)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        (":a", Atom("a")),
        ("nil", Atom("nil")),
        ("true", Atom("true")),
        ("Ecto.UUID", Module("Ecto.UUID")),
        ("__MODULE__", Module("A.B")),
        ("__MODULE__.C", Module("A.B.C")),
        ('"a"', Text("a")),
        ("-1", Number("-1")),
        ("{:array, :string}", Items((Atom("array"), Atom("string")), is_tuple=True)),
        ("[a: 1, b: :c]", Items((Pair("a", Number("1")), Pair("b", Atom("c"))))),
        ("{:a, b: 1}", Items((Atom("a"), Items((Pair("b", Number("1")),))), is_tuple=True)),
        ("~w(a b)a", Items((Text("a"), Text("b")))),
        ("[]", Items(())),
        ("a", Computed("a")),
        ("f(1)", Computed("f(1)")),
        ("@unknown", Computed("@unknown")),
        ("1 + 2", Computed("1 + 2")),
        ('"#{a}"', Computed('"#{a}"')),
        ("%{}", Computed("%{}")),
        ("(1)", Computed("(1)")),
    ],
)
def test_values(text: str, value: object) -> None:
    found = Surroundings("A.B").value(code(text))

    assert found == value


@pytest.mark.parametrize(
    "text",
    [":a", "nil", "Ecto.UUID", '"a"', "{:array, :string}", "[a: 1, b: [:c]]", "f(1)", "[1, -2.5]"],
)
def test_values_are_shown_as_they_are_written(text: str) -> None:
    assert str(Surroundings().value(code(text))) == text


def test_keywords_at_the_end_are_one_argument() -> None:
    values = Surroundings().values(split(code(":a, b: 1, c: 2")))

    assert [str(value) for value in values] == [":a", "[b: 1, c: 2]"]


@pytest.mark.parametrize(
    ("definition", "value"),
    [
        ("@a :b", ":b"),
        ("@a(:b)", ":b"),
        ("@a b: 1, c: 2", "[b: 1, c: 2]"),
        ("@a [:b, :c]", "[:b, :c]"),
        ("@a @first", "[:first]"),
        ("@a {:array, @type}", "{:array, Ecto.Enum}"),
        ("@a {:array, @first}", "{:array, @first}"),
        ("@a [b: @first]", "[b: @first]"),
        ("@a f()", "f()"),
        ("@a", ":before"),
        ("@a[:b]", ":before"),
        ("@a |> b()", ":before"),
        ("@a.b", ":before"),
        ("@a, @b", ":before"),
        ("@a in b", ":before"),
    ],
)
def test_attributes(definition: str, value: str) -> None:
    surroundings = Surroundings()
    for text in ("@first [:first]", "@type Ecto.Enum", "@a :before", definition):
        define(surroundings, text)

    assert str(surroundings.value(code("@a"))) == value


def test_an_attribute_that_may_be_set_is_not_known() -> None:
    surroundings = Surroundings()
    define(surroundings, "@a :b")
    define(surroundings, "@a :c", certain=False)

    assert surroundings.value(code("@a")) == Computed(":c")


def test_attributes_of_attributes_do_not_grow() -> None:
    surroundings = Surroundings()
    define(surroundings, "@a [1]")
    for _ in range(2000):
        define(surroundings, "@a [@a, @a]")

    assert str(surroundings.value(code("@a"))) == "[@a, @a]"


@pytest.mark.parametrize(
    ("text", "short", "full"),
    [
        ("alias Pgvector.Ecto.Vector", "Vector", "Pgvector.Ecto.Vector"),
        ("alias A.B, as: C", "C", "A.B"),
        ("alias A.B, warn: false", "B", "A.B"),
        ("alias A.{B, C.D}", "D", "A.C.D"),
        ("alias A.{B, C.D}", "B.E", "A.B.E"),
        ("alias __MODULE__.B", "B", "Me.B"),
        ("alias __MODULE__.{B, C}", "C", "Me.C"),
        ("alias A.B", "Other.B", "Other.B"),
    ],
)
def test_aliases(text: str, short: str, full: str) -> None:
    surroundings = Surroundings("Me")
    alias(surroundings, text)

    assert surroundings.value(code(short)) == Module(full)

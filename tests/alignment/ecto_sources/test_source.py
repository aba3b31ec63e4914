"""Modules, and the schemas in them."""

import pytest

from tests.alignment.ecto_sources.snippets import module, read, reasons

USE = "use Ecto.Schema"


def found(text: str) -> list[tuple[str, str]]:
    return [(schema.module, schema.table) for schema in read(text).schemas]


@pytest.mark.parametrize(
    ("text", "modules"),
    [
        (f"defmodule A do {USE}; schema @t do end end", []),
        (f'defmodule A do {USE}; schema "t" do end end', ["A"]),
        (f'defmodule A.B do {USE}; schema "t" do end end', ["A.B"]),
        (f'defmodule A do defmodule B do {USE}; schema "t" do end end end', ["A.B"]),
        (f'defmodule A do defmodule B.C do {USE}; schema "t" do end end end', ["A.B.C"]),
        (f'defmodule A do defmodule __MODULE__.B do {USE}; schema "t" do end end end', ["A.B"]),
        (f'defmodule A do defmodule Elixir.B do {USE}; schema "t" do end end end', ["B"]),
        (f'defmodule :a do {USE}; schema "t" do end end', [":a"]),
        (f'if x do defmodule A do {USE}; schema "t" do end end end', ["A"]),
        (f'x = defmodule A do {USE}; schema "t" do end end', ["A"]),
        (f'test "x", fn -> defmodule A do {USE}; schema "t" do end end end', ["A"]),
        (f'if x, do: defmodule(A, do: ({USE}; schema "t", do: field(:a)))', ["A"]),
        (f'defmodule A, do: ({USE}; schema "t" do end)', ["A"]),
        (f'defmodule(A) do {USE}; schema("t") do end end', ["A"]),
        (f'defmodule A do {USE}, x: 1; schema "t" do end end', ["A"]),
        ('defmodule A do use(Ecto.Schema); schema("t", do: field(:a)) end', ["A"]),
        ('defmodule A do alias Ecto.Schema; use Schema; schema "t" do end end', ["A"]),
        (f'defmodule A do {USE}; Ecto.Schema.schema "t" do end end', ["A"]),
        (f'defmodule A do {USE}; @t "t"; schema @t do end end', ["A"]),
        (f'defmodule A do @t "t"; {USE}; schema(@t) do end end', ["A"]),
    ],
)
def test_modules(text: str, modules: list[str]) -> None:
    assert found(text) == [(name, "t") for name in modules]


def test_a_file_with_several() -> None:
    text = f"""
        defmodule A do
          {USE}
          @schema_prefix "one"
          schema "a" do
            field :x
          end
          defmodule B do
            {USE}
            @primary_key false
            schema "b" do
              belongs_to :a, A
            end
          end
          def f, do: %B{{}}
        end
        defmodule C do
          {USE}
          schema "c" do
            field :kind, B
          end
        end
        """

    schemas = read(text).schemas

    assert [(one.module, one.table, one.prefix, one.line) for one in schemas] == [
        ("A", "a", "one", 5),
        ("A.B", "b", None, 11),
        ("C", "c", None, 19),
    ]
    assert [len(one.fields) for one in schemas] == [2, 1, 2]
    assert {one.path for one in schemas} == {"lib/m.ex"}
    assert all(one.complete for one in schemas)


@pytest.mark.parametrize(
    "text",
    [
        f"defmodule A do {USE}; embedded_schema do field :a end end",
        f"defmodule A do {USE}; @primary_key false; embedded_schema do field a() end end",
        '# schema "t" do',
        'x = """\nschema "t" do\n"""',
        '@moduledoc ~S"""\nschema "t" do\n#{\n"""',
        'defmodule A do\n@doc "schema \\"t\\" do"\nend',
        '~w(schema "t" do)',
        "def schema(x) do x end",
        "def schema, do: @schema",
        "case schema do x -> schema end",
        "schema |> case do x -> x end",
        "if schema(x) do y end",
        "for schema <- schemas do schema end",
        "schema.fields |> Enum.map(fn x -> x end)",
        "schema(%{type: :object})",
        "use Absinthe.Schema; schema do query Q end",
        "OpenApiSpex.schema(%{a: 1}, do: x)",
        'test "a schema" do end',
        "%{schema: 1, do: 2}",
        "end do )",
    ],
)
def test_what_is_no_schema_with_a_table(text: str) -> None:
    reading = read(text)

    assert reading.schemas == ()
    assert reading.unread == ()


@pytest.mark.parametrize(
    ("text", "line", "why"),
    [
        (module("").replace('"m"', "table()"), 3, "the name of its table is not a literal string"),
        (module("").replace('"m"', '"a#{1}"'), 3, "the name of its table is not a literal string"),
        (module("").replace('"m"', ":m"), 3, "the name of its table is not a literal string"),
        (module("").replace('"m"', "@m"), 3, "the name of its table is not a literal string: @m"),
        (module("").replace('"m"', '"m", "n"'), 3, "the name of its table is not a literal string"),
        (module("").replace('"m"', ""), 3, "the name of its table is not a literal string: nil"),
        (module("", "@schema_prefix p()"), 3, "@schema_prefix is not a literal string: p()"),
        (module("", "@field_source_mapper &f/1"), 3, "@field_source_mapper computes the names"),
        (module("", 'schema "n" do end;'), 3, "its module has a schema already, in line 2"),
        (module("", "if x do @schema_prefix p end;"), 3, "@schema_prefix is not a literal string"),
        (f'defmodule A do {USE}; schema "t", [do: x] end', 1, "it has no block"),
        ('defmodule A do schema "t" do end end', 1, "its module does not use Ecto.Schema"),
        (
            'defmodule A do use My.Schema; use X; schema "t" do end end',
            1,
            "its module does not use Ecto.Schema, only My.Schema, X",
        ),
        ('schema "t" do end', 1, "it is not directly in a module whose name is written out"),
        (f'{USE}; schema "t" do end', 1, "it is not directly in a module whose name is written"),
        (f'defmodule A do {USE}; if x do schema "t" do end end end', 1, "it is not directly in"),
        (f"defmodule A do {USE}; quote do: schema(t) do end end", 1, "it is not directly in"),
        (f'defmodule a() do {USE}; schema "t" do end end', 1, "it is not directly in a module"),
        (f'quote do defmodule A do {USE}; schema "t" do end end end', 1, "it is not directly in"),
        ('typed_schema "t" do end', 1, "`typed_schema` is no macro of Ecto.Schema"),
        (f"defmodule A do\n{USE}\ntable :t do end\nend", 2, "no schema was found in its module"),
        ('defmodule A do\nschema "t" do', 2, "no `end` for this"),
        ('schema "t" do\n end end', 2, "this `end` ends nothing"),
        ('schema "t do\n end', 1, 'what begins with `"` does not end'),
    ],
)
def test_what_could_be_a_schema_and_is_not_understood(text: str, line: int, why: str) -> None:
    first, *_ = reasons(text)

    assert first[0] == line
    assert first[1].startswith(why)


def test_ecto_resets_what_was_said_before_it() -> None:
    text = """
        defmodule A do
          @primary_key false
          @schema_prefix "p"
          @field_source_mapper &String.upcase/1
          use Ecto.Schema
          schema "a" do
          end
        end
        """
    (schema,) = read(text).schemas

    assert schema.prefix is None
    assert [field.name for field in schema.fields] == ["id"]


def test_what_a_macro_sets_is_set_elsewhere() -> None:
    macro = "defmacro m do quote do @primary_key false end end"
    (schema,) = read(module("", macro + ";")).schemas

    assert [field.name for field in schema.fields] == ["id"]


def test_windows_line_ends_make_no_difference() -> None:
    text = module('field :a,\n  :map,\n  default: """\n  x\n  """\n@doc false\nfield :b')

    assert read(text.replace("\n", "\r\n")) == read(text)
    assert len(read(text).schemas[0].fields) == 3

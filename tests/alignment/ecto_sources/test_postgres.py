"""In what an Ecto type can be kept."""

import pytest

from tests.alignment.ecto_sources.snippets import field

STRING = ("character varying", "text", "character", "citext")
STRINGS = ("character varying[]", "text[]", "character[]", "citext[]")
INTEGER = ("integer", "bigint", "smallint")
INSTANT = ("timestamp without time zone", "timestamp with time zone")


@pytest.mark.parametrize(
    ("type_", "postgres"),
    [
        (":id", ("bigint", "integer", "smallint")),
        (":binary_id", ("uuid",)),
        (":integer", INTEGER),
        (":float", ("double precision", "real")),
        (":boolean", ("boolean",)),
        (":string", STRING),
        (":binary", ("bytea",)),
        (":bitstring", ("bit varying", "bit")),
        (":date", ("date",)),
        (":time", ("time without time zone",)),
        (":time_usec", ("time without time zone",)),
        (":naive_datetime", ("timestamp without time zone",)),
        (":naive_datetime_usec", ("timestamp without time zone",)),
        (":utc_datetime", INSTANT),
        (":utc_datetime_usec", INSTANT),
        (":decimal", ("numeric",)),
        (":map", ("jsonb", "json")),
        ("{:map, :integer}", ("jsonb", "json")),
        ("Ecto.UUID", ("uuid",)),
        ("Pgvector.Ecto.Vector", ("vector",)),
        ("{:array, :string}", STRINGS),
        ("{:array, {:array, :string}}", STRINGS),
        ("{:array, :map}", ("jsonb[]", "json[]", "jsonb", "json")),
        ("{:array, Ecto.UUID}", ("uuid[]",)),
        ("{:array, :utc_datetime}", tuple(f"{one}[]" for one in INSTANT)),
        ("{:array, MyApp.Money}", ()),
        ("{:array}", ()),
        ("{:set, :string}", ()),
        (":any", ()),
        (":text", ()),
        ("MyApp.Money", ()),
        ("{:parameterized, {MyApp.Money, []}}", ()),
        ("type_of(:money)", ()),
    ],
)
def test_types(type_: str, postgres: tuple[str, ...]) -> None:
    found = field(f"field :a, {type_}")

    assert (found.type, found.postgres) == (type_, postgres)


@pytest.mark.parametrize(
    ("values", "postgres"),
    [
        ("[:active, :done]", STRING),
        ("~w(active done)a", STRING),
        ("@names", STRING),
        ('[active: "A", done: "D"]', STRING),
        ("[active: 1, done: -2]", INTEGER),
        ("@numbers", INTEGER),
        ("[active: 1, done: :d]", ()),
        ("[]", ()),
        ("Status.names()", ()),
        ("@names ++ [:more]", ()),
        ("[active: @unknown]", ()),
    ],
)
def test_an_enum_is_kept_as_its_values_say(values: str, postgres: tuple[str, ...]) -> None:
    before = "@names [:a, :b]; @numbers [a: 1, b: 2]"
    arrays = tuple(f"{one}[]" for one in postgres)

    assert field(f"field :a, Ecto.Enum, values: {values}", before).postgres == postgres
    assert field(f"field :a, {{:array, Ecto.Enum}}, values: {values}", before).postgres == arrays


def test_an_enum_without_values() -> None:
    assert field("field :a, Ecto.Enum").postgres == ()

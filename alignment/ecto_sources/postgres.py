"""Which PostgreSQL types an Ecto type can be kept in.

A type is listed where Ecto can both write it and read it back, first the one that Ecto's migrations
make of it. Lists of plain values are at home in arrays only: Ecto could keep them in a jsonb too,
but the array operators of its queries would fail there.
"""

from __future__ import annotations

from collections.abc import Mapping

from alignment.ecto_sources.values import Atom, Items, Module, Number, Pair, Text, Value

WHOLE = ("bigint", "integer", "smallint")
STRING = ("character varying", "text", "character", "citext")
DOCUMENT = ("jsonb", "json")
LOCAL = ("timestamp without time zone",)
# Both are UTC to Ecto; a time without a zone it refuses to write where one is kept.
INSTANT = ("timestamp without time zone", "timestamp with time zone")

KEPT = {
    ":id": WHOLE,
    ":binary_id": ("uuid",),
    ":integer": ("integer", "bigint", "smallint"),
    ":float": ("double precision", "real"),
    ":boolean": ("boolean",),
    ":string": STRING,
    ":binary": ("bytea",),
    ":bitstring": ("bit varying", "bit"),
    ":date": ("date",),
    ":time": ("time without time zone",),
    ":time_usec": ("time without time zone",),
    ":naive_datetime": LOCAL,
    ":naive_datetime_usec": LOCAL,
    ":utc_datetime": INSTANT,
    ":utc_datetime_usec": INSTANT,
    ":decimal": ("numeric",),
    ":map": DOCUMENT,
    "Ecto.UUID": ("uuid",),
    "Pgvector.Ecto.Vector": ("vector",),
    "Pgvector.Ecto.HalfVector": ("halfvec",),
    "Pgvector.Ecto.SparseVector": ("sparsevec",),
}

EMBEDDED = Atom("map")
EMBEDDED_LIST = Items((Atom("array"), EMBEDDED), is_tuple=True)


def kept_in(type_: Value, options: Mapping[str, Value]) -> tuple[str, ...]:
    """The PostgreSQL types for an Ecto type and the options of its field; empty if unknown."""
    if isinstance(type_, Items):
        return _of_tuple(type_, options)
    if type_ == Module("Ecto.Enum"):
        return _of_enum(options.get("values"))
    return KEPT.get(str(type_), ())


def _of_tuple(type_: Items, options: Mapping[str, Value]) -> tuple[str, ...]:
    if not type_.is_tuple or len(type_.items) != 2:
        return ()
    constructor, argument = type_.items
    if constructor == Atom("map"):
        return DOCUMENT
    return _of_array(kept_in(argument, options)) if constructor == Atom("array") else ()


def _of_array(elements: tuple[str, ...]) -> tuple[str, ...]:
    # To PostgreSQL an array of arrays is an array.
    arrays = tuple(f"{element.removesuffix('[]')}[]" for element in elements)
    return arrays + DOCUMENT if elements == DOCUMENT else arrays


def _of_enum(values: Value | None) -> tuple[str, ...]:
    """Numbers if its values have some, else their names."""
    if not isinstance(values, Items) or not values.items:
        return ()
    kept = [value.value if isinstance(value, Pair) else value for value in values.items]
    if all(isinstance(value, Number) for value in kept):
        return KEPT[":integer"]
    return STRING if all(isinstance(value, Atom | Text) for value in kept) else ()

"""What the tables of the field look like, and how they are recognised: by columns (law 6).

A name proves nothing: another lineage of the application has a `detection_events` that is a table
of snapshots, and the predecessor left half-aligned ones under the aligned names.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from alignment.catalog import Table, rows

# What a column is good for, whatever its exact type: a varchar(255) is a text like any other.
KINDS = """
    SELECT attname,
           CASE WHEN base.typname IN ('uuid', 'jsonb', 'timestamp', 'timestamptz')
                THEN base.typname
                WHEN base.typname IN ('int2', 'int4', 'int8') THEN 'integer'
                WHEN base.typname = 'float8' THEN 'double'
                WHEN base.typcategory = 'S' THEN 'text'
                WHEN element.typcategory = 'S' THEN 'texts'
                ELSE format_type(atttypid, atttypmod) END
    FROM pg_attribute
    JOIN pg_type AS own ON own.oid = atttypid
    JOIN pg_type AS base ON base.oid = coalesce(nullif(own.typbasetype, 0), own.oid)
    LEFT JOIN pg_type AS element
        ON element.oid = base.typelem AND base.typcategory = 'A'
    WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped
    ORDER BY attnum"""

ANY_KEY = "uuid integer text numeric"

# The name that a half-aligned table has in the archive.
FOUND = "{}_found"


@dataclass(frozen=True)
class Shape:
    """A table as it may be met, and what it is taken for.

    Attributes:
        table: the name it stands under.
        columns: those it has at least, each with the kinds that will do, blanks between them:
            uuid, integer, double, text, texts, jsonb, timestamp, timestamptz.
        required: columns in which NULL is not allowed, besides the key `id`.
        unique: columns that make a row unique, besides the key.
        really: the table it is taken for, if its name is wrong.
        renamed: columns that have another name in that table.
        before: statements to run before it is taken for that table.
        rows: SELECT of its rows as rows of the aligned table of its name, if it cannot become one
            itself: they go to `really`, a legacy table, and cross from there with its own rows.
            It reads the view `found`, and `crossing` as a mapping's backward SELECT does.
        after: statements to run when they are there.
    """

    table: str
    columns: Mapping[str, str]
    required: tuple[str, ...] = ()
    unique: tuple[str, ...] = ()
    really: str = ""
    renamed: Mapping[str, str] = field(default_factory=dict)
    before: tuple[str, ...] = ()
    rows: str = ""
    after: tuple[str, ...] = ()

    def misfits(self, kinds: Mapping[str, str]) -> list[tuple[str, str, str]]:
        """The columns that a table has not, or of another kind: name, expected, found."""
        return [
            (name, expected, kinds.get(name, "missing"))
            for name, expected in self.columns.items()
            if kinds.get(name) not in expected.split()
        ]


def kinds_of(table: Table) -> dict[str, str]:
    """Columns by name, each with its kind, or with its type if it is of none."""
    return dict(rows(table.connection, KINDS, [str(table)]))


def recognise(table: Table, shapes: Iterable[Shape]) -> Shape | None:
    """The first shape that a table is of; None if it is of no shape known."""
    kinds = kinds_of(table)
    return next((one for one in shapes if one.table == table.name and not one.misfits(kinds)), None)

"""Whether tables are what they have to be to cross: their columns, and their rows."""

from __future__ import annotations

from collections.abc import Iterator

from psycopg import sql

from alignment.catalog import Table, rows
from alignment.findings import Finding
from alignment.section import Section
from alignment.shapes import Shape, kinds_of, recognise
from alignment.structure import columns_of, indexes_of

WITH_NULL = """
    SELECT count(*), (array_agg(id::text ORDER BY id::text))[1:3]
    FROM {table} WHERE {column} IS NULL HAVING count(*) > 0"""

DUPLICATES = """
    SELECT count(*), (array_agg(concat_ws(', ', {columns})))[1:3]
    FROM (SELECT {columns} FROM {table} GROUP BY {columns} HAVING count(*) > 1) AS duplicate
    HAVING count(*) > 0"""


def misfits(tables: list[Table], section: Section) -> Iterator[Finding]:
    """What makes tables or rows unfit.

    Args:
        tables: of the section, in use.
    """
    for table in tables:
        shape = recognise(table, section.shapes)
        if shape is None:
            yield _unknown(table, section)
        else:
            yield from _unfit_rows(table, shape)
            yield from _other_keys(table, shape, tables)
            yield from _demanding_columns(table, shape)


def _unknown(table: Table, section: Section) -> Finding:
    """Expected and found, side by side, of the shape that comes closest."""
    kinds = kinds_of(table)
    candidates = [shape for shape in section.shapes if shape.table == table.name]
    closest = min(candidates, key=lambda shape: len(shape.misfits(kinds)))
    lines = [("column", "expected", "found"), *closest.misfits(kinds)]
    lines += [(name, "-", kind) for name, kind in kinds.items() if name not in closest.columns]
    return Finding(
        "alignment.P10",
        f"table {table}",
        "no table known under this name has such columns",
        "Convert the columns if it is the same table all the same; else rename it, or move it to "
        "another schema. What differs:",
        tuple(
            f"{name:<24} {expected.replace(' ', ' or '):<28} {found}"
            for name, expected, found in lines
        ),
    )


def _unfit_rows(table: Table, shape: Shape) -> Iterator[Finding]:
    columns, indexes = columns_of(table), indexes_of(table)
    for name in shape.required:
        if not columns[name].not_null:
            statement = sql.SQL(WITH_NULL).format(table=table.quoted, column=sql.Identifier(name))
            for count, ids in rows(table.connection, statement):
                yield Finding(
                    "alignment.P16",
                    f"{count:,} rows of {table} without {name}, ids {', '.join(ids)}",
                    "the aligned table cannot take them",
                    f"UPDATE {table} SET {name} = … WHERE {name} IS NULL.",
                )
    keys = {index.definition for index in indexes if index.unique and index.usable}
    if not any(index.primary and index.definition == "btree (id)" for index in indexes):
        yield Finding(
            "alignment.P17",
            f"table {table}",
            "its primary key is not id, by which the ledger knows a row",
            f"ALTER TABLE {table} ADD PRIMARY KEY (id), once no two rows have the same.",
        )
    if shape.unique and f"btree ({', '.join(shape.unique)})" not in keys:
        yield from _duplicates(table, shape.unique)


def _duplicates(table: Table, names: tuple[str, ...]) -> Iterator[Finding]:
    columns = sql.SQL(", ").join(map(sql.Identifier, names))
    statement = sql.SQL(DUPLICATES).format(table=table.quoted, columns=columns)
    for count, values in rows(table.connection, statement):
        yield Finding(
            "alignment.P17",
            f"{count:,} values of {', '.join(names)} in {table}, e.g. {'; '.join(values)}",
            "several rows have them, and the application expects one",
            "Change or delete all but one of each.",
        )


def _other_keys(table: Table, shape: Shape, tables: list[Table]) -> Iterator[Finding]:
    """Half-aligned rows go to a legacy table, which has to have keys like theirs."""
    for legacy in tables if shape.rows else []:
        if legacy.name == shape.really and kinds_of(legacy).get("id") != kinds_of(table)["id"]:
            yield Finding(
                "alignment.P10",
                f"table {legacy}",
                f"its id is {kinds_of(legacy).get('id')}, and that of {table}, whose rows have to "
                f"go there, is {kinds_of(table)['id']}",
                "Rename one of the two if its rows are not wanted here.",
            )


def _demanding_columns(table: Table, shape: Shape) -> Iterator[Finding]:
    """A column that no mapping writes, and without which no row can come to the table."""
    for name, column in columns_of(table).items() if not shape.rows else ():
        filled = column.default is not None or column.identity
        if column.not_null and not filled and name not in shape.columns:
            yield Finding(
                "alignment.P21",
                f"column {name} of {table}",
                "rows that cross into this table, now or on the way back, have no value for it",
                f"ALTER TABLE {table} ALTER {name} SET DEFAULT …, or DROP NOT NULL.",
            )

"""The catalog of tables as sentences, to be compared as sets: the order of columns says nothing."""

from __future__ import annotations

from collections.abc import Sequence

from tests.scratch import Scratch

SENTENCES = r"""
    SELECT relation.relname || ': column ' || attname || ' ' || format_type(atttypid, atttypmod)
           || CASE WHEN attnotnull THEN ' NOT NULL' ELSE '' END
           || CASE attidentity WHEN '' THEN '' ELSE ' IDENTITY ' || attidentity::text END
           || coalesce(' DEFAULT ' || pg_get_expr(adbin, adrelid), '')
    FROM pg_class AS relation
    JOIN pg_attribute ON attrelid = relation.oid AND attnum > 0 AND NOT attisdropped
    LEFT JOIN pg_attrdef ON adrelid = attrelid AND adnum = attnum
    WHERE relation.oid = ANY (%(tables)s::regclass[])
    UNION ALL
    SELECT conrelid::regclass || ': constraint ' || conname || ' ' || pg_get_constraintdef(oid)
    FROM pg_constraint WHERE conrelid = ANY (%(tables)s::regclass[]) AND contype <> 'n'
    UNION ALL
    SELECT tablename || ': index ' || indexname || ' '
           || regexp_replace(indexdef, '^CREATE (UNIQUE )?INDEX .* USING (.*)$', '\1\2')
    FROM pg_indexes WHERE tablename = ANY (%(names)s) AND schemaname = current_schema()
    UNION ALL
    SELECT name || ': numbers ' || coalesce(pg_get_serial_sequence(name, 'id'), 'none')
    FROM unnest(%(names)s::text[]) AS name"""


def catalog(scratch: Scratch, tables: Sequence[str]) -> frozenset[str]:
    """Columns, constraints, indexes and sequences of tables in use."""
    names = list(tables)
    with scratch.connection.cursor() as cursor:
        cursor.execute(SENTENCES, {"names": names, "tables": names})
        return frozenset(sentence for (sentence,) in cursor.fetchall())

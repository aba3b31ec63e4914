"""What a list has to know of its table before it asks for rows: one question, about the catalog."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.backends.base.base import BaseDatabaseWrapper

from alignment.catalog import rows

# Bytes of rows (without what is stored out of line) that are read in some 30 ms, index or not.
SMALL = 32 * 1024 * 1024

# An index of texts serves a search for a beginning only where texts are sorted by code points; with
# a language's rules, those of one beginning need not stand together.
STANDING = """
    SELECT wanted.name,
           class.relname IS NOT NULL,
           CASE WHEN wanted.name = ANY (%s) THEN pg_relation_size(class.oid) END,
           datlocprovider = 'b'
               OR datlocprovider = 'c' AND datcollate ~* '^(C|POSIX|C\\.utf-?8)$'
    FROM pg_database
    CROSS JOIN unnest(%s::text[]) AS wanted (name)
    LEFT JOIN pg_class AS class
        ON class.relnamespace = to_regnamespace(quote_ident(current_schema()))
       AND class.relname = wanted.name AND class.relkind IN ('r', 'p')
    WHERE datname = current_database()"""


@dataclass(frozen=True)
class Standing:
    """How a table stands.

    Attributes:
        in_use: whether it is there at all; the one of a section that was rolled back is archived.
        size: of its rows, in bytes; None where it was not asked for, or is not there.
        sorted_by_code_point: whether an index on a text serves a search for its beginning.
    """

    in_use: bool
    size: int | None
    sorted_by_code_point: bool

    @property
    def is_small(self) -> bool:
        """Whether it can be read from end to end while somebody waits."""
        return (self.size or 0) <= SMALL


def standings_of(
    connection: BaseDatabaseWrapper, tables: Iterable[str], sized: Iterable[str]
) -> dict[str, Standing]:
    """How some tables stand, by name.

    Args:
        sized: those of which the size is asked for too, which waits while a crossing has them.
    """
    found = rows(connection, STANDING, [list(sized), list(tables)])
    return {name: Standing(*standing) for name, *standing in found}


def standing_of(connection: BaseDatabaseWrapper, table: str) -> Standing:
    return standings_of(connection, [table], [table])[table]

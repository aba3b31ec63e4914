"""What a list has to know of its table before it asks for rows: one question, about the catalog."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.backends.base.base import BaseDatabaseWrapper

from alignment.catalog import rows

# Bytes of rows (without what is stored out of line) that are read in some 30 ms, index or not.
SMALL = 32 * 1024 * 1024

# An index of texts serves a search for a beginning only where texts are sorted by code points; with
# a language's rules, those of one beginning need not stand together.
STANDING = """
    SELECT class.relname IS NOT NULL,
           coalesce(pg_relation_size(class.oid), 0),
           datlocprovider = 'b'
               OR datlocprovider = 'c' AND datcollate ~* '^(C|POSIX|C\\.utf-?8)$'
    FROM pg_database
    LEFT JOIN pg_class AS class
        ON class.relnamespace = to_regnamespace(quote_ident(current_schema()))
       AND class.relname = %s AND class.relkind IN ('r', 'p')
    WHERE datname = current_database()"""


@dataclass(frozen=True)
class Standing:
    """How a table stands.

    Attributes:
        in_use: whether it is there at all; the one of a section that was rolled back is archived.
        size: of its rows, in bytes.
        sorted_by_code_point: whether an index on a text serves a search for its beginning.
    """

    in_use: bool
    size: int
    sorted_by_code_point: bool

    @property
    def is_small(self) -> bool:
        """Whether it can be read from end to end while somebody waits."""
        return self.size <= SMALL


def standing_of(connection: BaseDatabaseWrapper, table: str) -> Standing:
    [(in_use, size, by_code_point)] = rows(connection, STANDING, [table])
    return Standing(in_use, size, by_code_point)

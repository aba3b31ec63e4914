"""Names that are found whatever the case of their letters, and by an index.

An index has the beginning of each name in capitals. It has no whole names: some letters take up to
three times their bytes as capitals, and an entry that grows beyond 2,704 bytes refuses its row.
"""

from __future__ import annotations

from django.db.models import Q, Value
from django.db.models.functions import Left, Upper
from django.db.models.lookups import In

# Characters of the beginning; the migration has the same number.
LENGTH = 255


def capitals(name: str | Value) -> Upper:
    """What an index has of a name.

    Args:
        name: of a column; a text is a Value.
    """
    return Upper(Left(name, LENGTH))


def says(column: str, *names: str) -> Q:
    """Rows whose column says one of some names, by the index of its `capitals`."""
    values = [Value(name) for name in names]
    beginning = In(capitals(column), [capitals(value) for value in values])
    return Q(beginning) & Q(In(Upper(column), [Upper(value) for value in values]))

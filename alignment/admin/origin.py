"""Where a row came from: its receipts, its legacy rows, and what was written to it since."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.db import transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from psycopg import sql

from alignment import ledger
from alignment.admin.archive import DIGEST, Archive, ArchivedRow
from alignment.admin.recrossing import Made, recross
from alignment.admin.rules import Rules, Shared, paths
from alignment.catalog import execute, live, rows
from alignment.section import Pair

# Legacy rows that a page shows; a pattern may have many more.
MOST_ROWS = 20

RECEIPTS = """
    SELECT receipt.legacy_id, receipt.legacy_digest, receipt.aligned_digest = {digest}
    FROM {table} AS whole
    JOIN {ledger} AS receipt ON {pair} AND receipt.aligned_id = whole.id
    WHERE whole.id = {id}
    ORDER BY receipt.id LIMIT {most}"""


class State(StrEnum):
    """What is known of a column, by what the mapping makes of the legacy row."""

    CHANGED = "changed"
    UNDECIDED = "perhaps changed"
    SAME = ""


@dataclass(frozen=True)
class Receipt:
    """One legacy row of an aligned one.

    Attributes:
        row: as it stands in the archive; None: it does not stand there.
        is_intact: whether it is what it was when it crossed.
    """

    legacy_id: str
    row: ArchivedRow | None
    is_intact: bool


@dataclass(frozen=True)
class Column:
    """A column of the aligned row.

    Attributes:
        rule: how it came to be.
        sources: what it is made of.
        made: what the mapping makes of that, where it was asked.
    """

    name: str
    rule: str
    sources: tuple[str, ...]
    state: State
    made: Made | None


@dataclass(frozen=True)
class Origin:
    """Where a row came from.

    Attributes:
        receipts: MOST_ROWS at most; none: it was born where it is.
        has_more: whether there are more.
        is_changed: whether it was written to since it crossed.
        is_told: whether it is known which columns that was.
        archive: of its legacy rows.
        columns: those that were changed first.
    """

    pair: Pair
    receipts: tuple[Receipt, ...]
    has_more: bool
    is_changed: bool
    is_told: bool
    archive: Archive
    columns: tuple[Column, ...]


def origin_of(
    connection: BaseDatabaseWrapper, pair: Pair, rules: Rules, shared: Shared, row_id: int
) -> Origin:
    """Where the aligned row of an id came from."""
    archive = Archive(connection, pair.legacy)
    with transaction.atomic(connection.alias):
        execute(connection, ledger.STABLE_TEXT)
        found = _receipts(connection, pair, row_id)
        ids = [legacy_id for legacy_id, _, _ in found[:MOST_ROWS]]
        kept = archive.rows(ids, paths(rules)) if ids and archive.exists else {}
    digests = {key: digest for key, digest, _ in found[:MOST_ROWS]}
    receipts = tuple(
        Receipt(key, kept.get(key), key in kept and kept[key].digest == digests[key])
        for key in dict.fromkeys((*kept, *digests))
    )
    is_changed = not all(same for _, _, same in found)
    has_more = len(found) > MOST_ROWS
    can_tell = is_changed and not has_more and len(kept) == len(ids)
    made = recross(connection, pair, ids, row_id) if can_tell else None
    return Origin(
        pair,
        receipts,
        has_more,
        is_changed,
        made is not None,
        archive,
        _columns(rules, shared, made),
    )


def _receipts(
    connection: BaseDatabaseWrapper, pair: Pair, row_id: int
) -> Sequence[tuple[Any, ...]]:
    names = {"legacy_name": sql.Literal(pair.legacy), "aligned_name": sql.Literal(pair.aligned)}
    statement = sql.SQL(RECEIPTS).format(
        digest=DIGEST,
        table=live(connection, pair.aligned).quoted,
        ledger=sql.Identifier(ledger.LEDGER),
        pair=sql.SQL(ledger.PAIR).format(**names),
        id=sql.Literal(row_id),
        most=sql.Literal(MOST_ROWS + 1),
    )
    return rows(connection, statement)


def _columns(rules: Rules, shared: Shared, made: dict[str, Made] | None) -> tuple[Column, ...]:
    columns = [
        Column(name, rule, sources, _state(name, shared, made), made.get(name) if made else None)
        for name, (sources, rule) in rules.items()
    ]
    order = list(State)
    return tuple(sorted(columns, key=lambda column: order.index(column.state)))


def _state(name: str, shared: Shared, made: dict[str, Made] | None) -> State:
    if made is None or name not in made or made[name].same:
        return State.SAME
    if name in shared and not (shared[name] and all(made[one].same for one in shared[name])):
        return State.UNDECIDED
    return State.CHANGED

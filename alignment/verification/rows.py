"""A pair of tables, row by row: the kept side against the ledger, the side in use against both."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.backends.base.base import BaseDatabaseWrapper
from psycopg import sql

from alignment import ledger
from alignment.catalog import Table, archived, live, rows
from alignment.crossing import Crossing
from alignment.models import Direction
from alignment.narration import step
from alignment.section import Pair
from alignment.state import Side

# What is wrong with the side that is kept, which nobody may write to.
KEPT = """
    SELECT DISTINCT CASE WHEN receipt.id IS NULL THEN 'unaccounted' ELSE 'tampered' END AS kind,
           whole.id::text AS id
    FROM {target} AS whole
    LEFT JOIN {ledger} AS receipt ON {pair} AND receipt.{target_id} = {kept_id}
    WHERE CASE WHEN receipt.id IS NULL THEN {kept_condition}
               ELSE receipt.{target_digest} IS DISTINCT FROM md5((whole.*)::text)::uuid END
    UNION ALL
    SELECT DISTINCT 'lost', receipt.{target_id}::text
    FROM {ledger} AS receipt
    WHERE {pair} AND receipt.{target_id} IS NOT NULL AND NOT EXISTS (
        SELECT FROM {target} AS whole WHERE receipt.{target_id} = {kept_id})"""

# What has been written on the side in use since the last crossing; a pattern once, not for each of
# its rows.
WRITTEN = """
    SELECT DISTINCT kind, source_id::text AS id FROM ({differences}) AS difference"""

AMISS = "unaccounted", "tampered", "lost"
SINCE = "changed", "born", "deleted"

COUNTS = "SELECT kind, count(*) FROM ({what}) AS told GROUP BY kind"

SOME = "SELECT id FROM ({what}) AS told WHERE kind = %s ORDER BY id LIMIT %s"


@dataclass(frozen=True)
class Tally:
    """How many rows of each kind, and some of their ids.

    Attributes:
        rows: in the table.
        kinds: that were looked for.
        counts: by kind, where there is any.
        ids: by kind, as many as were asked for.
    """

    table: str
    rows: int
    kinds: tuple[str, ...]
    counts: dict[str, int]
    ids: dict[str, list[str]]

    @property
    def unchanged(self) -> int:
        """Rows in use that were not written to since they crossed."""
        return self.rows - self.counts.get("born", 0) - self.counts.get("changed", 0)


@dataclass(frozen=True)
class PairVerified:
    """What was found of one pair.

    Attributes:
        kept: the archived side: rows unaccounted for, tampered with, lost.
        in_use: the other: rows born, changed and deleted since.
    """

    pair: Pair
    kept: Tally
    in_use: Tally


def verify_pair(connection: BaseDatabaseWrapper, pair: Pair, side: Side, ids: int) -> PairVerified:
    """Look at every row of a pair whose section is on one side. Reads; has to run in `reading`.

    Args:
        side: the one in use.
        ids: how many ids of each kind to tell.
    """
    crossing = _next_crossing(connection, pair, side)
    with step(f"Verify {crossing.target.name}"):
        kept = _tally(crossing.target, AMISS, _kept(crossing), ids)
    return PairVerified(pair, kept, written_since(connection, pair, side, ids))


def written_since(connection: BaseDatabaseWrapper, pair: Pair, side: Side, ids: int) -> Tally:
    """What the next crossing of a pair would carry. Arguments as of `verify_pair`."""
    crossing = _next_crossing(connection, pair, side)
    with step(f"Compare {crossing.source.name}"):
        differences = crossing.compose(ledger.DIFFERENCES)
        written = crossing.compose(WRITTEN, differences=differences)
        return _tally(crossing.source, SINCE, written, ids)


def _next_crossing(connection: BaseDatabaseWrapper, pair: Pair, side: Side) -> Crossing:
    crossing = Crossing(connection, pair, side.next_crossing)
    crossing.legacy, crossing.aligned = _tables(connection, pair, side)
    return crossing


def _tables(connection: BaseDatabaseWrapper, pair: Pair, side: Side) -> tuple[Table, Table]:
    if side == Side.ALIGNED:
        return archived(connection, pair.legacy), live(connection, pair.aligned)
    return live(connection, pair.legacy), archived(connection, pair.aligned)


def _kept(crossing: Crossing) -> sql.Composed:
    """Of a merge that never was a commit there is no receipt, nor need there be one."""
    condition, kept_id = "TRUE" if crossing.pair.aligned_births else "FALSE", "whole.id"
    if crossing.direction == Direction.BACKWARD:
        condition, kept_id = crossing.pair.legacy_rows, "whole.id::text"
    return crossing.compose(KEPT, kept_condition=sql.SQL(condition), kept_id=sql.SQL(kept_id))


def _tally(table: Table, kinds: tuple[str, ...], what: sql.Composed, ids: int) -> Tally:
    connection = table.connection
    counts = dict(rows(connection, sql.SQL(COUNTS).format(what=what)))
    some = sql.SQL(SOME).format(what=what)
    listed = {kind: [key for (key,) in rows(connection, some, [kind, ids])] for kind in counts}
    return Tally(table.name, table.count(), kinds, counts, listed)

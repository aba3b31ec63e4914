"""Which rows of a table were written since it crossed, found without reading what they say.

PostgreSQL stamps each version of a row with the transaction that wrote it (`xmin`), whoever that is
and however: no trigger can be forgotten, disabled or passed by. A watermark remembers, at the end
of a crossing, how far the transactions had come. A row with an older stamp is the row whose digest
the ledger has, so a million rows are told apart in a tenth of a second, where their digests take
five.

A watermark is believed only where stamps mean what they meant: in the same cluster, for the same
table with the same columns. Anywhere else, and wherever a row's text can change without a write,
every digest is taken, as `verify_alignment` always does.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from psycopg import sql

from alignment.catalog import Table, execute, live, rows, value

WATERMARKS = "alignment_watermark"

# What the text of a row depends on, except for what is written to it. NULL where it may change all
# the same: values of an enum and fields of a composite type can be renamed, domains and ranges may
# be made of these, and a virtual column can get another expression.
STRUCTURE = """
    SELECT CASE WHEN bool_and(attgenerated <> 'v' AND type.typtype = 'b'
                              AND coalesce(element.typtype = 'b', TRUE))
           THEN md5(string_agg(
                concat_ws(' ', attnum, attname, atttypid, atttypmod, attmissingval), ','
                ORDER BY attnum)) END
    FROM pg_attribute
    JOIN pg_type AS type ON type.oid = atttypid
    LEFT JOIN pg_type AS element ON element.oid = nullif(type.typelem, 0)
    WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped"""

# Stamps have 32 bits and go round. Of two that are less than half a round apart it is known which
# is older; so after two thousand million transactions every digest is taken again.
HALF_ROUND = 2**31

MAY_IDENTIFY = "SELECT has_function_privilege('pg_control_system()', 'EXECUTE')"

IDENTITY = """
    SELECT system_identifier, %s::regclass::oid::bigint, ({structure})
    FROM pg_control_system()"""

AGE = "SELECT pg_snapshot_xmax(pg_current_snapshot())::text::bigint - %s"

# Everything below the oldest transaction that still ran, the horizon, had ended.
SINCE = "((whole.xmin::text::bigint - {horizon}) & 4294967295) < 2147483648"

# Tells, by its stamp, how many transactions and savepoints later this savepoint began.
BEGIN = """
    INSERT INTO {watermarks} ("table", cluster, relation, structure, horizon, writers, rows)
    VALUES ({name}, {cluster}, {relation}, {structure}, 0, '{{}}', 0)
    RETURNING greatest(1, (xmin::text::bigint - pg_current_xact_id()::text::bigint) & 4294967295)
    """

# Rows above the horizon are in the table already: those of the crossing itself, and of whoever
# committed while something older still ran. They will write no more. Only this transaction may,
# outside the savepoint in which the crossing is, so its stamps up to there say nothing.
LEAVE = """
    UPDATE {watermarks} SET
        horizon = snapshot.horizon,
        writers = ARRAY(
            SELECT DISTINCT whole.xmin::text::bigint FROM {table} AS whole
            WHERE {since}
              AND ((whole.xmin::text::bigint - top) & 4294967295) >= {savepoint}),
        rows = (SELECT count(*) FROM {table})
    FROM (SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint AS horizon,
                 pg_current_xact_id()::text::bigint AS top) AS snapshot
    WHERE "table" = {name}"""

FORGET = 'DELETE FROM {watermarks} WHERE "table" = %s'

RECOUNT = 'UPDATE {watermarks} SET rows = %s WHERE "table" = %s'

READ = """
    SELECT cluster, relation, structure, horizon, writers, rows
    FROM {watermarks} WHERE "table" = %s"""


@dataclass(frozen=True)
class Watermark:
    """How far the transactions had come when a table last crossed.

    Attributes:
        horizon: number of the oldest transaction that was still running (an xid8).
        writers: stamps above the horizon that rows had already (xids).
        rows: how many there were.
    """

    table: Table
    horizon: int
    writers: tuple[int, ...]
    rows: int

    @property
    def written(self) -> sql.Composable:
        """The condition on `whole`, a row of the table, that it was written since."""
        writers = sql.SQL(", ").join(sql.Literal(str(xid)) for xid in self.writers)
        return sql.SQL("(whole.xmin <> ALL (ARRAY[{}]::xid[]) AND {})").format(
            writers, sql.SQL(SINCE).format(horizon=sql.Literal(self.horizon))
        )


def watermark(table: Table) -> Watermark | None:
    """What a table was left with; None if there is nothing, or nothing to go by."""
    found = _found(table)
    if found is None:
        return None
    *identity, horizon, writers, count = found
    if tuple(identity) != _identity(table):
        return None
    if value(table.connection, AGE, [horizon]) >= HALF_ROUND:
        return None
    return Watermark(table, horizon, tuple(writers), count)


def leave(table: Table) -> None:
    """Remember that every row of a table is as the ledger has it.

    Nobody else may be writing to it. Of an empty table there is nothing to remember.
    """
    forget(table)
    identity = _identity(table)
    if identity is None or not table.has_rows:
        return
    cluster, relation, structure = map(sql.Literal, identity)
    names: dict[str, sql.Composable] = {
        "watermarks": sql.Identifier(WATERMARKS),
        "name": sql.Literal(table.name),
        "table": table.quoted,
        "since": sql.SQL(SINCE).format(horizon=sql.SQL("snapshot.horizon")),
    }
    begin = sql.SQL(BEGIN).format(cluster=cluster, relation=relation, structure=structure, **names)
    savepoint = sql.Literal(value(table.connection, begin))
    execute(table.connection, sql.SQL(LEAVE).format(savepoint=savepoint, **names))


def recount(mark: Watermark, rows: int) -> None:
    """Remember how many rows a table has now, all of which have crossed; stamps stay as they were.

    With the older number a row that was born would make up for one that is gone later.
    """
    statement = sql.SQL(RECOUNT).format(watermarks=sql.Identifier(WATERMARKS))
    execute(mark.table.connection, statement, [rows, mark.table.name])


def forget(table: Table) -> None:
    """Remember nothing of a table: what is not believed now may look right again later."""
    statement = sql.SQL(FORGET).format(watermarks=sql.Identifier(WATERMARKS))
    execute(table.connection, statement, [table.name])


def _found(table: Table) -> tuple[Any, ...] | None:
    """Before the alignment is there, nothing is remembered."""
    if not live(table.connection, WATERMARKS).exists:
        return None
    statement = sql.SQL(READ).format(watermarks=sql.Identifier(WATERMARKS))
    return next(iter(rows(table.connection, statement, [table.name])), None)


def _identity(table: Table) -> tuple[int, int, str] | None:
    """Cluster, table and columns; None where one of them says nothing, or may not be asked."""
    if not value(table.connection, MAY_IDENTIFY):
        return None
    name = str(table)
    statement = IDENTITY.format(structure=STRUCTURE)
    [(cluster, relation, structure)] = rows(table.connection, statement, [name, name])
    return None if structure is None else (cluster, relation, structure)

"""What the mapping makes of legacy rows today: so it is seen which columns differ from that.

The mapping itself is run, on temporary tables that have the names it knows and only the rows in
question, in a transaction that is rolled back: nothing is written to a table in use.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import DatabaseError, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from psycopg import sql

from alignment.admin.verbatim import LONGEST
from alignment.catalog import Table, archived, execute, live, rows, value
from alignment.crossing import Crossing
from alignment.jsonb import define_functions
from alignment.ledger import STABLE_TEXT
from alignment.models import Direction
from alignment.section import MergedPair, Pair, sections

PATIENCE = "SET LOCAL jit = off; SET LOCAL statement_timeout = '3s'"

TEMPORARY_SCHEMA = "SELECT nspname FROM pg_namespace WHERE oid = pg_my_temp_schema()"

SOURCE = """
    CREATE TEMP TABLE {name} AS
    SELECT * FROM {table} WHERE id = ANY (CAST({ids} AS {key_type}[]))"""

# As if nothing had crossed yet.
TARGET = "CREATE TEMP TABLE {name} (LIKE {table} INCLUDING DEFAULTS)"

OTHER = "CREATE TEMP VIEW {name} AS SELECT * FROM {table}"

CROSSING = """
    CREATE TEMP TABLE crossing AS
    SELECT id AS legacy_id, {aligned_id}::bigint AS aligned_id, 'born' AS kind, NULL::uuid AS digest
    FROM {source}"""

# What the engine makes for a pair that is merged.
MEMBERS = """
    CREATE TEMP TABLE member AS
    SELECT id AS legacy_id, inserted_at, {group}, {aligned_id}::bigint AS partner,
           NULL::uuid AS digest
    FROM {source};
    CREATE TEMP TABLE grouped AS
    SELECT {group}, partner AS aligned_id, 'born' AS kind, FALSE AS found
    FROM member ORDER BY inserted_at, legacy_id LIMIT 1"""


@dataclass(frozen=True)
class Made:
    """What the mapping makes of a column.

    Attributes:
        same: whether it is what stands there now.
        text: as PostgreSQL writes it, an array as JSON; cut after LONGEST.
    """

    same: bool
    text: str | None


def recross(
    connection: BaseDatabaseWrapper, pair: Pair, legacy_ids: Sequence[str], aligned_id: int
) -> dict[str, Made] | None:
    """What the mapping makes of archived rows, by column of the aligned row.

    Returns:
        None where that cannot be told: the role may not make temporary tables, it takes longer than
        PATIENCE, or the mapping refuses.
    """
    try:
        with transaction.atomic(connection.alias):
            try:
                return _recross(connection, pair, legacy_ids, aligned_id)
            finally:
                transaction.set_rollback(True, connection.alias)
    except DatabaseError:
        return None


def _recross(
    connection: BaseDatabaseWrapper, pair: Pair, legacy_ids: Sequence[str], aligned_id: int
) -> dict[str, Made] | None:
    execute(connection, f"{STABLE_TEXT}; {PATIENCE}")
    define_functions(connection)
    _stage_tables(connection, pair, legacy_ids)
    _stage_crossing(connection, pair, aligned_id)
    for statement in pair.forward.before:
        execute(connection, statement)
    temporary = value(connection, TEMPORARY_SCHEMA)
    crossing = Crossing(connection, pair, Direction.FORWARD)
    crossing.legacy = Table(connection, temporary, pair.legacy)
    crossing.aligned = Table(connection, temporary, pair.aligned)
    crossing.insert(sql.SQL(pair.forward.select))
    return _compared(crossing.aligned, live(connection, pair.aligned), aligned_id)


def _stage_tables(connection: BaseDatabaseWrapper, pair: Pair, legacy_ids: Sequence[str]) -> None:
    """Tables of the names that the mapping knows, of the rows in question."""
    kept = archived(connection, pair.legacy)
    source = sql.SQL(SOURCE).format(
        name=sql.Identifier(pair.legacy),
        table=kept.quoted,
        ids=sql.Literal(list(legacy_ids)),
        key_type=sql.SQL(kept.columns["id"].partition("(")[0]),
    )
    target = sql.SQL(TARGET).format(
        name=sql.Identifier(pair.aligned), table=live(connection, pair.aligned).quoted
    )
    others = [
        sql.SQL(OTHER).format(name=sql.Identifier(name), table=archived(connection, name).quoted)
        for name in _other_tables(pair)
    ]
    for statement in (source, target, *others):
        execute(connection, statement)


def _other_tables(pair: Pair) -> list[str]:
    """Legacy tables of the same section, which the mapping may look into."""
    [section] = [one for one in sections() if pair in one.pairs]
    return [name for name in section.legacy_tables if name != pair.legacy]


def _stage_crossing(connection: BaseDatabaseWrapper, pair: Pair, aligned_id: int) -> None:
    names = {"source": sql.Identifier(pair.legacy), "aligned_id": sql.Literal(aligned_id)}
    execute(connection, sql.SQL(CROSSING).format(**names))
    if isinstance(pair, MergedPair):
        group = sql.SQL(", ").join(map(sql.Identifier, pair.group))
        execute(connection, sql.SQL(MEMBERS).format(**names, group=group))


def _compared(made: Table, table: Table, aligned_id: int) -> dict[str, Made] | None:
    columns = made.columns
    parts = [
        sql.SQL("made.{0} IS NOT DISTINCT FROM whole.{0}, left({1}, {2})").format(
            sql.Identifier(name), _text(name, kind), LONGEST + 1
        )
        for name, kind in columns.items()
    ]
    statement = sql.SQL(
        "SELECT {parts} FROM {made} AS made JOIN {table} AS whole USING (id) WHERE id = {id}"
    ).format(
        parts=sql.SQL(", ").join(parts),
        made=made.quoted,
        table=table.quoted,
        id=sql.Literal(aligned_id),
    )
    found = rows(made.connection, statement)
    if not found:
        return None
    answers = zip(columns, found[0][::2], found[0][1::2], strict=True)
    return {name: Made(bool(same), text) for name, same, text in answers}


def _text(name: str, kind: str) -> sql.Composed:
    text = "made.{}::text"
    if kind == "jsonb":
        text = "jsonb_pretty(made.{})"
    elif kind.endswith("[]"):
        text = "to_json(made.{})::text"
    return sql.SQL(text).format(sql.Identifier(name))

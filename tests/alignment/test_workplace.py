"""The settings that a crossing works with."""

from django.db import transaction

from alignment.catalog import archived, execute, rows
from alignment.crossing import Crossing
from alignment.models import Direction
from alignment.workplace import workplace
from gitcoord.mapping import SECTION
from tests.scratch import Scratch

SESSIONS = """
    INSERT INTO git_sessions (id, session_type, branch_name, status, inserted_at, updated_at)
    SELECT md5(n::text)::uuid, 'agent', 'branch/' || n, 'active', now(), now()
    FROM generate_series(1, 500) AS n"""


def test_a_plan_can_be_told(legacy: Scratch) -> None:
    """As `auto_explain` tells it: with keys to remember results by it was more than 24 GB long."""
    legacy.script(SESSIONS)
    legacy.migrate()
    legacy.script("UPDATE git_agent_sessions SET status = 'done' WHERE id % 100 = 1; ANALYZE")
    connection, pair = legacy.connection, SECTION.pairs[0]
    views = {name: archived(connection, name).quoted for name in SECTION.legacy_tables}
    with transaction.atomic(using=legacy.alias), workplace(connection, views):
        crossing = Crossing(connection, pair, Direction.BACKWARD)
        crossing._find()
        crossing._make_ready()
        execute(connection, "SET LOCAL statement_timeout = '5s'")
        plan = rows(connection, f"EXPLAIN {pair.backward.select}")
    assert sum(len(line) for (line,) in plan) < 100_000

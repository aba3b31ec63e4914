"""Law 7: killed at any instant, a section has happened or has not; run again, it is done."""

import random
import time
from collections.abc import Callable
from subprocess import Popen

import pytest

from tests.config.processes import managing
from tests.laws.hostile import HOSTILE_ROWS
from tests.laws.test_dump import ALIGNED, LEGACY
from tests.scratch import Scratch

MANY_ROWS = """
    INSERT INTO detection_events
    SELECT gen_random_uuid(), 'seen', 'walker', 1, jsonb_build_object('codebase_id', n % 9), '{}',
           '2025-01-01', '2025-01-01' FROM generate_series(1, 4000) AS n;
    INSERT INTO git_commits
    SELECT gen_random_uuid(), NULL, 'hash ' || n, 'message', 'author', '{}', '{}',
           '2025-01-01', '2025-01-01' FROM generate_series(1, 2000) AS n;
"""

END_OTHERS = """
    SELECT pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid()
"""


def kill_process(run: Popen[str], database: Scratch) -> None:
    run.kill()


def end_session(run: Popen[str], database: Scratch) -> None:
    database.query(END_OTHERS)
    run.wait(timeout=30)


@pytest.fixture
def crowded(legacy: Scratch) -> Scratch:
    legacy.script(HOSTILE_ROWS)
    legacy.script(MANY_ROWS)
    legacy.migrate("admin")
    return legacy


def killed(
    database: Scratch, *target: str, after: float, by: Callable[[Popen[str], Scratch], None]
) -> None:
    """Run `migrate` and end it some seconds after it began to work on the tables."""
    run = managing("migrate", *target, DATABASE_URL=database.url)
    busy = "SELECT EXISTS (SELECT FROM pg_locks WHERE locktype = 'advisory')"
    while run.poll() is None and not database.value(busy):
        time.sleep(0.01)
    time.sleep(after)
    by(run, database)
    run.communicate()


@pytest.mark.parametrize("by", [kill_process, end_session])
@pytest.mark.parametrize("seed", range(3))
def test_a_killed_run_is_completed_by_the_next(
    crowded: Scratch, seed: int, by: Callable[[Popen[str], Scratch], None]
) -> None:
    chance = random.Random(seed)
    before = crowded.dump(*LEGACY)
    killed(crowded, after=chance.uniform(0, 1.2), by=by)
    crowded.migrate()
    aligned = crowded.dump(*ALIGNED)
    killed(crowded, "alignment", "0001", after=chance.uniform(0, 0.8), by=by)
    crowded.migrate("alignment", "0001")
    assert crowded.dump(*LEGACY) == before
    killed(crowded, after=chance.uniform(0, 0.8), by=by)
    crowded.migrate()
    assert crowded.dump(*ALIGNED) == aligned

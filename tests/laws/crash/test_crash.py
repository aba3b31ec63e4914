"""Law 7: killed at any instant, the database is before or after the section; run again, it is done.

On a walk each migration is killed once: its process, its session, or the server under it. Laws 1, 2
and 3 hold all the same. A few kills are part of the suite, the same each time. Many:

    CRASH_KILLS=200 pytest -n auto tests/laws/crash

and others with another CRASH_SEED. An error says which kill it was: at what instant, in what way.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator

import pytest
from pytest_django import DjangoDbBlocker

from tests.laws.crash.ground import GROUNDS, Ground, durable
from tests.laws.crash.pictures import differences
from tests.laws.crash.run import AGAIN, BACK, FIRST
from tests.laws.crash.walk import Kill, Walk
from tests.laws.crash.writes import DAY, NIGHT

KILLS, SEED = int(os.environ.get("CRASH_KILLS", 20)), os.environ.get("CRASH_SEED", "0")

KILLS_A_WALK = 5

WALKS = sorted(
    (GROUNDS[number % len(GROUNDS)], number) for number in range(-(-KILLS // KILLS_A_WALK))
)


@pytest.fixture
def walk(
    ground: Ground,
    number: int,
    report: Callable[[Kill], None],
    django_db_blocker: DjangoDbBlocker,
) -> Iterator[Walk]:
    turn = number // len(GROUNDS)
    with django_db_blocker.unblock(), durable(ground.template) as database:
        yield Walk(database, ground.twin, ground.ways, turn, f"{SEED}-{number}", report)


@pytest.mark.parametrize(("ground", "number"), WALKS, indirect=["ground"], scope="module")
def test_whatever_is_killed_is_before_or_after_and_goes_on(walk: Walk) -> None:
    twin = walk.twin
    aligned = walk.cross(FIRST, twin.legacy, twin.aligned)
    legacy = walk.cross(BACK, aligned, twin.legacy)
    assert differences(legacy, twin.legacy) == {}
    again = walk.cross(AGAIN, legacy, aligned)
    assert differences(again, aligned) == {}

    night = walk.write(NIGHT)
    walk.cross(BACK, night, twin.rolled_back)
    day = walk.write(DAY)
    last = walk.cross(AGAIN, day, twin.aligned_again)

    while walk.hits < KILLS_A_WALK:
        assert len(walk.kills) < 5 * KILLS_A_WALK, "nearly all come too late"
        walk.cross(BACK, last, day)
        walk.cross(AGAIN, day, last)

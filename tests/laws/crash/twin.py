"""The same writes and migrations as on a walk, with nobody killing any."""

from __future__ import annotations

import random
import time
from bisect import bisect
from dataclasses import dataclass

from tests.laws.crash.pictures import Picture, picture, plain, uuids
from tests.laws.crash.run import AGAIN, BACK, FIRST, Instant, Run, Step
from tests.laws.crash.writes import DAY, NIGHT, has_crossed
from tests.laws.world import ALIGNED, LEGACY
from tests.scratch import Scratch

Clock = list[float]
"""When a run said its lines, one after the other, and when it ended."""


@dataclass(frozen=True)
class Twin:
    """What an undisturbed database looks like at each stage, and how each step went in time.

    Attributes:
        known: the uuids that the operator's tables or the application brought along.
    """

    legacy: Picture
    aligned: Picture
    rolled_back: Picture
    aligned_again: Picture
    known: frozenset[str]
    clocks: dict[Step, Clock]

    @classmethod
    def of(cls, database: Scratch) -> Twin:
        """Lead a database through the steps."""
        clocks = {}
        legacy = picture(database, LEGACY)
        clocks[FIRST] = undisturbed(FIRST, database)
        aligned = picture(database, ALIGNED)
        database.script(NIGHT)
        clocks[BACK] = undisturbed(BACK, database)
        rolled_back = picture(database, LEGACY)
        database.script(DAY)
        clocks[AGAIN] = undisturbed(AGAIN, database)
        aligned_again = picture(database, ALIGNED)
        assert all(has_crossed(dump, "night") for dump in rolled_back.values())
        assert all(has_crossed(dump, "day") for dump in aligned_again.values())
        known = uuids(*legacy.values(), DAY)
        return cls(legacy, aligned, rolled_back, aligned_again, known, clocks)

    def instant(self, step: Step, chance: random.Random) -> Instant:
        """One of those between its first line and its end, all as likely."""
        clock = self.clocks[step]
        moment = chance.uniform(clock[0], clock[-1])
        lines = bisect(clock, moment)
        return Instant(lines, moment - clock[lines - 1])

    def plain(self, dump: str) -> str:
        return plain(dump, self.known)


def undisturbed(step: Step, database: Scratch) -> Clock:
    with Run.of(step, database) as run:
        assert run.finish() == 0, run.said
        return [*run.times, time.monotonic()]

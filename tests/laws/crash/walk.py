"""One database there, back, and there again, with a kill on each way."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field

from tests.config.processes import manage
from tests.laws.crash.pictures import Picture, differences, picture
from tests.laws.crash.run import Instant, Run, Step
from tests.laws.crash.sides import aligned_sections, check_records, check_sequences
from tests.laws.crash.twin import Twin
from tests.laws.world import ALIGNED, LEGACY
from tests.scratch import Scratch

Way = Callable[[Run], None]


@dataclass
class Kill:
    """What is reported of one.

    Attributes:
        hit: whether it was still at work.
        place: the section it was at, if any.
    """

    step: str
    way: str
    instant: Instant
    hit: bool = False
    place: str = ""


@dataclass
class Walk:
    """One database on its way, and who ends its migrations, how and when."""

    database: Scratch
    twin: Twin
    ways: Mapping[str, Way]
    turn: int
    seed: str
    report: Callable[[Kill], None]
    kills: list[Kill] = field(default_factory=list)
    said: str = ""

    def __post_init__(self) -> None:
        self.chance = random.Random(self.seed)

    @property
    def hits(self) -> int:
        return sum(kill.hit for kill in self.kills)

    def write(self, statements: str) -> Picture:
        """Let the application work; what the tables in use look like afterwards."""
        tables = ALIGNED if aligned_sections(self.database) else LEGACY
        self.database.script(statements)
        return picture(self.database, tables)

    def cross(self, step: Step, before: Picture, after: Picture) -> Picture:
        """Begin a step and kill it, look, do it again; what the tables in use look like then."""
        with self._next_kill(step) as kill:
            done = self._kill(step, kill)
            crossed = self._crossed(step, before, after)
            assert done <= crossed.keys()
            if kill.hit:
                again = manage("migrate", *step.target, DATABASE_URL=self.database.url)
                assert again.returncode == 0, again.stderr
                crossed = self._crossed(step, before, after)
            assert crossed.keys() == after.keys()
            check_records(self.database, step.forward, crossings=len(self.kills))
            if step.forward:
                check_sequences(self.database)
        return crossed

    @contextmanager
    def _next_kill(self, step: Step) -> Iterator[Kill]:
        """The ways take turns. An error says which kill it was, and what `migrate` had said."""
        way = list(self.ways)[(self.turn + len(self.kills)) % len(self.ways)]
        kill = Kill(step.name, way, self.twin.instant(step, self.chance))
        self.kills.append(kill)
        try:
            yield kill
        except BaseException as error:
            error.add_note(f"Seed {self.seed}, kill {len(self.kills)}: {kill}\n{self.said}")
            raise
        finally:
            self.report(kill)

    def _kill(self, step: Step, kill: Kill) -> set[str]:
        """The sections that have crossed, by what the run had said."""
        with Run.of(step, self.database) as run:
            run.wait_for(kill.instant)
            assert run.process.poll() in (None, 0), run.said
            self.ways[kill.way](run)
            kill.hit = run.finish() != 0
            kill.place, self.said = run.place, run.said
            run.wait_for_session()
            return run.crossed

    def _crossed(self, step: Step, before: Picture, after: Picture) -> Picture:
        """Each section is as before or as after; the picture of those that are as after."""
        aligned = aligned_sections(self.database)
        crossed = aligned if step.forward else LEGACY.keys() - aligned
        tables = {name: (ALIGNED if name in aligned else LEGACY)[name] for name in LEGACY}
        found = picture(self.database, tables)
        expected = before | {section: after[section] for section in crossed}
        assert differences(found, expected, self.twin.plain) == {}
        return {section: found[section] for section in crossed}

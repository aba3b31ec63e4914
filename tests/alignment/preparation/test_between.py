"""What happens between two transactions of a preparation, at exactly that moment."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import pytest

from alignment.narration import listening
from tests.alignment.preparation.preparing import Killed, aligned, left, prepare
from tests.conftest import ScratchFactory
from tests.rows import event, fetch, insert, uuid
from tests.scratch import Scratch

# Steps of a preparation whose pairs have no rows but events: their numbers are given, and one batch
# after the other is carried.
NUMBERED = "Carry detection_events to codebase_snapshots, ahead"
BATCH = "Carry detection_events, ahead"

RENAME = "UPDATE detection_events SET data = '{{\"codebase_id\": \"{}\"}}' WHERE id = '{}'"


@dataclass
class Meanwhile:
    """Does something the first time that a step has ended."""

    does: dict[str, Callable[[], object]]

    @contextmanager
    def working(self, _title: str) -> Iterator[None]:
        yield

    def finished(self, title: str, _result: str, _seconds: float) -> None:
        self.does.pop(title, lambda: None)()


def prepared_while(scratch: Scratch, **does: str) -> None:
    """Prepare, and run statements after the steps of these names."""
    titles = {"numbered": NUMBERED, "batch": BATCH}

    def run(statement: str) -> Callable[[], None]:
        return lambda: scratch.script(statement)

    told = Meanwhile({titles[when]: run(statement) for when, statement in does.items()})
    with listening(told):
        prepare(scratch, "--format", "json")
    assert not told.does


@pytest.fixture
def events(legacy: Scratch) -> Scratch:
    insert(
        legacy, "detection_events", *(event(n, data={"codebase_id": f"c{n}"}) for n in range(1, 10))
    )
    return legacy


def names(scratch: Scratch) -> list[str]:
    scratch.migrate()
    return sorted(row["codebase_id"] for row in fetch(scratch, "codebase_snapshots").values())


def test_a_row_that_is_changed_before_its_batch_crosses_as_it_is(events: Scratch) -> None:
    prepared_while(events, numbered=RENAME.format("new", uuid(2)))
    assert left(events)["codebase_snapshots"] == 0
    assert names(events) == ["c1", *(f"c{n}" for n in range(3, 10)), "new"]


def test_a_row_that_is_changed_and_changed_back_crosses_as_it_is(events: Scratch) -> None:
    there, back = RENAME.format("new", uuid(2)), RENAME.format("c2", uuid(2))
    prepared_while(events, numbered=there, batch=back)
    assert names(events) == [f"c{n}" for n in range(1, 10)]
    data = [row["metadata"]["data"] for row in fetch(events, "codebase_snapshots").values()]
    assert {"codebase_id": "new"} not in data


def test_a_row_that_is_deleted_before_its_batch_does_not_cross(events: Scratch) -> None:
    prepared_while(events, numbered=f"DELETE FROM detection_events WHERE id = '{uuid(2)}'")
    assert names(events) == ["c1", *(f"c{n}" for n in range(3, 10))]


def test_a_row_that_is_changed_after_its_batch_crosses_as_it_is(events: Scratch) -> None:
    prepared_while(events, batch=RENAME.format("new", uuid(2)))
    assert names(events) == ["c1", *(f"c{n}" for n in range(3, 10)), "new"]


def test_a_row_that_is_deleted_after_its_batch_is_deleted(events: Scratch) -> None:
    prepared_while(events, batch=f"DELETE FROM detection_events WHERE id = '{uuid(2)}'")
    assert left(events)["codebase_snapshots"] == 0
    assert names(events) == ["c1", *(f"c{n}" for n in range(3, 10))]


def test_a_batch_that_is_killed_takes_no_numbers_with_it(
    events: Scratch, scratch_factory: ScratchFactory
) -> None:
    events.connection.close()
    alone = scratch_factory(events.name)
    alone.migrate()
    receipts = iter(range(100))

    def kill(execute: Any, statement: Any, params: Any, many: bool, context: Any) -> Any:
        text = statement if isinstance(statement, str) else statement.as_string(None)
        if 'INSERT INTO "alignment_movedrow"' in text and next(receipts) == 1:
            raise Killed
        return execute(statement, params, many, context)

    with pytest.raises(Killed), events.connection.execute_wrapper(kill):
        prepare(events)
    events.connection.close()
    prepare(events)
    events.migrate()
    assert aligned(events) == aligned(alone)

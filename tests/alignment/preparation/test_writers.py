"""While somebody writes, without pause: not one confirmed write is lost."""

import io
import time
from collections.abc import Callable
from typing import Any

import psycopg
import pytest
from django.core.management import call_command
from pytest_django.fixtures import Settings

from tests.alignment.preparation.preparing import killed_after, left, prepare
from tests.alignment.preparation.writer import Writer, writing, written
from tests.conftest import ScratchFactory
from tests.laws.invariants import PAIRS
from tests.rows import event, fetch, insert, uuid
from tests.scratch import Scratch

# Aligned rows by what they come from; numbers of rows depend on when they were carried.
BY_ORIGIN = """
    SELECT receipt.legacy_id, to_jsonb(aligned.*) - 'id'
    FROM {aligned} AS aligned
    JOIN alignment_movedrow AS receipt
        ON receipt.aligned_table = '{aligned}' AND receipt.aligned_id = aligned.id
    ORDER BY receipt.legacy_id"""


@pytest.fixture(autouse=True)
def _batches(settings: Settings) -> None:
    settings.ALIGNMENT_PREPARE_BATCH = 40


def wait_for(writer: Writer, writes: int) -> None:
    while writer.writes < writes and not writer.failure:
        time.sleep(0.01)


def by_origin(scratch: Scratch) -> dict[str, list[Any]]:
    return {table: scratch.query(BY_ORIGIN.format(aligned=table)) for table in PAIRS}


def prepared_in_full(scratch: Scratch) -> None:
    prepare(scratch)


def prepared_in_part(scratch: Scratch) -> None:
    assert killed_after(scratch, 9)


def prepared_twice(scratch: Scratch) -> None:
    prepare(scratch)
    prepare(scratch)


@pytest.mark.parametrize("way", [prepared_in_full, prepared_in_part, prepared_twice])
def test_no_write_is_lost(
    legacy: Scratch, scratch_factory: ScratchFactory, way: Callable[[Scratch], None]
) -> None:
    with writing(legacy) as writer:
        wait_for(writer, 400)
        way(legacy)
        before = writer.writes
        wait_for(writer, before + 40)
        legacy.migrate()
    assert writer.writes >= before + 40
    call_command("verify_alignment", database=legacy.alias)
    aligned = by_origin(legacy)
    legacy.migrate("alignment", "0001")
    assert written(legacy) == writer.rows
    assert aligned == by_origin(aligned_alone(legacy, scratch_factory))


def aligned_alone(rolled_back: Scratch, scratch_factory: ScratchFactory) -> Scratch:
    """The same legacy rows in a database that remembers nothing of them, migrated."""
    rolled_back.connection.close()
    copy = scratch_factory(rolled_back.name)
    call_command(
        "retire_archive",
        database=copy.alias,
        older_than="0m",
        no_input=True,
        stdout=io.StringIO(),
    )
    copy.migrate()
    return copy


def test_what_was_carried_ahead_is_what_there_was(legacy: Scratch) -> None:
    """A preparation under load carries much; `migrate` has only the rest to carry."""
    with writing(legacy) as writer:
        wait_for(writer, 400)
        prepare(legacy)
    assert sum(left(legacy).values()) < writer.writes / 2


def test_a_transaction_that_was_open_all_the_time_is_carried(legacy: Scratch) -> None:
    """Its number is lower than any of the preparation's, and nobody saw its rows."""
    insert(legacy, "detection_events", *(event(n) for n in range(60)))
    with psycopg.connect(legacy.url) as slow:
        slow.execute("UPDATE detection_events SET detector = 'slow' WHERE id = %s", [uuid(3)])
        slow.execute("DELETE FROM detection_events WHERE id = %s", [uuid(5)])
        prepare(legacy)
    assert left(legacy)["codebase_snapshots"] == 2
    legacy.migrate()
    rows = fetch(legacy, "codebase_snapshots").values()
    assert len(rows) == 59
    assert [row["metadata"]["detector"] for row in rows].count("slow") == 1

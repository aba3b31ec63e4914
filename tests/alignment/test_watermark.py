"""Whoever writes to a table, and however: the next crossing knows of it; and looks no further."""

import json
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from typing import Any

import psycopg
import pytest
from django.db import transaction

from alignment.catalog import live
from alignment.watermark import watermark
from tests.rows import event, fetch, insert, uuid
from tests.scratch import Scratch

TABLE = "codebase_snapshots"

HORIZON = f"SELECT horizon FROM alignment_watermark WHERE \"table\" = '{TABLE}'"


@pytest.fixture
def aligned(legacy: Scratch) -> Scratch:
    insert(legacy, "detection_events", event(1), event(2), event(3))
    legacy.migrate()
    return legacy


def differences(scratch: Scratch) -> dict[str, int]:
    """What the last crossing of the snapshots carried."""
    counts = scratch.value(
        "SELECT jsonb_build_object('born', born, 'changed', changed, 'deleted', deleted)::text "
        "FROM alignment_alignmentrun WHERE section = 'snapshots' ORDER BY id DESC LIMIT 1"
    )
    found: dict[str, int] = json.loads(counts)
    return {kind: number for kind, number in found.items() if number}


def rolled_back(scratch: Scratch) -> dict[str, int]:
    scratch.migrate("snapshots", "0001")
    return differences(scratch)


@contextmanager
def digests_counted(scratch: Scratch) -> Iterator[list[str]]:
    """The statements run meanwhile that take digests of whole rows, without any to begin with."""
    taken: list[str] = []

    def watch(execute: Any, statement: Any, params: Any, many: bool, context: Any) -> Any:
        result = execute(statement, params, many, context)
        text = statement if isinstance(statement, str) else statement.as_string(None)
        if "md5((whole" in text and "JOIN suspect" not in text:
            taken.append(text)
        return result

    with scratch.connection.execute_wrapper(watch):
        yield taken


def test_nothing_written_means_that_no_digest_is_taken(aligned: Scratch) -> None:
    with digests_counted(aligned) as taken:
        aligned.migrate("snapshots", "0001", verbosity=0)
        aligned.migrate("snapshots", verbosity=0)
    assert taken == []
    assert differences(aligned) == {}


@pytest.mark.parametrize(
    ("write", "found"),
    [
        ("UPDATE {} SET summary = '[1]' WHERE id = 2", {"changed": 1}),
        ("UPDATE {} SET id = 99 WHERE id = 2", {"born": 1, "deleted": 1}),
        ("UPDATE {} SET summary = summary", {}),
        ("DELETE FROM {} WHERE id = 2", {"deleted": 1}),
        ("TRUNCATE {}", {"deleted": 3}),
        ("INSERT INTO {} (codebase_id, snapshot_id) VALUES ('new', 1)", {"born": 1}),
        ("COPY {} (codebase_id, snapshot_id) FROM PROGRAM 'printf \"copied\\t1\\n\"'", {"born": 1}),
        (
            "DELETE FROM {0} WHERE id = 2; "
            "INSERT INTO {0} (id, codebase_id, snapshot_id) VALUES (2, 'again', 1)",
            {"changed": 1},
        ),
        (
            "SET session_replication_role = replica; UPDATE {} SET summary = '[1]' WHERE id = 2",
            {"changed": 1},
        ),
        ("VACUUM FULL {}", {}),
        ("CLUSTER {} USING codebase_snapshots_pkey", {}),
        ("VACUUM FREEZE {}", {}),
        ("SELECT FROM {} FOR UPDATE", {}),
        ("ALTER TABLE {} ADD COLUMN extra integer DEFAULT 7", {"changed": 3}),
        ("ALTER TABLE {} ALTER COLUMN snapshot_id TYPE numeric", {}),
    ],
)
def test_each_way_of_writing_is_found(aligned: Scratch, write: str, found: dict[str, int]) -> None:
    aligned.script(write.format(TABLE))
    assert rolled_back(aligned) == found


def test_a_transaction_that_is_older_than_the_crossing_is_found(legacy: Scratch) -> None:
    """Its number is lower than that of the crossing, and its savepoint's, too."""
    insert(legacy, "detection_events", event(1), event(2))
    with psycopg.connect(legacy.url) as older:
        older.execute("CREATE TABLE other ()")
        older.execute("SAVEPOINT early")
        older.execute("CREATE TABLE another ()")
        legacy.migrate()
        older.execute(f"UPDATE {TABLE} SET summary = '[1]' WHERE id = 1")
        older.execute("RELEASE early")
        older.execute(f"UPDATE {TABLE} SET summary = '[2]' WHERE id = 2")
    assert rolled_back(legacy) == {"changed": 2}


@pytest.mark.parametrize("savepoint", [False, True])
def test_writes_of_the_transaction_that_the_crossing_was_in_are_found(
    legacy: Scratch, savepoint: bool
) -> None:
    """Their stamps are those of rows that have crossed."""
    around = transaction.atomic(legacy.alias) if savepoint else nullcontext()
    with transaction.atomic(legacy.alias), around, legacy.connection.cursor() as cursor:
        write = "UPDATE detection_events SET detector = detector || '!'"
        insert(legacy, "detection_events", event(1))
        legacy.migrate()
        legacy.migrate("snapshots", "0001")
        cursor.execute(write)
        legacy.migrate("snapshots")
        legacy.migrate("snapshots", "0001")
        cursor.execute(write)
        legacy.migrate("snapshots")
        assert differences(legacy) == {"changed": 1}
        [snapshot] = fetch(legacy, TABLE).values()
    assert snapshot["metadata"]["detector"] == "file_scanner!!"


def test_writes_on_the_legacy_side_are_found_too(aligned: Scratch) -> None:
    rolled_back(aligned)
    aligned.script("UPDATE detection_events SET detector = 'other' WHERE data = '{}'")
    insert(aligned, "detection_events", event(4))
    aligned.migrate("snapshots")
    assert differences(aligned) == {"changed": 3, "born": 1}


def test_a_row_that_crossed_does_not_make_up_for_one_that_is_gone(aligned: Scratch) -> None:
    """Found by a benchmark: as many rows as at the watermark, but not the same ones."""
    aligned.script("INSERT INTO codebase_snapshots (codebase_id, snapshot_id) VALUES ('new', 1)")
    assert rolled_back(aligned) == {"born": 1}
    aligned.script(f"DELETE FROM detection_events WHERE id = '{uuid(2)}'")
    aligned.migrate("snapshots")
    assert differences(aligned) == {"deleted": 1}

    aligned.migrate("snapshots", "0001")
    insert(aligned, "detection_events", event(8), event(9))
    aligned.migrate("snapshots")
    aligned.script("DELETE FROM codebase_snapshots WHERE codebase_id = 'new'")
    assert rolled_back(aligned) == {"deleted": 1}


def test_a_watermark_is_renewed_when_many_rows_were_looked_at(legacy: Scratch) -> None:
    """Since it was left, that is: one row in a hundred each time is many in the end."""
    insert(legacy, "detection_events", *(event(number) for number in range(1, 101)))
    legacy.migrate()
    horizons = [legacy.value(HORIZON)]
    for first, last in (1, 1), (1, 3), (4, 6), (7, 7):
        legacy.script(
            f"UPDATE {TABLE} SET summary = summary || '[1]' WHERE id BETWEEN {first} AND {last}"
        )
        assert rolled_back(legacy) == {"changed": last - first + 1}
        legacy.migrate("snapshots")
        horizons.append(legacy.value(HORIZON))
    assert horizons[0] == horizons[1] == horizons[2] < horizons[3] == horizons[4]


def test_a_row_that_is_tampered_with_in_the_archive_is_found_when_it_is_back_in_use(
    aligned: Scratch,
) -> None:
    aligned.script("UPDATE public_archive.detection_events SET detector = 'other'")
    assert rolled_back(aligned) == {}
    aligned.migrate("snapshots")
    assert differences(aligned) == {"changed": 3}
    metadata = [row["metadata"] for row in fetch(aligned, TABLE).values()]
    assert {document["detector"] for document in metadata} == {"other"}


@pytest.mark.parametrize(
    "elsewhere",
    [
        "cluster = cluster + 1",
        "relation = relation + 1",
        "structure = 'other columns'",
        "horizon = horizon - 2147483648",
    ],
)
def test_a_watermark_of_elsewhere_is_not_believed(aligned: Scratch, elsewhere: str) -> None:
    aligned.script(f"UPDATE alignment_watermark SET {elsewhere}")
    assert watermark(live(aligned.connection, TABLE)) is None
    with digests_counted(aligned) as taken:
        assert rolled_back(aligned) == {}
    assert taken


@pytest.mark.parametrize(
    "column", ["mood DEFAULT 'ok'", "mood[] DEFAULT '{ok}'", "felt DEFAULT 'ok'"]
)
def test_a_type_whose_text_can_change_without_a_write_has_no_watermark(
    legacy: Scratch, column: str
) -> None:
    legacy.script(
        "CREATE TYPE mood AS ENUM ('ok', 'bad'); CREATE DOMAIN felt AS mood; "
        f"ALTER TABLE detection_events ADD COLUMN moods {column}"
    )
    insert(legacy, "detection_events", event(1))
    legacy.migrate()
    legacy.migrate("snapshots", "0001")
    legacy.script("ALTER TYPE mood RENAME VALUE 'ok' TO 'fine'")
    legacy.migrate("snapshots")
    assert differences(legacy) == {"changed": 1}


def test_who_may_not_ask_for_the_cluster_has_every_digest_taken(
    aligned: Scratch, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("alignment.watermark.MAY_IDENTIFY", "SELECT FALSE")
    with digests_counted(aligned) as taken:
        assert rolled_back(aligned) == {}
        aligned.migrate("snapshots")
    assert len(taken) == 2
    assert aligned.value("SELECT count(*) FROM alignment_watermark WHERE rows = 3") == 0

"""A detection event becomes a codebase snapshot: its id, its code base and its number."""

from typing import Any

import pytest

from tests.rows import BEGIN, Json, Row, event, update, uuid
from tests.scratch import Scratch
from tests.walks import Aligned, Forward

EVENTS = Forward("detection_events", event)
row = EVENTS.row


@pytest.fixture(scope="module")
def aligned(shared: Scratch) -> Aligned:
    EVENTS.insert(shared)
    shared.migrate()
    return EVENTS.partners(shared, "codebase_snapshots")


def both(key: str, data: Any, metadata: Any) -> Row:
    return {"data": {key: data}, "metadata": {key: metadata}}


def test_ids_are_given_in_the_order_of_time_then_of_id(legacy: Scratch) -> None:
    rows = [event(1, inserted_at=BEGIN), event(3), event(2, inserted_at=event(3)["inserted_at"])]
    events = Forward("detection_events", event, rows)
    events.insert(legacy)

    legacy.migrate()

    find = events.partners(legacy, "codebase_snapshots")
    assert [find(one)["id"] for one in rows] == [1, 3, 2]


# --- codebase_id ---------------------------------------------------------------------------------

FOUR_PLACES = {
    "data": {"codebase_path": "data path", "codebase_id": "data id"},
    "metadata": {"codebase_path": "metadata path", "codebase_id": "metadata id"},
}
WITHOUT_DATA_ID = {**FOUR_PLACES, "data": {"codebase_path": "data path"}}
ONLY_PATHS = {**WITHOUT_DATA_ID, "metadata": {"codebase_path": "metadata path"}}


@pytest.mark.parametrize(
    ("legacy_row", "codebase_id"),
    [
        (row(**FOUR_PLACES), "data id"),
        (row(**WITHOUT_DATA_ID), "metadata id"),
        (row(**ONLY_PATHS), "data path"),
        (row(metadata=ONLY_PATHS["metadata"]), "metadata path"),
        (row(**both("codebase_id", "", "after empty")), "after empty"),
        (row(**both("codebase_id", None, "after null")), "after null"),
        (row(**both("codebase_id", 7, "after number")), "after number"),
        (row(**both("codebase_id", ["x"], "after list")), "after list"),
        (row(data=["no object"], metadata={"codebase_id": "beside list"}), "beside list"),
        (row(data={"codebase_id": " "}), " "),
        (row(data={"codebase_id": "Größe \U0001f418\u2028'\"\\"}), "Größe \U0001f418\u2028'\"\\"),
        (row(data={"codebase_id": "x" * 2_000}), "x" * 2_000),
    ],
)
def test_the_codebase_is_named_by_the_first_place_that_names_it(
    aligned: Aligned, legacy_row: Row, codebase_id: str
) -> None:
    assert aligned(legacy_row)["codebase_id"] == codebase_id


NAMELESS = row(data={"codebase_id": ""}, metadata=None)


def test_a_codebase_nobody_names_is_called_after_the_row(aligned: Aligned) -> None:
    assert aligned(NAMELESS)["codebase_id"] == f"migrated_{NAMELESS['id']}"


# --- snapshot_id ---------------------------------------------------------------------------------


def numbered(codebase: str, *numbers: Any) -> list[Row]:
    """Events of one code base that ask for these numbers."""
    return [row(data={"codebase_id": codebase, "snapshot_id": number}) for number in numbers]


MAX = 2**63 - 1


@pytest.mark.parametrize(
    ("legacy_row", "snapshot_id"),
    [
        (row(**both("snapshot_id", 7, 8)), 7),
        (row(metadata={"snapshot_id": 8}), 8),
        (row(**both("snapshot_id", "7", 8)), 8),
        (row(**both("snapshot_id", 1.5, 8)), 8),
        (row(data={"snapshot_id": 0}), 0),
        (row(data={"snapshot_id": -5}), -5),
        (row(data={"snapshot_id": MAX}), MAX),
        (row(data={"snapshot_id": -(2**63)}), -(2**63)),
        (row(data={"snapshot_id": MAX + 1}), 1),
        (row(data={"snapshot_id": 1.5}), 1),
        (row(data={"snapshot_id": "7"}), 1),
        (row(data={"snapshot_id": True}), 1),
        (row(data=Json('{"snapshot_id": 1e400}')), 1),
        (row(), 1),
    ],
)
def test_the_number_is_the_integer_that_is_asked_for(
    aligned: Aligned, legacy_row: Row, snapshot_id: int
) -> None:
    assert aligned(legacy_row)["snapshot_id"] == snapshot_id


@pytest.mark.parametrize(
    ("events", "numbers"),
    [
        (numbered("counted", None, None, None), [1, 2, 3]),
        (numbered("gaps", 2, None, 4, None, None), [2, 1, 4, 3, 5]),
        (numbered("later wish", None, 1), [2, 1]),
        (numbered("dispute", 7, 7, 7), [7, 1, 2]),
        (numbered("zero", 0, None), [0, 1]),
        (numbered("largest", MAX, None, MAX), [MAX, 1, 2]),
    ],
)
def test_who_gets_no_number_of_its_own_gets_the_next_free_one(
    aligned: Aligned, events: list[Row], numbers: list[int]
) -> None:
    assert [aligned(event)["snapshot_id"] for event in events] == numbers


def test_two_snapshots_can_exchange_their_numbers(legacy: Scratch) -> None:
    rows = [event(n, data={"codebase_id": "shop", "snapshot_id": n}) for n in (1, 2)]
    events = Forward("detection_events", event, rows)
    events.insert(legacy)
    legacy.migrate()
    legacy.migrate("alignment", "0001")
    for number in 1, 2:
        asked = {"codebase_id": "shop", "snapshot_id": 3 - number}
        update(legacy, "detection_events", uuid(number), data=asked)

    legacy.migrate()

    find = events.partners(legacy, "codebase_snapshots")
    assert [find(one)["snapshot_id"] for one in rows] == [2, 1]


def test_who_has_the_number_it_asks_for_keeps_it(legacy: Scratch) -> None:
    rows = [event(n, data={"codebase_id": "shop", "snapshot_id": n}) for n in (1, 2)]
    events = Forward("detection_events", event, rows)
    events.insert(legacy)
    legacy.migrate()
    legacy.migrate("alignment", "0001")
    legacy.script("UPDATE detection_events SET data = data || '{\"snapshot_id\": 2}'")

    legacy.migrate()

    find = events.partners(legacy, "codebase_snapshots")
    assert [find(one)["snapshot_id"] for one in rows] == [1, 2]

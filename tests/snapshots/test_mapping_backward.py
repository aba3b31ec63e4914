"""A codebase snapshot becomes a detection event, and is found again when that is carried anew."""

from datetime import datetime
from typing import Any

import pytest

from tests.rows import BEGIN, JSON_NULL, Json, Row, event, fetch, snapshot
from tests.scratch import Scratch
from tests.walks import Backward, Case, There

SNAPSHOTS = Backward("detection_events", "codebase_snapshots", event)
changed, born, deleted = SNAPSHOTS.changed, SNAPSHOTS.born, SNAPSHOTS.deleted


@pytest.fixture(scope="module")
def there(shared: Scratch) -> There:
    return SNAPSHOTS.walk(shared)


FOUR_KEYS = {
    "event_type": "technology_detected",
    "detector": "file_scanner",
    "confidence": 0.75,
    "data": {},
}


def metadata(**keys: Any) -> Row:
    return {"metadata": FOUR_KEYS | keys}


# --- Each column returns to where it came from ---------------------------------------------------


@pytest.mark.parametrize(
    ("case", "columns"),
    [
        (changed(**metadata(event_type="other")), {"event_type": "other"}),
        (changed(**metadata(detector="other")), {"detector": "other"}),
        (changed(**metadata(confidence=0.25)), {"confidence": 0.25}),
        (changed(**metadata(confidence="Infinity")), {"confidence": float("inf")}),
        (changed(**metadata(confidence=1)), {"confidence": 1.0}),
        (changed(**metadata(data={"codebase_id": "x"})), {}),
        (changed(**metadata(own=1)), {"metadata": {"own": 1}}),
        (changed({"metadata": [1]}, **metadata(metadata=[1, 2])), {"metadata": [1, 2]}),
        (changed({"metadata": None}, features={"a": 1}), {"metadata": None}),
        (changed({"metadata": JSON_NULL}, features={"a": 1}), {"metadata": JSON_NULL}),
        (
            changed({"metadata": {"detector": "own"}}, **metadata(event_type="other")),
            {"metadata": {"detector": "own"}},
        ),
        (changed(inserted_at=BEGIN), {"inserted_at": BEGIN}),
    ],
)
def test_what_came_from_a_column_returns_to_it(there: There, case: Case, columns: Row) -> None:
    back = there.back(case)

    assert {name: back[name] for name in columns} == columns


UNSPOKEN = {"event_type": "seen", "detector": "d", "confidence": 0.5, "data": {"k": 1}}


@pytest.mark.parametrize(
    "case",
    [
        changed(UNSPOKEN, metadata={}),
        changed(UNSPOKEN, metadata=None),
        changed(UNSPOKEN, metadata=JSON_NULL),
        changed(UNSPOKEN, metadata=[1]),
        changed(UNSPOKEN, metadata={"event_type": 1, "detector": None, "confidence": "high"}),
        changed(UNSPOKEN, metadata=Json('{"confidence": 1e400}')),
    ],
)
def test_a_column_of_which_metadata_says_nothing_stays(there: There, case: Case) -> None:
    back = there.back(case)

    assert {name: back[name] for name in UNSPOKEN if name != "data"} == {
        name: value for name, value in UNSPOKEN.items() if name != "data"
    }
    assert back["data"]["k"] == 1


MISTYPED = born(snapshot(901, metadata={"event_type": 1, "confidence": "high"}))


def test_a_key_of_another_type_than_its_column_stays_in_metadata(there: There) -> None:
    back = there.back(MISTYPED)

    assert (back["event_type"], back["confidence"]) == ("codebase_snapshot", 1.0)
    assert back["metadata"] == {"event_type": 1, "confidence": "high"}


# --- What has no column --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("case", "data"),
    [
        (changed(codebase_id="renamed", snapshot_id=8), {"codebase_id": "renamed"}),
        (changed(codebase_id="numbered", snapshot_id=7), {"snapshot_id": 7}),
        (changed(summary={"a": 1}), {"summary": {"a": 1}}),
        (changed(features={"a": 1}), {"features": {"a": 1}}),
        (changed(detected_technologies=["a:b", None]), {"detected_technologies": ["a:b", None]}),
        (changed({"data": [1]}, summary={"a": 1}), {"data": [1], "summary": {"a": 1}}),
        (changed({"data": JSON_NULL}, summary={"a": 1}), {"data": None, "summary": {"a": 1}}),
    ],
)
def test_what_has_no_column_goes_into_data_under_its_name(
    there: There, case: Case, data: Row
) -> None:
    assert there.back(case)["data"].items() >= data.items()


ASKED_IN_METADATA = changed(
    {"metadata": {"codebase_id": "named in metadata", "snapshot_id": 4}, "data": {"k": 1}},
    metadata=FOUR_KEYS
    | {"codebase_id": "named in metadata", "snapshot_id": 4, "new": 1, "data": {"k": 1}},
)


def test_data_stays_as_it_was_where_forward_finds_everything_anyway(there: There) -> None:
    assert there.back(ASKED_IN_METADATA)["data"] == {"k": 1}


# --- Rows born aligned ---------------------------------------------------------------------------

PLAIN = born(snapshot(902))
BY_METHOD = born(snapshot(903, metadata={"detection_method": "rustler"}))


def test_a_born_row_gets_the_defaults(there: There) -> None:
    back = there.back(PLAIN)

    assert back | {"id": None, "touched": None} == {
        "id": None,
        "event_type": "codebase_snapshot",
        "detector": "unknown",
        "confidence": 1.0,
        "data": {"codebase_id": "codebase 902", "snapshot_id": 902},
        "metadata": {},
        "inserted_at": snapshot(902)["inserted_at"],
        "updated_at": snapshot(902)["inserted_at"],
        "touched": None,
    }


def test_its_detector_is_the_detection_method(there: There) -> None:
    back = there.back(BY_METHOD)

    assert back["detector"] == "rustler"
    assert back["metadata"] == {"detection_method": "rustler"}


# --- What does not fit ---------------------------------------------------------------------------

LONG = "ü" * 300
TOO_LONG = changed(**metadata(event_type=LONG, detector=LONG + "!"))
FINE = datetime(2025, 6, 1, 12, 0, 0, 654321)
FRACTION = changed(inserted_at=FINE)
THIRDS = "0.3333333333333333333333333333333"
EXACT = changed(metadata=Json(f'{{"confidence": {THIRDS}}}'))


def test_a_text_that_is_too_long_stands_in_metadata(there: There) -> None:
    back = there.back(TOO_LONG)

    assert (back["event_type"], back["detector"]) == ("ü" * 255, "ü" * 255)
    assert back["metadata"] == {"event_type": LONG, "detector": LONG + "!"}


def test_microseconds_stand_in_data(there: There) -> None:
    back = there.back(FRACTION)

    assert back["inserted_at"] == datetime(2025, 6, 1, 12, 0, 1)
    assert back["data"]["inserted_at"] == "2025-06-01T12:00:00.654321"


def test_a_confidence_with_more_digits_than_a_double_keeps_them(
    there: There, shared: Scratch
) -> None:
    assert there.back(EXACT)["confidence"] == 1 / 3
    question = f"metadata ->> 'confidence' FROM codebase_snapshots WHERE id = {EXACT.aligned_id}"
    assert shared.value(f"SELECT {question}") == THIRDS


# --- Deleted -------------------------------------------------------------------------------------

DELETED = deleted()


def test_what_was_deleted_aligned_is_deleted(there: There) -> None:
    assert there.is_gone(DELETED)


# --- Found again ---------------------------------------------------------------------------------

TECHNOLOGIES = {"data": {"technologies": {"language": ["Go"]}, "features": {"a": 1}}}

ODD: list[Row] = [
    {"codebase_id": ""},
    {"codebase_id": LONG},
    {"summary": {}},
    {"summary": None},
    {"summary": [1]},
    {"summary": JSON_NULL},
    {"detected_technologies": []},
    {"detected_technologies": None},
    {"features": {}},
    {"features": None},
    {"features": "text"},
    {"inserted_at": None},
    {"inserted_at": datetime(1, 1, 1, 0, 0, 0, 1)},
    {"snapshot_id": 0},
    {"snapshot_id": 2**63 - 1},
    {"snapshot_id": -1},
]
for odd in ODD:
    changed(TECHNOLOGIES, **odd)
    born(snapshot(1000 + len(SNAPSHOTS.cases), **odd))


@pytest.mark.parametrize("case", [case for case in SNAPSHOTS.cases if case is not DELETED])
def test_forward_finds_everything_again(there: There, case: Case) -> None:
    before, after = dict(there.before(case)), dict(there.after(case))
    # The old data is in metadata: more of it now, and the four keys where they were missing.
    before.pop("metadata")
    after.pop("metadata")

    assert after == before


@pytest.mark.parametrize("case", [TOO_LONG, FRACTION, ASKED_IN_METADATA, *SNAPSHOTS.cases[:5]])
def test_forward_finds_metadata_again_but_for_data(there: There, case: Case) -> None:
    def rest(row: Row) -> Row:
        return {key: value for key, value in row["metadata"].items() if key != "data"}

    assert rest(there.after(case)) == rest(there.before(case))


def test_a_note_that_does_not_hold_any_more_is_put_right(legacy: Scratch) -> None:
    rows = Backward("detection_events", "codebase_snapshots", event)
    case = rows.changed(
        inserted_at=FINE, metadata=FOUR_KEYS | {"event_type": LONG, "confidence": 0.5}
    )
    rows.insert(legacy)
    legacy.migrate()
    rows.write(legacy)
    legacy.migrate("alignment", "0001")
    legacy.migrate()

    case.write = {
        "inserted_at": datetime(2025, 6, 1, 12, 0, 1),
        "metadata": FOUR_KEYS | {"event_type": LONG[:255]},
    }
    again = Backward("detection_events", "codebase_snapshots", event, [case])
    again.write(legacy)
    expected = fetch(legacy, "codebase_snapshots")[case.aligned_id]
    legacy.migrate("alignment", "0001")
    legacy.script("UPDATE detection_events SET updated_at = updated_at + interval '1 hour'")
    legacy.migrate()

    found = fetch(legacy, "codebase_snapshots")[case.aligned_id]
    assert found["inserted_at"] == expected["inserted_at"]
    assert found["metadata"]["event_type"] == LONG[:255]

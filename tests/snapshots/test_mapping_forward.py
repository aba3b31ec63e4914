"""A detection event becomes a codebase snapshot: each cell by its rule."""

from typing import Any

import pytest

from tests.rows import JSON_NULL, Json, Row, event, fetch
from tests.scratch import Scratch
from tests.walks import Aligned, Forward

EVENTS = Forward("detection_events", event)
row = EVENTS.row


@pytest.fixture(scope="module")
def aligned(shared: Scratch) -> Aligned:
    EVENTS.insert(shared)
    shared.migrate()
    return EVENTS.partners(shared, "codebase_snapshots")


# --- metadata ------------------------------------------------------------------------------------

OLD_OBJECT = row(data={"k": 1}, metadata={"own": [1], "detector": "hidden", "data": "hidden"})


def test_metadata_is_the_old_object_with_four_keys_that_win(aligned: Aligned) -> None:
    assert aligned(OLD_OBJECT)["metadata"] == {
        "own": [1],
        "event_type": "technology_detected",
        "detector": "file_scanner",
        "confidence": 0.75,
        "data": {"k": 1},
    }


FOUR_KEYS = {
    "event_type": "technology_detected",
    "detector": "file_scanner",
    "confidence": 0.75,
    "data": {},
}


@pytest.mark.parametrize(
    ("legacy_row", "wrapped"),
    [
        (row(metadata=None), {}),
        (row(metadata={}), {}),
        (row(metadata=JSON_NULL), {"metadata": None}),
        (row(metadata=[1, {"a": 2}]), {"metadata": [1, {"a": 2}]}),
        (row(metadata="text"), {"metadata": "text"}),
        (row(metadata=5), {"metadata": 5}),
    ],
)
def test_metadata_that_is_no_object_becomes_one(
    aligned: Aligned, legacy_row: Row, wrapped: Row
) -> None:
    assert aligned(legacy_row)["metadata"] == wrapped | FOUR_KEYS


@pytest.mark.parametrize(
    ("legacy_row", "confidence"),
    [
        (row(confidence=float("nan")), "NaN"),
        (row(confidence=float("inf")), "Infinity"),
        (row(confidence=float("-inf")), "-Infinity"),
        (row(confidence=1.7976931348623157e308), 17976931348623157 * 10**292),
        (row(confidence=5e-324), 5e-324),
        (row(confidence=0.1 + 0.2), 0.1 + 0.2),
    ],
)
def test_every_confidence_has_a_place_in_metadata(
    aligned: Aligned, legacy_row: Row, confidence: Any
) -> None:
    assert aligned(legacy_row)["metadata"]["confidence"] == confidence


@pytest.mark.parametrize(
    "legacy_row", [row(data=JSON_NULL), row(data=[1]), row(data="text"), row(data=False)]
)
def test_data_that_is_no_object_is_kept_as_it_is(aligned: Aligned, legacy_row: Row) -> None:
    found = aligned(legacy_row)
    kept = None if legacy_row["data"] == JSON_NULL else legacy_row["data"]

    assert found["metadata"]["data"] == kept
    assert (found["summary"], found["detected_technologies"], found["features"]) == ({}, [], {})


DIGITS = "3.14159265358979323846264338327"
EXACT = row(data=Json(f'{{"summary": {{"pi": {DIGITS}}}}}'))


def test_long_numbers_keep_their_digits(aligned: Aligned, shared: Scratch) -> None:
    question = "SELECT summary ->> 'pi', metadata #>> '{data,summary,pi}' FROM codebase_snapshots"
    found = shared.query(f"{question} WHERE id = {aligned(EXACT)['id']}")

    assert found == [(DIGITS, DIGITS)]


HUGE = row(data={"log": "ä" * 1_000_000})


def test_a_megabyte_of_text_crosses(aligned: Aligned) -> None:
    assert aligned(HUGE)["metadata"]["data"] == HUGE["data"]


# --- summary, detected_technologies, features ----------------------------------------------------


@pytest.mark.parametrize(
    ("legacy_row", "summary"),
    [
        (row(data={"summary": {"a": 1}, "technologies": {"b": []}}), {"a": 1}),
        (row(data={"summary": {}, "technologies": {"b": []}}), {"b": []}),
        (row(data={"summary": "text", "technologies": {"b": []}}), {"b": []}),
        (row(data={"summary": [1], "technologies": [1]}), {}),
        (row(data={}), {}),
    ],
)
def test_the_summary_is_the_first_object(aligned: Aligned, legacy_row: Row, summary: Row) -> None:
    assert aligned(legacy_row)["summary"] == summary


def technologies(value: Any, **more: Any) -> Row:
    return row(data={"technologies": value, **more})


@pytest.mark.parametrize(
    ("legacy_row", "names"),
    [
        (row(data={"detected_technologies": ["b:x", "a:y", "b:x"]}), ["b:x", "a:y", "b:x"]),
        (row(data={"detected_technologies": ["a", None]}), ["a", None]),
        (technologies({"language": ["Go"]}, detected_technologies=[]), []),
        (technologies({"language": ["Go"]}, detected_technologies=["a", 1]), ["language:Go"]),
        (technologies({"language": ["Go"]}, detected_technologies=[["a"]]), ["language:Go"]),
        (technologies({"language": ["Go"]}, detected_technologies=[[]]), ["language:Go"]),
        (technologies({"language": ["Go"]}, detected_technologies="a"), ["language:Go"]),
        (technologies({"Language": ["Go", "Rust", "Go"]}), ["language:Go", "language:Rust"]),
        (technologies({"Tool": [{"name": "Mix", "x": 1}]}), ["tool:Mix"]),
        (technologies({"tool": [{"technology_name": "Nx"}, {"x": 1}, 5, None, ""]}), ["tool:Nx"]),
        (technologies({"tool": "Mix", "db": {"name": "x"}}), []),
        (
            technologies([{"category": "Db", "name": "Pg"}, {"category": "Db", "name": "Pg"}]),
            ["db:Pg"],
        ),
        (technologies([{"category": "db"}, {"name": "Pg"}, "Pg", 7, []]), []),
        (
            technologies([{"category": "b", "name": "2"}, {"category": "a", "name": "1"}]),
            ["b:2", "a:1"],
        ),
        (technologies("Go"), []),
        (row(data={}), []),
    ],
)
def test_detected_technologies(aligned: Aligned, legacy_row: Row, names: list[str | None]) -> None:
    assert aligned(legacy_row)["detected_technologies"] == names


@pytest.mark.parametrize(
    ("legacy_row", "features"),
    [
        (row(data={"features": {"count": 1}}), {"count": 1}),
        (row(data={"features": {}}), {}),
        (row(data={"features": [1]}), {}),
        (row(data={}, metadata={"features": {"count": 1}}), {}),
    ],
)
def test_features_are_an_object_in_data(aligned: Aligned, legacy_row: Row, features: Row) -> None:
    assert aligned(legacy_row)["features"] == features


# --- inserted_at, columns nobody knew of ---------------------------------------------------------

DATED = row(data={"inserted_at": "2001-01-01T00:00:00.000000"})


def test_inserted_at_is_the_column(aligned: Aligned) -> None:
    assert aligned(DATED)["inserted_at"] == DATED["inserted_at"]


def test_an_unknown_column_does_not_disturb(legacy: Scratch) -> None:
    events = Forward("detection_events", event)
    events.row(data={"codebase_id": "shop"})
    events.insert(legacy)
    legacy.script("ALTER TABLE detection_events ADD COLUMN codebase_id text DEFAULT 'column'")
    legacy.script("ALTER TABLE detection_events ADD COLUMN \"or'der\" xid DEFAULT '7'")
    before = legacy.dump("detection_events")

    legacy.migrate()
    [found] = fetch(legacy, "codebase_snapshots").values()
    legacy.migrate("alignment", "0001")

    assert found["codebase_id"] == "shop"
    assert legacy.dump("detection_events") == before

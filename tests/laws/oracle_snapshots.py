"""What becomes of detection events and codebase snapshots."""

from __future__ import annotations

from typing import Any

from tests.laws import words
from tests.laws.oracle import Differences, Passage, check_pair, same
from tests.laws.reading import Row, Table
from tests.laws.words import as_object, at, object_at, plain, string_at, text_at, without

EVENTS, SNAPSHOTS = "detection_events", "codebase_snapshots"
FOUR_KEYS = ("event_type", "detector", "confidence", "data")
NOTED = (
    "codebase_id",
    "snapshot_id",
    "summary",
    "detected_technologies",
    "features",
    "inserted_at",
)
"""What an event has no column for, or none that holds it: it stands in `data`."""


def check(passage: Passage) -> dict[str, Differences]:
    carried = Forward(passage) if passage.forward else Backward()
    return {SNAPSHOTS: check_pair(passage, EVENTS, SNAPSHOTS, carried)}


def wish(event: Row) -> int | None:
    """The number an event asks for."""
    numbers = [words.integer_at(event[column], "snapshot_id") for column in ("data", "metadata")]
    found: int | None = words.first(*numbers)
    return found


def technology_names(technologies: Any) -> list[str]:
    """`category:name` of each technology, in order, once."""
    kinds: list[tuple[str | None, Any]] = []
    if isinstance(technologies, dict):
        kinds = list(technologies.items())
    elif isinstance(technologies, list):
        kinds = [(None, technologies)]
    labels = {}
    for kind, items in kinds:
        for item in items if isinstance(items, list) else []:
            category = kind if kind is not None else text_at(item, "category")
            name = item if isinstance(item, str) else None
            name = name or text_at(item, "name") or text_at(item, "technology_name")
            if category and name:
                labels[f"{category.lower()}:{name}"] = True
    return list(labels)


def forward(event: Row, was: Row | None) -> dict[str, Any]:
    """The snapshot of an event, without the number, which depends on other rows."""
    found = _afresh(event)
    return found if was is None else found | _kept(event, was)


def _kept(event: Row, was: Row) -> dict[str, Any]:
    """What data says of the snapshot that is there holds, empty or of whatever type it is."""
    data = event["data"]
    columns = ("summary", "detected_technologies", "features")
    kept = {key: was[key] for key in columns if at(data, key) == plain(was[key])}
    if at(data, "codebase_id") == was["codebase_id"]:
        kept["codebase_id"] = was["codebase_id"]
    if was["inserted_at"] is None and at(data, "inserted_at") is None:
        kept["inserted_at"] = None
    return kept


def _afresh(event: Row) -> dict[str, Any]:
    data, metadata = event["data"], event["metadata"]
    detected = words.texts_at(data, "detected_technologies")
    return {
        "codebase_id": text_at(data, "codebase_id")
        or text_at(metadata, "codebase_id")
        or text_at(data, "codebase_path")
        or text_at(metadata, "codebase_path")
        or f"migrated_{event['id']}",
        "metadata": as_object(metadata, "metadata")
        | {
            "event_type": words.whole(event["event_type"], string_at(metadata, "event_type")),
            "detector": words.whole(event["detector"], string_at(metadata, "detector")),
            "confidence": words.whole_number(event["confidence"], metadata, "confidence"),
            "data": plain(data),
        },
        "summary": object_at(data, "summary") or object_at(data, "technologies") or {},
        "detected_technologies": technology_names(at(data, "technologies"))
        if detected is None
        else detected,
        "features": object_at(data, "features") or {},
        "inserted_at": words.finer(event["inserted_at"], string_at(data, "inserted_at")),
    }


class Forward:
    """A snapshot is what section 6 makes of its event."""

    def __init__(self, passage: Passage) -> None:
        self.snapshots: Table = passage.after.tables[SNAPSHOTS]

    def __call__(self, key: str, event: Row, place: str, was: Row | None, snapshot: Row) -> None:
        for column, value in forward(event, was).items():
            same(snapshot[column], value, f"{column} of the snapshot of event {key}")
        self._check_number(event, snapshot, was)

    def _check_number(self, event: Row, snapshot: Row, was: Row | None) -> None:
        """The number wished for; else the one it had; else the next free one."""
        others = {
            row["snapshot_id"]
            for row in self.snapshots.values()
            if row["codebase_id"] == snapshot["codebase_id"] and row["id"] != snapshot["id"]
        }
        number = snapshot["snapshot_id"]
        assert wish(event) in {number, None} | others, f"{wish(event)} was free, got {number}"
        assert number not in others
        kept = was and was["codebase_id"] == snapshot["codebase_id"] and was["snapshot_id"]
        if number not in (wish(event), kept):
            skipped = set(range(1, min(number, 10_000))) - others
            assert 0 < number < 10_000, f"{number} is not the next free number"
            assert not skipped or kept in others, f"{skipped} were free, got {number}"


class Backward:
    """An event has what its snapshot says, such that forward finds it again."""

    def __call__(self, key: str, snapshot: Row, place: str, was: Row | None, event: Row) -> None:
        self._check_columns(snapshot, was, event)
        self._check_metadata(snapshot, event)
        self._check_data(snapshot, was, event)
        self._check_found_again(snapshot, event)
        same(event.values.get("note"), was["note"] if was else "kept", "the unknown column")

    def _check_columns(self, snapshot: Row, was: Row | None, event: Row) -> None:
        before: dict[str, Any] = was.values if was else {}
        metadata = snapshot["metadata"]
        event_type = words.first(
            string_at(metadata, "event_type"), before.get("event_type"), "codebase_snapshot"
        )
        detector = words.first(
            string_at(metadata, "detector"),
            before.get("detector"),
            text_at(metadata, "detection_method"),
            "unknown",
        )
        stored = float(before.get("confidence", 1.0))
        confidence = words.first(words.double_at(metadata, "confidence"), stored)
        same(event["event_type"], words.fitted(event_type), "event_type")
        same(event["detector"], words.fitted(detector), "detector")
        assert words.same_double(event["confidence"], confidence), event["confidence"]
        if snapshot["inserted_at"] is not None:
            same(event["inserted_at"], words.to_second(snapshot["inserted_at"]), "inserted_at")

    def _check_metadata(self, snapshot: Row, event: Row) -> None:
        found = without(as_object(event["metadata"], "metadata"), FOUR_KEYS)
        expected = without(as_object(snapshot["metadata"], "metadata"), FOUR_KEYS)
        same(found, expected, "metadata without the four keys")

    def _check_data(self, snapshot: Row, was: Row | None, event: Row) -> None:
        """Data as the snapshot has it, except for what has no column."""
        base = at(snapshot["metadata"], "data")
        if base is words.MISSING:
            base = plain(was["data"]) if was else {}
        data = plain(event["data"])
        if not isinstance(base, dict) and isinstance(data, dict):
            base = {"data": base}
        if isinstance(data, dict):
            same(without(data, NOTED), without(base, NOTED), "data")
        else:
            same(data, base, "data")

    def _check_found_again(self, snapshot: Row, event: Row) -> None:
        again = forward(event, snapshot) | {"snapshot_id": wish(event)}
        for column, value in again.items():
            if column != "metadata":
                same(value, snapshot[column], f"{column}, forward again,")

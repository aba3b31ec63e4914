"""detection_events by the ORM: to codebase_snapshots."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from django.db import models

from benchmarks.contenders.orm.batches import as_object, number, rows_of, text_at, write
from snapshots.models import CodebaseSnapshot

Numbers = dict[str, set[int]]


def carry(events: type[models.Model]) -> None:
    """Write a snapshot for each event."""
    write(CodebaseSnapshot, _snapshots(events))


def _snapshots(events: type[models.Model]) -> Iterator[CodebaseSnapshot]:
    claimed = _claimed(events)
    granted: Numbers = defaultdict(set)
    last: dict[str, int] = defaultdict(int)
    for event in rows_of(events):
        codebase, wish = _codebase(event), _wish(event)
        if wish is None or wish in granted[codebase]:
            wish = last[codebase] = _next_free(last[codebase], claimed[codebase])
        else:
            granted[codebase].add(wish)
        yield CodebaseSnapshot(
            codebase_id=codebase,
            snapshot_id=wish,
            metadata=as_object(event)
            | {
                "event_type": event.event_type,
                "detector": event.detector,
                "confidence": number(event.confidence),
                "data": event.data,
            },
            summary=_summary(event.data),
            detected_technologies=list(_technologies(event.data)),
            features=event.data.get("features", {}),
            inserted_at=event.inserted_at,
        )


def _claimed(events: type[models.Model]) -> Numbers:
    """The numbers that events ask for, which others do not get."""
    claimed: Numbers = defaultdict(set)
    for event in rows_of(events):
        if (wish := _wish(event)) is not None:
            claimed[_codebase(event)].add(wish)
    return claimed


def _next_free(number: int, claimed: set[int]) -> int:
    number += 1
    while number in claimed:
        number += 1
    return number


def _codebase(event: Any) -> str:
    for key in ("codebase_id", "codebase_path"):
        if found := text_at(event.data, key) or text_at(event.metadata, key):
            return found
    return f"migrated_{event.id}"


def _wish(event: Any) -> int | None:
    wish = event.data.get("snapshot_id")
    return wish if isinstance(wish, int) else None


def _summary(data: dict[str, Any]) -> dict[str, Any]:
    for key in ("summary", "technologies"):
        if isinstance(found := data.get(key), dict):
            return found
    return {}


def _technologies(data: dict[str, Any]) -> Iterator[str]:
    """The texts `category:name`."""
    if "detected_technologies" in data:
        yield from data["detected_technologies"]
    elif isinstance(found := data.get("technologies"), dict):
        yield from (f"{kind.lower()}:{name}" for kind, names in found.items() for name in names)
    elif isinstance(found, list):
        yield from (f"{item['category'].lower()}:{item['name']}" for item in found)

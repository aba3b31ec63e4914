"""Walks that once went wrong, as short as they can be told. The oracle looks at every step."""

from __future__ import annotations

from typing import Any

import pytest

from tests.laws.values import IDS
from tests.laws.world import World
from tests.scratch import Scratch

TIMES = {"inserted_at": "2025-01-01", "updated_at": "2025-01-01"}


@pytest.fixture
def world(legacy: Scratch) -> World:
    for table in ("detection_events", "git_sessions", "git_commits", "technology_knowledge"):
        legacy.script(f"ALTER TABLE {table} ADD COLUMN note text DEFAULT 'kept'")
    legacy.migrate("alignment", "0001")
    return World(legacy)


def knowledge(number: int, technology: str, **more: Any) -> dict[str, Any]:
    names = {"technology": technology, "category": "language", "name": f"guide {number}"}
    return {"id": IDS[number], **names, "template": "text", **TIMES} | more


def test_a_pattern_goes_to_the_group_that_bears_its_name(world: World) -> None:
    """The row that had it, whose template renamed its technology since, gets one of its own."""
    world.insert("technology_knowledge", knowledge(1, "rust"))
    world.migrate()
    world.update("technology_templates", "1", {"template": {"technology": "nats", "name": "a"}})
    world.migrate("alignment", "0001")
    world.insert("technology_knowledge", knowledge(2, "rust"))
    world.migrate()
    world.migrate("alignment", "0001")

    found = world.rows("technology_knowledge")
    assert {row["technology"] for row in found.values()} == {"nats", "rust"}

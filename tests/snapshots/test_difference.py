"""What changed between two snapshots."""

import json
from dataclasses import FrozenInstanceError
from typing import Any

import pytest

from snapshots.difference import FeatureChange, Technologies, difference
from snapshots.models import CodebaseSnapshot


def snapshot(number: int = 1, **columns: Any) -> CodebaseSnapshot:
    return CodebaseSnapshot(codebase_id="shop", snapshot_id=number, **columns)


def detected(*names: str | None) -> CodebaseSnapshot:
    return snapshot(detected_technologies=list(names))


def test_technologies_added_removed_and_kept() -> None:
    found = difference(
        detected("language:go", "database:redis", "cloud:aws"),
        detected("language:rust", "language:go", "database:mysql"),
    )

    assert found.technologies == Technologies(
        added=("database:mysql", "language:rust"),
        removed=("cloud:aws", "database:redis"),
        kept=("language:go",),
    )


def test_technologies_by_category() -> None:
    found = difference(detected("language:go", "ai:openai"), detected("language:rust", "odd"))

    assert found.by_category == {
        "ai_frameworks": Technologies(added=(), removed=("ai:openai",), kept=()),
        "languages": Technologies(added=("language:rust",), removed=("language:go",), kept=()),
        "other": Technologies(added=("odd",), removed=(), kept=()),
    }


def test_another_vocabulary_is_no_change() -> None:
    """D-11: rows of the two detectors of the field, unsorted and with what they left in."""
    found = difference(
        detected("languages:Rust", None, "frameworks:phoenix", "", "  "),
        detected("framework:Phoenix", "language:rust", "language:Rust"),
    )

    assert found.technologies == Technologies(
        added=(), removed=(), kept=("framework:phoenix", "language:rust")
    )


def test_features_that_changed() -> None:
    found = difference(
        snapshot(features={"a_count": 1, "b_count": 2, "gone": [1]}),
        snapshot(features={"b_count": 3, "a_count": 1, "new": {"x": 1}}),
    )

    assert found.features == {
        "b_count": FeatureChange(2, 3),
        "gone": FeatureChange([1], None),
        "new": FeatureChange(None, {"x": 1}),
    }


@pytest.mark.parametrize("features", [None, [], ["a"], "text", 5])
def test_empty_columns_and_documents_that_are_no_object(features: Any) -> None:
    bare = snapshot(metadata=None, summary=None, detected_technologies=None, features=features)
    full = snapshot(detected_technologies=["language:go"], features={"languages_count": 1})

    assert difference(bare, full).technologies.added == ("language:go",)
    assert difference(full, bare).features == {"languages_count": FeatureChange(1, None)}
    assert not difference(bare, bare).by_category


def test_as_json() -> None:
    found = difference(
        snapshot(1, detected_technologies=["language:go"], features={"languages_count": 1}),
        snapshot(2, detected_technologies=["languages:go", "odd"], features={}),
    )

    assert json.loads(json.dumps(found.as_json())) == {
        "older": {"codebase_id": "shop", "snapshot_id": 1},
        "newer": {"codebase_id": "shop", "snapshot_id": 2},
        "technologies": {"added": ["odd"], "removed": [], "kept": ["language:go"]},
        "by_category": {
            "languages": {"added": [], "removed": [], "kept": ["language:go"]},
            "other": {"added": ["odd"], "removed": [], "kept": []},
        },
        "features": {"languages_count": {"older": 1, "newer": None}},
    }


def test_a_difference_does_not_change() -> None:
    with pytest.raises(FrozenInstanceError):
        difference(snapshot(), snapshot()).technologies = None  # type: ignore[misc, assignment]

"""What changed in a code base between two snapshots of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from snapshots.models import CodebaseSnapshot
from snapshots.values import canonical
from techknowledge.technologies import Technology, category_of

# Of a technology that has none, as the application calls it.
NO_CATEGORY = "other"


@dataclass(frozen=True)
class Technologies:
    """Technologies in canonical form, sorted."""

    added: tuple[str, ...]
    removed: tuple[str, ...]
    kept: tuple[str, ...]

    def as_json(self) -> dict[str, Any]:
        return {
            "added": list(self.added),
            "removed": list(self.removed),
            "kept": list(self.kept),
        }


@dataclass(frozen=True)
class FeatureChange:
    """A feature that differs; None where a snapshot does not have it."""

    older: Any
    newer: Any

    def as_json(self) -> dict[str, Any]:
        return {"older": self.older, "newer": self.newer}


@dataclass(frozen=True)
class Difference:
    """What one snapshot has that another has not.

    Attributes:
        by_category: technologies by the plural of their category, e.g. ``languages``.
        features: those that changed, by name.
    """

    older: CodebaseSnapshot
    newer: CodebaseSnapshot
    technologies: Technologies
    by_category: Mapping[str, Technologies]
    features: Mapping[str, FeatureChange]

    def as_json(self) -> dict[str, Any]:
        return {
            "older": _named(self.older),
            "newer": _named(self.newer),
            "technologies": self.technologies.as_json(),
            "by_category": {name: one.as_json() for name, one in self.by_category.items()},
            "features": {name: one.as_json() for name, one in self.features.items()},
        }


def difference(older: CodebaseSnapshot, newer: CodebaseSnapshot) -> Difference:
    """Compare two snapshots, of one code base or of two.

    Rows of the field are taken as they are: with empty columns, in any vocabulary. But a name for
    display (``framework:Phoenix Framework``) is another than ``framework:phoenix``.
    """
    before, after = _detected_in(older), _detected_in(newer)
    categories = sorted({_category(one) for one in before | after})
    return Difference(
        older,
        newer,
        _compared(before, after),
        {name: _compared(_within(name, before), _within(name, after)) for name in categories},
        _changed(_features_of(older), _features_of(newer)),
    )


def _compared(before: set[str], after: set[str]) -> Technologies:
    return Technologies(
        added=tuple(sorted(after - before)),
        removed=tuple(sorted(before - after)),
        kept=tuple(sorted(before & after)),
    )


def _changed(before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, FeatureChange]:
    return {
        name: FeatureChange(before.get(name), after.get(name))
        for name in sorted({*before, *after})
        if before.get(name) != after.get(name)
    }


def _detected_in(snapshot: CodebaseSnapshot) -> set[str]:
    texts: Iterable[str | None] = snapshot.detected_technologies or ()
    return {name for text in texts if text and (name := canonical(text))}


def _features_of(snapshot: CodebaseSnapshot) -> Mapping[str, Any]:
    features = snapshot.features
    return features if isinstance(features, dict) else {}


def _within(category: str, technologies: set[str]) -> set[str]:
    return {one for one in technologies if _category(one) == category}


def _category(technology: str) -> str:
    known = Technology.parse(technology)
    return category_of(known.type) if known else NO_CATEGORY


def _named(snapshot: CodebaseSnapshot) -> dict[str, Any]:
    return {"codebase_id": snapshot.codebase_id, "snapshot_id": snapshot.snapshot_id}

"""What the shipped set detects in a tree."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from snapshots.detection import detect_technologies
from techknowledge.shipped import shipped
from tests.snapshots.detection.world import knows, plant


def detected(root: Path, files: Mapping[str, str]) -> dict[str, str]:
    """Scopes of all that is detected in these files, by technology; languages are left out."""
    knows(*shipped())
    report = detect_technologies(plant(root, files))
    assert report.problems == ()
    return {
        str(one.technology): str(one.scope)
        for one in report.detections
        if one.technology.type != "language"
    }

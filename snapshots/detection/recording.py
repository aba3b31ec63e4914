"""A report made a snapshot, and its rules judged by it."""

from __future__ import annotations

import os
from datetime import UTC
from typing import Any

from django.db import DEFAULT_DB_ALIAS, transaction
from django.utils import timezone

from alignment.page import printable
from snapshots.detection.detection import Detection
from snapshots.detection.report import Report
from snapshots.errors import PartialReport
from snapshots.models import CodebaseSnapshot
from techknowledge.models import TechnologyPattern

METHOD = "rules"

# Pieces of evidence that a snapshot keeps for a technology.
EVIDENCE = 5


def record_detection(
    report: Report,
    codebase_id: str | os.PathLike[str] | None = None,
    snapshot_id: int | str | None = None,
    *,
    using: str = DEFAULT_DB_ALIAS,
) -> CodebaseSnapshot:
    """Record what was found, and count it for the patterns, both or neither (behaviour D-13).

    Args:
        codebase_id: None for the path of the code base.
        snapshot_id: of a snapshot to replace; None for the next number.
        using: alias of the database.

    Raises:
        PartialReport: only some categories were looked for; a snapshot is of all.
        InvalidValue: the id or the number is none.
    """
    if not report.complete:
        raise PartialReport(report.categories)
    with transaction.atomic(using=using):
        snapshot = CodebaseSnapshot.objects.using(using).record(
            report.codebase if codebase_id is None else codebase_id,
            snapshot_id=snapshot_id,
            metadata=metadata_of(report),
            summary=summary_of(report),
            detected_technologies=[one.technology for one in report.detections],
            features=features_of(report),
        )
        patterns = TechnologyPattern.objects.using(using)
        patterns.count_detections(one.technology for one in report.detections)
    return snapshot


def metadata_of(report: Report) -> dict[str, Any]:
    """Where and how it was detected, and how much was looked at."""
    return {
        "codebase_path": printable(report.codebase),
        "detection_method": METHOD,
        "detection_timestamp": timezone.now().astimezone(UTC).isoformat(),
        "stacks": [
            {
                "root": printable(one.root) or ".",
                "technologies": [str(each.technology) for each in one.detections],
            }
            for one in report.stacks
        ],
        "totals": {
            "files": report.files,
            "bytes": report.size,
            "technologies": len(report.detections),
            "problems": len(report.problems),
            "skipped": dict(report.skipped),
        },
    }


def summary_of(report: Report) -> dict[str, list[dict[str, Any]]]:
    """Technologies by category, the surest first."""
    return {
        category: [_summed_up(one) for one in report.in_category(category)]
        for category in report.categories
    }


def features_of(report: Report) -> dict[str, int]:
    """How many technologies there are of each category."""
    return {
        f"{category}_count": len(report.in_category(category)) for category in report.categories
    }


def _summed_up(detection: Detection) -> dict[str, Any]:
    return {
        "name": detection.technology.name,
        "display_name": detection.display_name,
        "confidence": detection.confidence,
        "scope": str(detection.scope),
        "evidence": [one.as_json() for one in detection.evidence[:EVIDENCE]],
    }

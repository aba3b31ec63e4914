"""Small trees, small tables, and what is detected in one by the other."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from snapshots.detection import Detection, Report
from techknowledge.models import TechnologyPattern
from techknowledge.technologies import Technology


def plant(root: Path, files: Mapping[str, str | bytes]) -> Path:
    """Write files under a folder; the folder."""
    for path, content in files.items():
        file = root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content if isinstance(content, bytes) else content.encode())
    return root


def pattern(technology: str, **columns: Any) -> TechnologyPattern:
    """A row for ``framework:phoenix``, not saved; what is no column is a key of its metadata."""
    kind, _, name = technology.partition(":")
    fields = {field.name for field in TechnologyPattern._meta.get_fields()}
    metadata = {key: columns.pop(key) for key in set(columns) - fields}
    row: dict[str, Any] = {"extended_metadata": metadata} | columns
    return TechnologyPattern(technology_type=kind, technology_name=name, **row)


def knows(*patterns: TechnologyPattern) -> None:
    """Have the table know exactly these."""
    TechnologyPattern.objects.all().delete()
    TechnologyPattern.objects.bulk_create(patterns)


def language(name: str, *globs: str, **columns: Any) -> TechnologyPattern:
    return pattern(f"language:{name}", file_patterns=list(globs), **columns)


def python() -> TechnologyPattern:
    return language("python", "**/*.py")


def elixir() -> TechnologyPattern:
    return language("elixir", "**/*.{ex,exs}")


def javascript() -> TechnologyPattern:
    return language("javascript", "**/*.{js,jsx}")


def detected(report: Report) -> set[str]:
    """Canonical texts of what was detected."""
    return {str(one.technology) for one in report.detections}


def detection(report: Report, technology: str) -> Detection:
    """The detection or the doubt of a technology."""
    wanted = Technology.parse(technology)
    [found] = [one for one in (*report.detections, *report.doubtful) if one.technology == wanted]
    return found


def places(found: Detection) -> list[str]:
    """Where the evidence is, and what it is: ``mix.exs:3 dependency``."""
    return [f"{one.place} {one.kind}" for one in found.evidence]

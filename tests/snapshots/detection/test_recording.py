"""A report, recorded."""

from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from django.db import DatabaseError

from snapshots.detection import Report, detect_technologies, record_detection
from snapshots.errors import InvalidValue, PartialReport
from snapshots.models import CodebaseSnapshot
from techknowledge.models import TechnologyPattern
from tests.snapshots.detection.world import knows, pattern, plant, python

pytestmark = pytest.mark.django_db


@pytest.fixture
def report(tmp_path: Path) -> Report:
    """Django is there, React is in doubt, Vue is not there."""
    knows(
        python(),
        pattern("framework:django", dependencies=["django"], display_name="Django"),
        pattern("framework:react", directory_patterns=["components"], success_rate=0.5),
        pattern("framework:vue", config_files=["vue.config.js"], detection_count=7),
        pattern("database:redis", dependencies=["redis"]),
    )
    files = {"requirements.txt": "Django>=5\n", "shop/app.py": "", "components/x.txt": ""}
    return detect_technologies(plant(tmp_path, files))


def test_detection_becomes_a_snapshot(report: Report) -> None:
    """D-1, D-3: no snapshot could be built; the metadata of an option was read as a map."""
    snapshot = record_detection(report)
    snapshot.refresh_from_db()

    assert (snapshot.codebase_id, snapshot.snapshot_id) == (report.codebase, 1)
    assert snapshot.detected_technologies == ["language:python", "framework:django"]
    assert snapshot.features == {
        "languages_count": 1,
        "frameworks_count": 1,
        "databases_count": 0,
    }
    assert snapshot.summary["databases"] == []
    [django] = snapshot.summary["frameworks"]
    evidence = {
        "kind": "dependency",
        "rule": "django",
        "file": "requirements.txt",
        "line": 1,
        "scope": "runtime",
    }
    assert django == {
        "name": "django",
        "display_name": "Django",
        "confidence": 0.9,
        "scope": "runtime",
        "evidence": [evidence],
    }


def test_snapshot_says_how_it_came_about(report: Report) -> None:
    metadata = record_detection(report).metadata

    assert metadata["codebase_path"] == report.codebase
    assert metadata["detection_method"] == "rules"
    assert datetime.fromisoformat(metadata["detection_timestamp"]).utcoffset() is not None
    assert metadata["stacks"] == [
        {"root": ".", "technologies": ["language:python", "framework:django"]}
    ]
    assert metadata["totals"]["files"] == 3


def test_every_snapshot_has_a_number_of_its_own(report: Report) -> None:
    """S-5: unless the caller names one."""
    numbers = [record_detection(report, "shop").snapshot_id for _ in range(2)]
    replaced = record_detection(report, "shop", 1)

    assert numbers == [1, 2]
    assert replaced.snapshot_id == 1
    assert CodebaseSnapshot.objects.of_codebase("shop").count() == 2


def test_patterns_learn(report: Report) -> None:
    """D-13: they never did."""
    record_detection(report)

    rows = {row.technology_name: row for row in TechnologyPattern.objects.all()}
    counts = {name: (row.detection_count, row.success_rate) for name, row in rows.items()}
    assert counts == {
        "python": (1, 1.0),
        "django": (1, 1.0),
        "react": (0, 0.5),
        "vue": (7, 1.0),
        "redis": (0, 1.0),
    }
    assert {name for name, row in rows.items() if row.last_detected_at} == {"python", "django"}


def test_detection_alone_writes_nothing(report: Report) -> None:
    assert not CodebaseSnapshot.objects.exists()
    assert not TechnologyPattern.objects.filter(last_detected_at__isnull=False).exists()


def test_what_cannot_be_recorded_is_raised(report: Report) -> None:
    """The original logged such errors, and said that all was well."""
    with pytest.raises(InvalidValue):
        record_detection(report, "shop", 0)

    assert not TechnologyPattern.objects.filter(detection_count=1).exists()


def test_snapshot_goes_if_patterns_cannot_be_counted(
    report: Report, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: Any, **__: Any) -> None:
        raise DatabaseError("disk full")

    monkeypatch.setattr(type(TechnologyPattern.objects.all()), "count_detections", fail)

    with pytest.raises(DatabaseError, match="disk full"):
        record_detection(report)
    assert not CodebaseSnapshot.objects.exists()


def test_report_of_some_categories_is_no_snapshot(report: Report) -> None:
    """As in the original (behaviour 3.2): everything else would seem to be gone."""
    part = detect_technologies(report.codebase, categories=["frameworks"])

    with pytest.raises(PartialReport, match="frameworks"):
        record_detection(part)
    assert not CodebaseSnapshot.objects.exists()


def test_names_that_are_no_text_can_be_recorded(report: Report, tmp_path: Path) -> None:
    """Linux takes any bytes for a name, PostgreSQL does not."""
    folder = bytes(tmp_path) + b"/\xff\x1b"
    Path(folder.decode(errors="surrogateescape")).mkdir()
    Path(folder.decode(errors="surrogateescape"), "requirements.txt").write_text("django\nredis\n")

    snapshot = record_detection(detect_technologies(tmp_path))

    [redis] = snapshot.summary["databases"]
    assert redis["evidence"][0]["file"] == "\\udcff\\x1b/requirements.txt"


def test_one_query_reads_the_patterns(report: Report, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(1):
        again = detect_technologies(report.codebase)

    assert replace(again, seconds=0) == report

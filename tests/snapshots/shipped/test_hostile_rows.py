"""Rows beside the shipped set that Python cannot hold as they are: they cost no detection."""

from pathlib import Path

import pytest
from django.db import connection

from snapshots.detection import detect_technologies, record_detection
from techknowledge.models import TechnologyPattern
from techknowledge.shipped import shipped
from tests.snapshots.detection.world import detected, knows, plant

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("hostile", "problems"),
    [
        ("directory_patterns = '{{a,b},{c,d}}'", ["framework:flask"] * 2),
        ("file_patterns = '{{a,b},{c,d}}'", ["framework:flask"] * 2),
        ("config_files = '{{a,b},{c,d}}'", ["framework:flask"] * 2),
        ("created_at = 'infinity'", []),
        ("last_detected_at = '0044-03-15 BC'", []),
        ("detection_count = 9223372036854775807", []),
    ],
)
def test_the_rest_is_detected_and_recorded(
    hostile: str, problems: list[str], tmp_path: Path
) -> None:
    knows(*shipped())
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE technology_patterns SET {hostile} WHERE technology_name = 'flask'")

    report = detect_technologies(plant(tmp_path, {"requirements.txt": "django\nflask\n"}))
    snapshot = record_detection(report)

    assert [one.where for one in report.problems] == problems
    assert detected(report) == {"framework:django", "framework:flask", "language:text"}
    assert "framework:flask" in (snapshot.detected_technologies or ())
    django = TechnologyPattern.objects.named("django")
    assert django is not None
    assert django.detection_count == 1

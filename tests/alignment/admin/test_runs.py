"""The run history, and what was dropped for good."""

import pytest
from django.db import connection
from django.test import Client

from alignment.catalog import execute
from alignment.models import AlignmentRun, EctoVersion, RetiredTable
from alignment.overview import overview
from tests.alignment.admin.crossing import cross, crossed, page
from tests.rows import event, knowledge

pytestmark = pytest.mark.django_db

RUNS = "alignment/alignmentrun/"


@pytest.fixture(autouse=True)
def _no_runs(db: None) -> None:
    """The migrations of the test database are runs as well."""
    AlignmentRun.objects.all().delete()


def test_a_run_tells_how_long_and_how_fast(admin_client: Client) -> None:
    crossed("snapshots", "detection_events", *(event(number) for number in range(1, 4)))
    run = AlignmentRun.objects.get()
    AlignmentRun.objects.update(started=run.finished.replace(microsecond=0), finished=run.finished)
    AlignmentRun.objects.update(started="2025-03-01T10:00:00Z", finished="2025-03-01T10:00:02Z")
    text = page(admin_client, RUNS)
    assert '"field-took nowrap">2.0 s' in text or ">2.0 s<" in text
    assert ">2<" in text  # rows a second: three rows in two seconds
    assert "legacy to aligned" in text


def test_a_run_of_no_time_has_no_pace(admin_client: Client) -> None:
    cross("snapshots")
    AlignmentRun.objects.update(started="2025-03-01T10:00:00Z", finished="2025-03-01T10:00:00Z")
    assert "0.0 s" in page(admin_client, RUNS)


def test_the_overview_tells_the_same_pace(admin_client: Client) -> None:
    crossed("techknowledge", "technology_knowledge", *(knowledge(one) for one in range(1, 4)))
    AlignmentRun.objects.update(
        started="2025-03-01T10:00:00Z", finished="2025-03-01T10:00:02Z", archived=50, carried=70
    )
    [standing] = (one for one in overview(connection).sections if one.run)
    assert standing.rows_a_second == 25
    assert ">25<" in page(admin_client, RUNS)


def test_a_run_leads_to_its_section(admin_client: Client) -> None:
    crossed("techknowledge", "technology_knowledge", knowledge(1))
    run = AlignmentRun.objects.get()
    text = page(admin_client, f"{RUNS}{run.pk}/change/")
    assert "technology_knowledge = technology_patterns" in text
    assert "/admin/techknowledge/technologypattern/" in text
    assert "?pair=technology_knowledge.technology_templates" in text


def test_filters_by_section_and_direction(admin_client: Client) -> None:
    crossed("snapshots", "detection_events", event(1))
    assert "1 alignment run" in page(admin_client, RUNS, section="snapshots")
    assert "0 alignment runs" in page(admin_client, RUNS, section="gitcoord")
    assert "1 alignment run" in page(admin_client, RUNS, direction__exact="forward")
    assert "0 alignment runs" in page(admin_client, RUNS, direction__exact="backward")


def test_retired_tables_are_named_once_there_are_some(admin_client: Client) -> None:
    path = "/admin/alignment/retiredtable/"
    RetiredTable.objects.all().delete()
    execute(connection, "TRUNCATE alignment_retiredtable")
    assert path not in page(admin_client, "")
    assert "0 retired tables" in page(admin_client, "alignment/retiredtable/")
    RetiredTable.objects.create(section="snapshots", table="detection_events", rows=1, size=1)
    assert path in page(admin_client, "")


def test_figures_are_in_groups_of_three_digits(admin_client: Client) -> None:
    cross("snapshots")
    AlignmentRun.objects.update(archived=1234567, carried=7654321)
    [run] = AlignmentRun.objects.all()
    assert "7,654,321" in page(admin_client, RUNS)
    text = page(admin_client, f"{RUNS}{run.pk}/change/")
    assert "1,234,567" in text
    assert "7,654,321" in text


def test_what_was_retired_and_recorded_is_listed(viewer: Client) -> None:
    retired = RetiredTable.objects.create(
        section="snapshots", table="detection_events", rows=12, size=8192
    )
    EctoVersion.objects.get_or_create(version=20250101000014)
    assert "detection_events" in page(viewer, "alignment/retiredtable/")
    assert "8,192" in page(viewer, f"alignment/retiredtable/{retired.pk}/change/")
    assert "20250101000014" in page(viewer, "alignment/ectoversion/")
    assert page(viewer, "alignment/ectoversion/20250101000014/change/")

"""Past inspections: who asked for what, how long it took, and what it came to."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from alignment.catalog import execute
from alignment.models import Inspection
from alignment.overview.inspection import KEY
from tests.alignment.admin.crossing import page

pytestmark = pytest.mark.django_db

LIST = "alignment/inspection/"
SCRIPT = "<script>alert(1)</script>"


def asked(**columns: Any) -> Inspection:
    """A verification that took two seconds and found nothing."""
    now = timezone.now()
    defaults: dict[str, Any] = {
        "kind": "verification", "asked_by": "ada", "started": now - timedelta(seconds=2),
        "finished": now, "steps": 10, "done": 10, "findings": 0, "answer": {"sections": []},
    }  # fmt: skip
    return Inspection.objects.create(**defaults | columns)


def test_an_inspection_tells_who_asked_how_long_it_took_and_what_for(viewer: Client) -> None:
    one = asked()
    for text in (page(viewer, LIST), page(viewer, f"{LIST}{one.pk}/change/")):
        assert "whether every row is there" in text
        assert "ada" in text
        assert "2.0 s" in text
        assert "nothing amiss" in text
    assert "sections" in page(viewer, f"{LIST}{one.pk}/change/")


@pytest.mark.parametrize(
    ("columns", "result"),
    [
        ({"findings": 1}, "1 finding<"),
        ({"findings": 1234}, "1,234 findings<"),
        ({"findings": None, "answer": None, "error": "disk full"}, "no answer: disk full<"),
        ({"finished": None, "answer": None}, "interrupted: the server in which it was at work"),
    ],
)
def test_a_result_is_told(viewer: Client, columns: dict[str, Any], result: str) -> None:
    one = asked(**columns)
    assert result in page(viewer, LIST)
    assert result in page(viewer, f"{LIST}{one.pk}/change/")


def test_the_last_one_without_an_end_is_at_work_while_its_lock_is_held(viewer: Client) -> None:
    asked(finished=None, answer=None, done=1)
    asked(finished=None, answer=None, done=3)
    other = connection.copy()
    try:
        execute(other, f"SELECT pg_advisory_lock({KEY})")
        text = page(viewer, LIST)
    finally:
        other.close()
    assert text.count("at work: 3 of 10 steps done") == 1
    assert text.count("interrupted") == 1


def test_the_overview_leads_there_who_may_go(admin_client: Client, viewer: Client) -> None:
    for client in (admin_client, viewer):
        assert f'href="/admin/{LIST}"' in page(client, "overview/")


def test_nobody_writes_to_them(admin_client: Client) -> None:
    one = asked(asked_by=SCRIPT, error=SCRIPT)
    text = page(admin_client, LIST)
    assert SCRIPT not in text
    assert f"/admin/{LIST}add/" not in text
    for path in ("add/", f"{one.pk}/delete/"):
        assert admin_client.get(f"/admin/{LIST}{path}").status_code == 403
    change = admin_client.post(f"/admin/{LIST}{one.pk}/change/", {"asked_by": "x"})
    assert change.status_code == 403

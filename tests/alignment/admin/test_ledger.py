"""The ledger: browsable, filterable, each receipt leading to both of its rows."""

import re

import pytest
from django.db import connection
from django.test import Client

from alignment.models import MovedRow
from tests.alignment.admin.crossing import HERE, crossed, page, roll_back, tamper
from tests.rows import delete, event, insert, knowledge, session, snapshot, update, uuid

pytestmark = pytest.mark.django_db

LEDGER = "alignment/movedrow/"


def ends(client: Client, receipt: MovedRow) -> str:
    """What is said of both ends."""
    text = page(client, f"{LEDGER}{receipt.pk}/change/")
    return text[text.index('id="ends"') :]


@pytest.fixture
def receipt() -> MovedRow:
    [receipt] = crossed("snapshots", "detection_events", event(1))
    return receipt


def test_a_receipt_leads_to_both_ends(admin_client: Client, receipt: MovedRow) -> None:
    text = ends(admin_client, receipt)
    assert f"/archive/detection_events/row/{uuid(1)}/" in text
    assert f"/admin/snapshots/codebasesnapshot/{receipt.aligned_id}/change/" in text
    assert text.count("as it was at the last crossing") == 2
    assert "≠" not in text


def test_it_says_which_end_was_written_to(admin_client: Client, receipt: MovedRow) -> None:
    assert receipt.aligned_id is not None
    update(HERE, "codebase_snapshots", receipt.aligned_id, features={"a": 1})
    text = ends(admin_client, receipt)
    assert "in the archive, as it was" in text
    assert "in use, and was written to since" in text
    tamper("detection_events", uuid(1), detector="x")
    assert "in the archive, and was written to since" in ends(admin_client, receipt)
    delete(HERE, "codebase_snapshots", receipt.aligned_id)
    text = ends(admin_client, receipt)
    assert "the row is not there any more" in text
    assert "codebasesnapshot/" not in text


def test_ends_after_a_rollback(admin_client: Client, receipt: MovedRow) -> None:
    roll_back("snapshots")
    text = ends(admin_client, receipt)
    assert f"/archive/codebase_snapshots/row/{receipt.aligned_id}/" in text
    assert f"detection_events {uuid(1)}" in text
    assert "It is in use, as it was at the last crossing." in text


def test_a_table_that_is_nowhere(admin_client: Client, receipt: MovedRow) -> None:
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE codebase_snapshots")
    assert "neither in use nor in the archive" in ends(admin_client, receipt)


def test_filters_by_tables_and_partner(admin_client: Client, receipt: MovedRow) -> None:
    crossed("techknowledge", "technology_knowledge", knowledge(2))
    template = MovedRow.objects.get(aligned_table="technology_templates")
    MovedRow.objects.filter(pk=template.pk).update(aligned_id=None, aligned_digest=None)

    def listed(**query: str) -> set[str]:
        return set(
            re.findall(r'"field-aligned_table[^>]*>(\w+)', page(admin_client, LEDGER, **query))
        )

    assert listed() == {"codebase_snapshots", "technology_patterns", "technology_templates"}
    assert listed(pair="detection_events.codebase_snapshots") == {"codebase_snapshots"}
    assert listed(partner="none") == {"technology_templates"}
    assert listed(q=str(uuid(2))[:8]) == listed()
    assert listed(q=str(uuid(2))) == {"technology_patterns", "technology_templates"}
    assert "codebase_snapshots" in listed(q=str(receipt.aligned_id))
    assert listed(q="x") == set()
    assert "has no partner in this table any more" in ends(admin_client, template)


def test_the_archived_tables_are_beside_the_ledger(admin_client: Client) -> None:
    assert 'href="/admin/alignment/movedrow/archive/"' in page(admin_client, LEDGER)


def test_the_ledger_is_gone_through_by_key(admin_client: Client, few: int) -> None:
    crossed("snapshots", "detection_events", *(event(number) for number in range(1, 8)))
    last = page(admin_client, LEDGER, p="2")
    [after] = re.findall(r'href="\?after=(\d+)" rel="next"', last)
    assert MovedRow.objects.get(pk=after).legacy_id == str(uuid(4))
    beyond = page(admin_client, LEDGER, after=after)
    assert re.findall(r"-0{11}(\d)</td>", beyond) == ["5", "6"]


def test_nobody_writes_to_it(admin_client: Client, receipt: MovedRow) -> None:
    path = f"/admin/{LEDGER}{receipt.pk}"
    assert admin_client.post(f"{path}/change/", {"legacy_id": "x"}).status_code == 403
    assert admin_client.post(f"{path}/delete/", {"post": "yes"}).status_code == 403
    assert admin_client.get(f"/admin/{LEDGER}add/").status_code == 403


def test_a_section_that_never_crossed_is_no_matter(admin_client: Client) -> None:
    insert(HERE, "codebase_snapshots", snapshot(1))
    crossed("gitcoord", "git_sessions", session(1))
    assert "git_sessions" in page(admin_client, LEDGER)

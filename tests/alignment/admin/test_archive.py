"""The archived tables, browsed read only, whatever stands in them."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from alignment.admin.verbatim import LONGEST
from tests.alignment.admin.conftest import staff
from tests.alignment.admin.crossing import archived, crossed, hostile_rows, page, roll_back
from tests.rows import commit, event, knowledge, session, uuid

pytestmark = pytest.mark.django_db

ARCHIVE = "alignment/movedrow/archive/"
EVENTS = f"{ARCHIVE}detection_events/"


def listed(text: str) -> list[int]:
    """Numbers of the rows on a page."""
    return [int(number) for number in re.findall(r'<th scope="row"><a [^>]*>[-0]*(\d+)</a>', text)]


def test_the_archive_lists_what_is_in_it(admin_client: Client) -> None:
    archived("detection_events", event(1), event(2))
    text = page(admin_client, ARCHIVE)
    rows = re.findall(
        r'<a href="/admin/alignment/movedrow/archive/(\w+)/">.*?figure">(\S+?)<', text
    )
    assert ("detection_events", "2") in rows
    assert {name for name, _ in rows} == {
        "detection_events",
        "git_sessions",
        "git_commits",
        "technology_knowledge",
    }


def test_pages_go_by_key_in_both_directions(
    admin_client: Client, few: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("alignment.admin.archive.PER_PAGE", 2)
    archived("detection_events", *(event(number) for number in range(1, 6)))
    first = page(admin_client, EVENTS)
    assert listed(first) == [1, 2]
    assert "&gt;4 rows" in first
    assert 'rel="prev"' not in first
    second = page(admin_client, EVENTS, after=str(uuid(2)))
    assert listed(second) == [3, 4]
    assert 'rel="prev"' in second
    assert 'rel="next"' in second
    third = page(admin_client, EVENTS, after=str(uuid(4)))
    assert listed(third) == [5]
    assert 'rel="next"' not in third
    assert listed(page(admin_client, EVENTS, before=str(uuid(5)))) == [3, 4]
    back = page(admin_client, EVENTS, before=str(uuid(3)))
    assert listed(back) == [1, 2]
    assert 'rel="prev"' not in back
    assert 'rel="next"' in back


def test_a_row_leads_to_what_it_became(admin_client: Client) -> None:
    pattern, template = crossed("techknowledge", "technology_knowledge", knowledge(1))
    row = f"{ARCHIVE}technology_knowledge/row/{uuid(1)}/"
    for path in (row, f"{ARCHIVE}technology_knowledge/"):
        text = page(admin_client, path)
        assert f"/admin/techknowledge/technologypattern/{pattern.aligned_id}/change/" in text
        assert f"/admin/techknowledge/technologytemplate/{template.aligned_id}/change/" in text


def test_a_page_is_a_fixed_number_of_queries(admin_client: Client) -> None:
    counts = []
    for numbers in ((1, 2), range(3, 40)):
        crossed("snapshots", "detection_events", *(event(number) for number in numbers))
        with CaptureQueriesContext(connection) as captured:
            page(admin_client, EVENTS)
        counts.append(len(captured))
    assert counts[0] == counts[1] <= 13


def test_an_id_leads_to_its_row(admin_client: Client) -> None:
    archived("detection_events", event(1))
    answer = admin_client.get(f"/admin/{EVENTS}", {"q": f" {uuid(1)} "})
    assert answer.headers["Location"] == f"/admin/{EVENTS}row/{uuid(1)}/"
    for text in (str(uuid(2)), "no uuid", "\0", "'; DROP TABLE"):
        assert "No row has this id." in page(admin_client, EVENTS, q=text)


def test_all_of_a_value_is_a_link_away(admin_client: Client) -> None:
    long = "Long <message>. " * LONGEST
    archived("git_commits", commit(1, message=long))
    row = f"{ARCHIVE}git_commits/row/{uuid(1)}/"
    assert f"{ARCHIVE}git_commits/value/{uuid(1)}/?column=message" in page(admin_client, row)
    whole = admin_client.get(f"/admin/{ARCHIVE}git_commits/value/{uuid(1)}/", {"column": "message"})
    assert whole.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert whole.headers["X-Content-Type-Options"] == "nosniff"
    assert whole.content.decode() == long


@pytest.mark.parametrize(
    "path",
    [
        f"{EVENTS}row/{uuid(9)}/",
        f"{EVENTS}row/no-uuid/",
        f"{EVENTS}row/%00/",
        f"{EVENTS}?after=no-uuid",
        f"{EVENTS}?before=%00",
        f"{EVENTS}value/{uuid(1)}/?column=nothing",
        f"{EVENTS}value/{uuid(9)}/?column=data",
        f"{EVENTS}value/{uuid(1)}/",
    ],
)
def test_what_is_not_there_is_not_found(admin_client: Client, path: str) -> None:
    archived("detection_events", event(1))
    assert admin_client.get(f"/admin/{path}").status_code == 404


@pytest.mark.parametrize(
    "table", ["auth_user", "pg_class", "codebase_snapshots", 'x"; DROP', "x%00"]
)
def test_no_other_table_is_an_archived_one(admin_client: Client, table: str) -> None:
    assert admin_client.get(f"/admin/{ARCHIVE}{table}/").status_code == 404


def test_a_table_that_is_in_use_again_is_said_to_be(admin_client: Client) -> None:
    roll_back("snapshots")
    answer = admin_client.get(f"/admin/{EVENTS}")
    assert answer.status_code == 404
    assert "<code>detection_events</code> is in use, and not" in answer.content.decode()


def test_an_aligned_table_in_use_is_a_link_away(admin_client: Client) -> None:
    answer = admin_client.get(f"/admin/{ARCHIVE}codebase_snapshots/")
    assert answer.status_code == 404
    assert '<a href="/admin/snapshots/codebasesnapshot/">' in answer.content.decode()


def test_a_section_has_to_be_seen_whole(viewer: Client, stranger: Client) -> None:
    assert page(viewer, f"{ARCHIVE}technology_knowledge/")
    for path in (ARCHIVE, EVENTS, f"{EVENTS}row/{uuid(1)}/"):
        assert stranger.get(f"/admin/{path}").status_code == 403
    half = staff("half", "view_movedrow", "view_technologytemplate", "view_codebasesnapshot")
    assert half.get(f"/admin/{ARCHIVE}technology_knowledge/").status_code == 403
    assert half.get(f"/admin/{EVENTS}").status_code == 200
    assert "technology_knowledge" not in page(half, ARCHIVE)


def test_rows_of_every_shape_are_shown(admin_client: Client) -> None:
    hostile_rows()
    for table in ("detection_events", "git_sessions", "git_commits", "technology_knowledge"):
        for path in re.findall(
            rf'/admin/({ARCHIVE}{table}/row/[^"]+)', page(admin_client, f"{ARCHIVE}{table}/")
        ):
            assert page(admin_client, path)


def test_aligned_tables_are_browsed_while_they_are_archived(admin_client: Client) -> None:
    archived("git_sessions", session(1))
    crossed("gitcoord", "git_commits", commit(1, session_id=uuid(1)))
    roll_back("gitcoord")
    text = page(admin_client, f"{ARCHIVE}git_merge_history/")
    assert f"git_commits {uuid(1)}" in text
    assert 'class="nothing">none' not in text

"""Where a section was rolled back its pages say so: which side is in use, and what to run."""

import pytest
from django.db import connection
from django.test import Client

from alignment.catalog import archive, execute
from tests.alignment.admin.conftest import staff
from tests.alignment.admin.crossing import HERE, crossed, page, roll_back
from tests.rows import event, insert, merge

pytestmark = pytest.mark.django_db

MODELS = {
    "snapshots": ("codebasesnapshot",),
    "gitcoord": ("gitagentsession", "mergehistory", "pendingmerge"),
    "techknowledge": ("technologytemplate", "technologypattern"),
}

PATHS = ("", "1/change/", "1/delete/", "1/history/")
FILES = ("export/csv/", "export/json/", "1/document/?column=metadata")


@pytest.mark.parametrize("label", MODELS)
def test_every_page_of_a_section_says_so(admin_client: Client, label: str) -> None:
    roll_back(label)
    for path in (f"{label}/{model}/{rest}" for model in MODELS[label] for rest in PATHS):
        text = page(admin_client, path)
        assert "legacy tables in use" in text
        assert f"python manage.py migrate {label}" in text


@pytest.mark.parametrize("label", MODELS)
def test_no_file_is_made_of_that_page(admin_client: Client, label: str) -> None:
    roll_back(label)
    for path in (f"/admin/{label}/{model}/{rest}" for model in MODELS[label] for rest in FILES):
        answer = admin_client.get(path)
        assert answer.status_code == 409, path
        assert "legacy tables in use" in answer.content.decode()
        assert "Content-Disposition" not in answer.headers


def test_nobody_is_offered_to_add_to_a_table_that_is_not_there(admin_client: Client) -> None:
    there = "/admin/gitcoord/pendingmerge/add/"
    for path in ("", "snapshots/codebasesnapshot/"):
        assert there in page(admin_client, path)
        assert "/admin/snapshots/codebasesnapshot/add/" in page(admin_client, path)
    roll_back("snapshots")
    for path in ("", "snapshots/codebasesnapshot/"):
        assert there in page(admin_client, path)
        assert "/admin/snapshots/codebasesnapshot/add/" not in page(admin_client, path)
    assert "legacy tables in use" in page(admin_client, "snapshots/codebasesnapshot/add/")


def test_a_lock_on_a_table_holds_up_its_own_pages_only(admin_client: Client) -> None:
    """As of a crossing, which has it until it is done: the tests' transaction is no such one."""
    other = connection.copy()
    try:
        other.set_autocommit(False)
        execute(other, "LOCK TABLE codebase_snapshots IN ACCESS EXCLUSIVE MODE")
        execute(connection, "SET LOCAL lock_timeout = '2s'")
        for path in ("", "gitcoord/gitagentsession/", "alignment/retiredtable/"):
            assert "/admin/snapshots/codebasesnapshot/add/" in page(admin_client, path)
    finally:
        other.close()


def test_the_rows_wait_in_the_archive(admin_client: Client) -> None:
    crossed("snapshots", "detection_events", event(1, data={"codebase_id": "shop"}))
    roll_back("snapshots")
    text = page(admin_client, "snapshots/codebasesnapshot/")
    assert "/archive/codebase_snapshots/" in text
    assert "shop" in page(admin_client, "alignment/movedrow/archive/codebase_snapshots/")


def test_other_sections_are_as_they_were(admin_client: Client) -> None:
    roll_back("snapshots")
    assert "not in use" not in page(admin_client, "gitcoord/gitagentsession/")
    assert page(admin_client, "alignment/movedrow/")
    assert page(admin_client, "alignment/alignmentrun/")


def test_a_section_on_no_side_has_a_plan_to_look_at(admin_client: Client) -> None:
    archive(connection, "codebase_snapshots")
    text = page(admin_client, "snapshots/codebasesnapshot/")
    assert "not all tables of either side are there" in text
    assert "plan_alignment" in text


def test_a_table_of_the_alignment_itself(admin_client: Client) -> None:
    execute(connection, "DROP TABLE alignment_retiredtable")
    assert "<code>python manage.py migrate</code> makes it" in page(
        admin_client, "alignment/retiredtable/"
    )


def test_who_may_not_look_is_not_told(stranger: Client) -> None:
    roll_back("snapshots")
    assert stranger.get("/admin/snapshots/codebasesnapshot/").status_code == 403
    narrow = staff("narrow", "view_codebasesnapshot")
    text = page(narrow, "snapshots/codebasesnapshot/")
    assert "kept in the archive" in text
    assert "/archive/" not in text


def test_the_title_agrees_with_every_name(admin_client: Client) -> None:
    """Not: Merge history are not in use."""
    roll_back("gitcoord")
    assert "<h1>Not in use: merge history</h1>" in page(admin_client, "gitcoord/mergehistory/")


def test_rows_that_are_read_only_promise_no_right(admin_client: Client, stranger: Client) -> None:
    for path in ("add/", "7/delete/"):
        answer = admin_client.get(f"/admin/gitcoord/mergehistory/{path}")
        assert answer.status_code == 403
        assert "read-only" in answer.content.decode()
        assert "An administrator can give" not in answer.content.decode()
        refused = stranger.get(f"/admin/gitcoord/mergehistory/{path}")
        assert "An administrator can give" in refused.content.decode()
    [row_id] = insert(HERE, "git_merge_history", merge(1))
    saved = admin_client.post(f"/admin/gitcoord/mergehistory/{row_id}/change/", {"branch": "x"})
    assert (saved.status_code, "read-only" in saved.content.decode()) == (403, True)

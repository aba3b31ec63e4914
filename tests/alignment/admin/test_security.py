"""Whatever stands in a column, a key or a legacy row is data; pages bring no scripts."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client

from alignment.section import sections
from tests.alignment.admin.crossing import HERE, archived, cross, page
from tests.rows import (
    Row,
    agent_session,
    commit,
    event,
    insert,
    knowledge,
    merge,
    pattern,
    pending_merge,
    session,
    snapshot,
    template,
)

pytestmark = pytest.mark.django_db

SCRIPT = "<script>alert(1)</script>"
DOCUMENT = {SCRIPT: [SCRIPT, {SCRIPT: f"{SCRIPT}\n{SCRIPT}"}], '"><img src=x onerror=alert(1)>': 1}

LISTS = (
    "snapshots/codebasesnapshot/",
    "gitcoord/gitagentsession/",
    "gitcoord/mergehistory/",
    "gitcoord/pendingmerge/",
    "techknowledge/technologytemplate/",
    "techknowledge/technologypattern/",
    "alignment/movedrow/",
    "alignment/alignmentrun/",
)
ARCHIVE = "alignment/movedrow/archive/"

# Columns that are no text, or are part of what a row is found by.
KEPT = {"id", "session_id", "snapshot_id", "pr_number", "confidence", "inserted_at", "updated_at"}


def poisoned(row: Row) -> Row:
    """A row with a script in every text, list and document."""
    return {name: value if name in KEPT else _poison(value) for name, value in row.items()}


def _poison(value: Any) -> Any:
    match value:
        case dict():
            return DOCUMENT
        case list():
            return [SCRIPT]
        case str() | None:
            return SCRIPT
    return value


@pytest.fixture
def poison() -> None:
    """Every table with such a row: legacy ones that crossed, aligned ones that were born."""
    archived("detection_events", poisoned(event(1)), event(2, data={"codebase_id": SCRIPT}))
    archived("git_sessions", poisoned(session(1)), session(2, metadata={"agent_id": SCRIPT}))
    archived("git_commits", poisoned(commit(1)))
    archived("technology_knowledge", poisoned(knowledge(1)))
    for section in sections():
        cross(section.label)
    insert(HERE, "codebase_snapshots", poisoned(snapshot(7)))
    insert(
        HERE, "git_agent_sessions", poisoned(agent_session(3, meta={})) | {"agent_id": SCRIPT * 2}
    )
    insert(HERE, "git_merge_history", poisoned(merge(1)))
    insert(HERE, "git_pending_merges", poisoned(pending_merge(1)))
    born = poisoned(template(1)) | {"identifier": SCRIPT * 2}
    insert(HERE, "technology_templates", born)
    insert(
        HERE, "technology_patterns", pattern(1, technology_name=SCRIPT * 2, technology_type=SCRIPT)
    )


def pages(client: Client) -> Iterator[tuple[str, str]]:
    """Every list, and the page of every row in it."""
    for path in LISTS:
        text = page(client, path)
        yield path, text
        for link in set(re.findall(rf'/admin/({path}\d+/)change/"', text)):
            yield from (
                (f"{link}{rest}", page(client, f"{link}{rest}")) for rest in ("change/", "history/")
            )
    for table in ("detection_events", "git_sessions", "git_commits", "technology_knowledge"):
        text = page(client, f"{ARCHIVE}{table}/")
        yield table, text
        for link in set(re.findall(rf'/admin/({ARCHIVE}{table}/row/[^"]+)', text)):
            yield link, page(client, link)


@pytest.mark.usefixtures("poison")
def test_nothing_from_the_database_is_markup(admin_client: Client, viewer: Client) -> None:
    looked_at = 0
    for client in (admin_client, viewer):
        for path, text in pages(client):
            assert "<script>" not in text, path
            assert "<img src=x" not in text, path
            looked_at += "&lt;script&gt;" in text
    assert looked_at > 50


@pytest.mark.usefixtures("poison")
def test_nothing_that_was_asked_for_is_markup(admin_client: Client) -> None:
    for path in LISTS:
        for name in ("q", "status", "inserted_at", "technology", "pair", "category", "after"):
            answer = admin_client.get(f"/admin/{path}", {name: SCRIPT}, follow=True)
            assert SCRIPT not in answer.content.decode()
    for query in ({"q": SCRIPT}, {"after": SCRIPT}):
        answer = admin_client.get(f"/admin/{ARCHIVE}detection_events/", query)
        assert SCRIPT not in answer.content.decode()


@pytest.mark.usefixtures("poison")
def test_pages_need_no_inline_script_and_no_inline_style(admin_client: Client) -> None:
    """What `default-src 'self'` would refuse."""
    for path, text in pages(admin_client):
        assert not re.search(r"<script(?![^>]*\bsrc=)", text), f"a script in {path}"
        assert not re.search(r"<style|\sstyle=", text), f"a style in {path}"
        assert not re.search(r"<[^>]*\son\w+=", text), f"a handler in {path}"
        assert "javascript:" not in text, path


def test_nobody_writes_without_the_token(admin_client: Client) -> None:
    careful = Client(enforce_csrf_checks=True)
    careful.cookies = admin_client.cookies
    [row_id] = insert(HERE, "git_agent_sessions", agent_session(1))
    for path in ("add/", f"{row_id}/change/", f"{row_id}/delete/"):
        answer = careful.post(f"/admin/gitcoord/gitagentsession/{path}", {"post": "yes"})
        assert answer.status_code == 403  # though an administrator may
    assert HERE.value("SELECT count(*) FROM git_agent_sessions") == 1


def test_who_is_not_logged_in_is_asked_to(db: None) -> None:
    for path in (*LISTS, f"{LISTS[0]}1/change/", f"{LISTS[0]}1/document/", ARCHIVE, f"{ARCHIVE}x/"):
        answer = Client().get(f"/admin/{path}")
        assert answer.status_code == 302
        assert answer.headers["Location"].startswith("/admin/login/")


def test_lists_offer_nothing_to_do_to_many_rows(admin_client: Client) -> None:
    insert(HERE, "git_agent_sessions", agent_session(1), agent_session(2))
    text = page(admin_client, "gitcoord/gitagentsession/")
    assert 'name="action"' not in text
    assert "action-select" not in text
    deletion = {"action": "delete_selected", "_selected_action": ["1", "2"], "post": "yes"}
    admin_client.post("/admin/gitcoord/gitagentsession/", deletion)
    assert HERE.value("SELECT count(*) FROM git_agent_sessions") == 2

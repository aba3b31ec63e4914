"""Edits write what was changed and nothing else, checked and logged; who may only look, looks."""

from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.test import Client

from alignment.admin.verbatim import LONGEST
from snapshots.models import CodebaseSnapshot
from tests.alignment.admin.conftest import staff
from tests.alignment.admin.crossing import HERE, page
from tests.rows import Json, agent_session, fetch, insert, pending_merge, snapshot

pytestmark = pytest.mark.django_db

EXACT = '{"pi": 3.14159265358979323846264338327950, "huge": 1e400, "long": ' + "9" * 5000 + "}"


def fields_of(client: Client, path: str) -> dict[str, Any]:
    """What the form of a page would send if nobody touched it."""
    form = client.get(f"/admin/{path}").context["adminform"].form
    return {name: form[name].value() or "" for name in form.fields}


def save(client: Client, path: str, **changes: Any) -> Any:
    """Change some fields of a page and save."""
    return client.post(f"/admin/{path}", fields_of(client, path) | changes)


def errors(answer: Any) -> dict[str, list[str]]:
    assert answer.status_code == 200, "it was saved"
    return dict(answer.context["adminform"].form.errors)


def stored(table: str, row_id: int) -> dict[str, Any]:
    return fetch(HERE, table)[row_id]


def text_of(column: str, row_id: int) -> str:
    [(text,)] = HERE.query(f"SELECT {column}::text FROM codebase_snapshots WHERE id = %s", [row_id])
    return str(text)


@pytest.fixture
def exact() -> str:
    """The page of a snapshot that Python could not read."""
    [row_id] = insert(
        HERE, "codebase_snapshots", snapshot(1, metadata=Json(EXACT), inserted_at="infinity")
    )
    return f"snapshots/codebasesnapshot/{row_id}/change/"


def test_an_edit_touches_no_other_column(admin_client: Client, exact: str) -> None:
    row_id = int(exact.split("/")[2])
    before = [text_of(column, row_id) for column in ("metadata", "inserted_at")]
    assert save(admin_client, exact, codebase_id="renamed").status_code == 302
    assert text_of("codebase_id", row_id) == "renamed"
    assert [text_of(column, row_id) for column in ("metadata", "inserted_at")] == before


def test_a_document_keeps_all_digits_when_it_is_edited(admin_client: Client, exact: str) -> None:
    row_id = int(exact.split("/")[2])
    assert save(admin_client, exact, features=EXACT).status_code == 302
    assert text_of("features", row_id) == text_of("metadata", row_id)


def test_saving_what_nobody_changed_writes_nothing(admin_client: Client) -> None:
    odd = agent_session(1, agent_id="", branch="", status="", meta=Json("[1]"))
    [row_id] = insert(HERE, "git_agent_sessions", odd)
    before = stored("git_agent_sessions", row_id)
    assert save(admin_client, f"gitcoord/gitagentsession/{row_id}/change/").status_code == 302
    assert stored("git_agent_sessions", row_id) == before
    assert (
        save(
            admin_client, f"gitcoord/gitagentsession/{row_id}/change/", workspace_path="/w"
        ).status_code
        == 302
    )
    after = stored("git_agent_sessions", row_id)
    assert after | {"updated_at": None} == before | {"workspace_path": "/w", "updated_at": None}


def test_an_edit_is_dated_and_logged(admin_client: Client) -> None:
    [row_id] = insert(HERE, "git_agent_sessions", agent_session(1))
    before = stored("git_agent_sessions", row_id)
    path = f"gitcoord/gitagentsession/{row_id}/change/"
    assert save(admin_client, path, status="waiting").status_code == 302
    after = stored("git_agent_sessions", row_id)
    assert after["status"] == "waiting"
    assert after["updated_at"] > before["updated_at"]
    assert after["inserted_at"] == before["inserted_at"]
    assert "Changed Status" in LogEntry.objects.get().get_change_message()
    assert "Changed Status" in page(admin_client, f"gitcoord/gitagentsession/{row_id}/history/")


@pytest.mark.parametrize(
    ("column", "text", "why"),
    [
        ("codebase_id", "x" * 3000, "which an index holds"),
        ("snapshot_id", "0", "not a whole number from 1"),
        ("detected_technologies", '["a", 1]', "list of texts"),
        ("metadata", "[]", "expects an object"),
    ],
)
def test_what_does_not_fit_is_refused(
    admin_client: Client, column: str, text: str, why: str
) -> None:
    [row_id] = insert(HERE, "codebase_snapshots", snapshot(1))
    answer = save(admin_client, f"snapshots/codebasesnapshot/{row_id}/change/", **{column: text})
    assert why in " ".join(errors(answer)[column])


def test_names_are_unique(admin_client: Client) -> None:
    insert(HERE, "git_pending_merges", pending_merge(1), pending_merge(2, branch="other"))
    answer = admin_client.post(
        "/admin/gitcoord/pendingmerge/add/", {"branch": "other", "agent_id": "a", "meta": "{}"}
    )
    assert "already exists" in str(errors(answer))


def test_a_refused_name_does_not_head_the_page(admin_client: Client) -> None:
    mine, _ = insert(HERE, "git_agent_sessions", agent_session(1), agent_session(2))
    path = f"gitcoord/gitagentsession/{mine}/change/"
    before = admin_client.get(f"/admin/{path}").context
    other = stored("git_agent_sessions", mine + 1)["agent_id"]
    answer = save(admin_client, path, agent_id=other)
    assert "already exists" in str(errors(answer))
    assert answer.context["subtitle"] == before["subtitle"]
    assert str(answer.context["original"]) == str(before["original"])


def test_a_row_is_added_with_the_databases_defaults(admin_client: Client) -> None:
    answer = admin_client.post(
        "/admin/snapshots/codebasesnapshot/add/",
        {"codebase_id": "/srv//shop/", "snapshot_id": "7", "metadata": '{"a": 1.10}'},
    )
    assert answer.status_code == 302
    made = CodebaseSnapshot.objects.get()
    assert (made.codebase_id, made.snapshot_id, made.metadata) == ("/srv/shop", 7, {"a": 1.1})
    assert made.inserted_at is not None
    assert LogEntry.objects.get().is_addition()


def test_a_row_that_somebody_deleted_meanwhile(
    admin_client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    [row_id] = insert(HERE, "codebase_snapshots", snapshot(1))
    path = f"snapshots/codebasesnapshot/{row_id}/change/"

    def deleted(*_args: Any) -> tuple[()]:
        CodebaseSnapshot.objects.filter(pk=row_id).delete()
        return ()

    monkeypatch.setattr("snapshots.admin.CodebaseSnapshotAdmin.complete", deleted)
    answer = save(admin_client, path, codebase_id="renamed")
    assert (answer.status_code, answer.headers["Location"]) == (302, f"/admin/{path}")
    assert "Nothing was saved" in "".join(
        str(message)
        for message in admin_client.get(answer.headers["Location"], follow=True).context["messages"]
    )


def test_a_long_document_is_shown_cut_and_not_edited(admin_client: Client) -> None:
    long = Json('{"a": "' + "x" * LONGEST + '"}')
    [row_id] = insert(HERE, "codebase_snapshots", snapshot(1, metadata=long))
    path = f"snapshots/codebasesnapshot/{row_id}/"
    assert "metadata" not in fields_of(admin_client, f"{path}change/")
    text = page(admin_client, f"{path}change/")
    assert f"/admin/{path}document/?column=metadata" in text
    whole = admin_client.get(f"/admin/{path}document/", {"column": "metadata"})
    assert whole.headers["Content-Type"].startswith("application/json")
    assert whole.content.decode() == long.text
    assert save(admin_client, f"{path}change/", codebase_id="renamed").status_code == 302
    assert text_of("metadata", row_id) == long.text


@pytest.mark.parametrize(
    "query", [{}, {"column": "codebase_id"}, {"column": "features"}, {"column": "x"}]
)
def test_there_is_no_whole_of_what_is_no_document(
    admin_client: Client, query: dict[str, str]
) -> None:
    [row_id] = insert(HERE, "codebase_snapshots", snapshot(1, features=None))
    path = f"/admin/snapshots/codebasesnapshot/{row_id}/document/"
    assert admin_client.get(path, query).status_code == 404


def test_who_may_only_look_sees_everything_and_changes_nothing(viewer: Client, exact: str) -> None:
    text = page(viewer, exact)
    assert "3.14159265358979323846264338327950" in text
    assert "<textarea" not in text
    assert 'name="_save"' not in text
    assert viewer.post(f"/admin/{exact}", {"codebase_id": "x", "snapshot_id": 1}).status_code == 403
    assert (
        viewer.post(f"/admin/{exact.replace('change', 'delete')}", {"post": "yes"}).status_code
        == 403
    )
    assert viewer.get("/admin/snapshots/codebasesnapshot/add/").status_code == 403


def test_who_may_not_look_sees_nothing(stranger: Client, exact: str) -> None:
    for path in (exact, "snapshots/codebasesnapshot/", "snapshots/codebasesnapshot/export/csv/"):
        assert stranger.get(f"/admin/{path}").status_code == 403
    document = exact.replace("change/", "document/")
    assert stranger.get(f"/admin/{document}", {"column": "metadata"}).status_code == 403


def test_who_may_only_add_sees_no_rows(exact: str) -> None:
    adder = staff("adder", "add_codebasesnapshot")
    assert adder.get("/admin/snapshots/codebasesnapshot/add/").status_code == 200
    assert adder.get(f"/admin/{exact}").status_code == 403
    assert adder.get("/admin/snapshots/codebasesnapshot/export/json/").status_code == 403

"""The overview page: who sees it, who may ask, and that all of it is escaped."""

from http import HTTPStatus
from typing import Any

import pytest
from django.contrib.auth.models import Permission, User
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from alignment.errors import InspectionAtWork
from alignment.models import AlignmentRun, Inspection
from alignment.overview import inspection

pytestmark = pytest.mark.django_db

PAGE, ASK = "/admin/overview/", "/admin/overview/inspect/"
SCRIPT = "<script>alert(1)</script>"


def staff(*codenames: str) -> Client:
    """Somebody of the staff with these permissions."""
    user = User.objects.create(username="staff", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__in=codenames))
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def viewer() -> Client:
    return staff("view_alignmentrun", "view_codebasesnapshot")


def asked(**columns: Any) -> Inspection:
    """A verification without findings, of now."""
    defaults: dict[str, Any] = {
        "kind": "verification", "asked_by": "operator", "started": timezone.now(),
        "finished": timezone.now(), "steps": 1, "findings": 0,
        "answer": {"sections": [], "not_verified": ""},
    }  # fmt: skip
    return Inspection.objects.create(**defaults | columns)


@pytest.mark.parametrize("path", [PAGE, ASK, "/admin/overview/inspections/1/"])
def test_strangers_are_asked_to_log_in(client: Client, path: str) -> None:
    for answer in (client.get(path), client.post(path)):
        assert answer.status_code == HTTPStatus.FOUND
        assert answer["Location"].startswith("/admin/login/")


def test_staff_without_the_right_see_nothing(client: Client) -> None:
    nobody = staff()
    assert nobody.get(PAGE).status_code == HTTPStatus.FORBIDDEN
    index = nobody.get("/admin/").content.decode()
    assert PAGE not in index


def test_who_may_view_sees_all_and_has_no_button(viewer: Client) -> None:
    page = viewer.get(PAGE)
    assert page.status_code == HTTPStatus.OK
    text = page.content.decode()
    assert "codebase_snapshots" in text
    assert '<button type="submit" name="kind"' not in text
    assert viewer.post(ASK, {"kind": "verification"}).status_code == HTTPStatus.FORBIDDEN


def test_who_may_ask_has_the_buttons(admin_client: Client) -> None:
    text = admin_client.get(PAGE).content.decode()
    assert "Verify every row" in text
    assert "Look at a rollback" in text


def test_the_index_has_the_summary(viewer: Client) -> None:
    text = viewer.get("/admin/").content.decode()
    assert reverse("alignment:overview") == PAGE
    assert f'<a href="{PAGE}">Overview</a>' in text
    assert "Codebase snapshots" in text


def test_only_tables_that_somebody_may_see_are_linked(viewer: Client) -> None:
    text = viewer.get(PAGE).content.decode()
    assert "/admin/snapshots/codebasesnapshot/" in text
    assert "/admin/gitcoord/pendingmerge/" not in text


def test_asking_takes_a_form_of_ours(admin_user: User) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(admin_user)
    assert client.post(ASK, {"kind": "verification"}).status_code == HTTPStatus.FORBIDDEN
    assert client.get(ASK).status_code == HTTPStatus.METHOD_NOT_ALLOWED


def test_asking_begins_and_shows_the_page(
    admin_client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls: list[Any] = []
    monkeypatch.setattr(inspection, "start", lambda *args: calls.append(args))
    answer = admin_client.post(ASK, {"kind": "rollback"})
    assert (answer.status_code, answer["Location"]) == (HTTPStatus.SEE_OTHER, PAGE)
    assert calls == [("default", "rollback", "admin")]


def test_being_refused_is_told(admin_client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_args: object) -> None:
        raise InspectionAtWork

    monkeypatch.setattr(inspection, "start", refuse)
    page = admin_client.post(ASK, {"kind": "verification"}, follow=True)
    assert "at work already" in page.content.decode()


@pytest.mark.parametrize("kind", ["", "everything", SCRIPT])
def test_an_unknown_question_is_refused(admin_client: Client, kind: str) -> None:
    answer = admin_client.post(ASK, {"kind": kind})
    assert answer.status_code == HTTPStatus.BAD_REQUEST
    assert SCRIPT not in answer.content.decode()


def test_progress_is_told_to_the_script(viewer: Client) -> None:
    one = asked(finished=None, answer=None, step="Verify git_sessions", steps=10, done=3)
    told = viewer.get(f"/admin/overview/inspections/{one.pk}/").json()
    assert (told["step"], told["done"], told["steps"]) == ("Verify git_sessions", 3, 10)
    assert told["at_work"] is False  # nobody holds the lock
    assert viewer.get("/admin/overview/inspections/99999/").status_code == HTTPStatus.NOT_FOUND


def test_an_inspection_at_work_is_shown_and_no_other_offered(
    admin_client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = asked(finished=None, answer=None, step=SCRIPT, steps=10, done=3, asked_by=SCRIPT)
    monkeypatch.setattr("alignment.overview.memory.at_work", lambda _connection: one)
    text = admin_client.get(PAGE).content.decode()
    assert '<progress value="3" max="10"' in text
    assert "Look again" in text
    assert "Verify every row" not in text
    assert SCRIPT not in text


def test_what_an_answer_says_is_escaped(admin_client: Client) -> None:
    tally = {"table": SCRIPT, "rows": 1, "unaccounted": 0, "tampered": 0, "lost": 0}
    used = {"table": SCRIPT, "rows": 1, "changed": 0, "born": 0, "deleted": 0}
    finding = {"id": SCRIPT, "what": SCRIPT, "why": SCRIPT, "remedy": SCRIPT}
    told = {
        "section": "snapshots", "side": SCRIPT, "findings": [finding],
        "pairs": [{"kept": tally, "in_use": used}],
    }  # fmt: skip
    asked(answer={"sections": [told], "not_verified": SCRIPT}, asked_by=SCRIPT, findings=1)
    text = admin_client.get(PAGE).content.decode()
    assert SCRIPT not in text
    assert text.count("&lt;script&gt;") >= 7


def test_an_error_is_escaped(admin_client: Client) -> None:
    asked(answer=None, error=SCRIPT)
    text = admin_client.get(PAGE).content.decode()
    assert SCRIPT not in text
    assert "&lt;script&gt;" in text


def test_a_run_that_took_no_time_is_no_division(admin_client: Client) -> None:
    now = timezone.now()
    AlignmentRun.objects.filter(section="snapshots").update(started=now, finished=now)
    assert admin_client.get(PAGE).status_code == HTTPStatus.OK

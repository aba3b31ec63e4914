"""What browsers are told, and what people are told when something went wrong."""

from http import HTTPStatus
from pathlib import Path

import pytest
from django.conf import settings
from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.test import Client, RequestFactory
from django.views.defaults import page_not_found, server_error

from config.headers import HEADER, content_security_policy, in_one_line
from config.problems import bad_request

PROBLEMS = ("400.html", "403.html", "403_csrf.html", "404.html", "429.html", "500.html")


def answered(status: int = 200, headers: dict[str, str] | None = None) -> HttpResponse:
    """What the middleware makes of an answer."""

    def view(_request: HttpRequest) -> HttpResponse:
        return HttpResponse(status=status, headers=headers)

    answer = content_security_policy(view)(RequestFactory().get("/"))
    assert isinstance(answer, HttpResponse)
    return answer


def test_a_policy_is_one_line() -> None:
    policy = {"default-src": ["'self'"], "img-src": ["'self'", "data:"]}
    assert in_one_line(policy) == "default-src 'self'; img-src 'self' data:"


def test_nothing_inline_and_nothing_from_elsewhere() -> None:
    policy = answered()[HEADER]
    assert "default-src 'self';" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy


def test_a_view_may_have_a_policy_of_its_own() -> None:
    assert answered(headers={HEADER: "sandbox"})[HEADER] == "sandbox"


@pytest.mark.parametrize("status", [HTTPStatus.NOT_FOUND, HTTPStatus.INTERNAL_SERVER_ERROR])
def test_django_s_pages_about_errors_keep_their_styles(status: int, settings) -> None:  # type: ignore[no-untyped-def]
    assert answered(status).has_header(HEADER)
    settings.DEBUG = True
    assert not answered(status).has_header(HEADER)
    assert answered().has_header(HEADER)


@pytest.mark.django_db
def test_every_page_has_the_headers(client: Client) -> None:
    for path in ("/", "/admin/", "/admin/login/", "/nowhere/"):
        answer = client.get(path)
        assert answer[HEADER], path
        assert answer["Referrer-Policy"] == "same-origin"
        assert answer["X-Frame-Options"] == "DENY"


@pytest.mark.django_db
def test_there_is_nothing_without_a_login(client: Client) -> None:
    answer = client.get("/", follow=True)
    assert answer.redirect_chain[-1][0] == "/admin/login/?next=/admin/"


# --- Problems ------------------------------------------------------------------------------------


def test_an_error_is_told_without_what_it_was() -> None:
    request = RequestFactory().get("/")
    page = server_error(request).content.decode()
    assert "Something went wrong" in page
    secret = Exception(f"{settings.BASE_DIR}/config/urls.py: SELECT password FROM auth_user")
    page += page_not_found(request, secret).content.decode()
    for word in (str(settings.BASE_DIR), "SELECT", "Traceback", "urls.py"):
        assert word not in page


@pytest.mark.parametrize("template", PROBLEMS)
def test_problems_are_told_in_words_and_within_the_policy(template: str) -> None:
    page = render_to_string(template)
    assert "Nothing was done" in page or template in {"404.html", "429.html", "500.html"}
    assert "<style" not in page
    assert "style=" not in page
    assert "<script" not in page


@pytest.mark.django_db
def test_a_request_that_was_not_understood_is_told_which_part(admin_client: Client) -> None:
    path = "/admin/gitcoord/mergehistory/export/csv/"
    page = admin_client.get(path, {"inserted_at": "<script>"})
    assert page.status_code == HTTPStatus.BAD_REQUEST
    text = page.content.decode()
    assert "&#x27;inserted_at&#x27; is &#x27;&lt;script&gt;&#x27;, and that is no date" in text
    assert "<script>" not in text


def test_of_other_refusals_nothing_is_told() -> None:
    request = RequestFactory().get("/")
    secret = SuspiciousOperation(f"{settings.BASE_DIR}: SELECT 1")
    page = bad_request(request, secret)
    assert page.status_code == HTTPStatus.BAD_REQUEST
    assert "SELECT" not in page.content.decode()


@pytest.mark.django_db
def test_problems_are_those_that_django_shows(client: Client) -> None:
    for name in PROBLEMS:
        assert (Path(settings.BASE_DIR) / "alignment/templates" / name).exists()
    assert "There is no such page" in client.get("/nowhere/").content.decode()
    refused = Client(enforce_csrf_checks=True).post("/admin/login/", {})
    assert "The form is no longer good" in refused.content.decode()

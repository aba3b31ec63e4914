"""The log: a line for what was refused, and all of what failed."""

import io
import logging
from collections.abc import Iterator

import pytest
from django.contrib.auth.models import User
from django.test import Client

from config.log import Brief

pytestmark = pytest.mark.django_db


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """What the handler of the settings writes."""
    [handler] = (
        one
        for one in logging.getLogger().handlers
        if isinstance(one, logging.StreamHandler)
        and any(isinstance(filter_, Brief) for filter_ in one.filters)
    )
    stream, written = handler.stream, io.StringIO()
    handler.setStream(written)
    yield written
    handler.setStream(stream)


@pytest.fixture
def client() -> Client:
    client = Client(raise_request_exception=False)
    client.force_login(User.objects.create(username="o", is_staff=True, is_superuser=True))
    return client


@pytest.mark.parametrize(
    ("path", "status", "words"),
    [
        ("gitcoord/mergehistory/add/", 403, "Forbidden"),
        ("nowhere/", 404, "Not Found"),
        ("gitcoord/mergehistory/export/csv/?inserted_at=2025-13", 400, "'2025-13'"),
        ("gitcoord/mergehistory/?details__a%0ab=1", 400, "Filtering by details__a b not allowed"),
    ],
)
def test_what_was_refused_is_one_line(
    client: Client, log: io.StringIO, path: str, status: int, words: str
) -> None:
    assert client.get(f"/admin/{path}").status_code == status
    [line] = log.getvalue().splitlines()
    assert words in line


def test_what_failed_keeps_its_traceback(
    client: Client, log: io.StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_arguments: object) -> None:
        raise RuntimeError("the disk is full")

    monkeypatch.setattr("alignment.admin.overview.overview", fail)
    assert client.get("/admin/overview/").status_code == 500
    assert "Internal Server Error: /admin/overview/\nTraceback" in log.getvalue()
    assert "RuntimeError: the disk is full" in log.getvalue()

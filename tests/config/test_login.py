"""Who tries passwords is held up, and nobody else is."""

from datetime import timedelta
from http import HTTPStatus

import pytest
from axes.models import AccessAttempt
from django.conf import settings
from django.contrib.auth.models import User
from django.core.management import call_command
from django.db.models import F
from django.test import Client

pytestmark = pytest.mark.django_db

RIGHT = "correct horse battery staple"


@pytest.fixture(autouse=True)
def operator(settings) -> User:  # type: ignore[no-untyped-def]
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    return User.objects.create_superuser("operator", password=RIGHT)


def attempt(password: str, name: str = "operator", address: str = "10.0.0.1") -> int:
    """The status of the answer."""
    form = {"username": name, "password": password}
    return Client(REMOTE_ADDR=address).post("/admin/login/?next=/admin/", form).status_code


def fail(times: int = settings.AXES_FAILURE_LIMIT) -> None:
    for number in range(times):
        attempt(f"wrong {number}")


def test_the_right_password_lets_in() -> None:
    assert attempt(RIGHT) == HTTPStatus.FOUND


def test_a_few_wrong_ones_are_forgiven() -> None:
    fail(settings.AXES_FAILURE_LIMIT - 1)
    assert attempt(RIGHT) == HTTPStatus.FOUND
    fail(settings.AXES_FAILURE_LIMIT - 1)
    assert attempt(RIGHT) == HTTPStatus.FOUND


def test_after_too_many_not_even_the_right_one_does() -> None:
    fail()
    assert attempt(RIGHT) == HTTPStatus.TOO_MANY_REQUESTS


def test_it_is_told_for_how_long() -> None:
    fail()
    form = {"username": "operator", "password": RIGHT}
    page = Client(REMOTE_ADDR="10.0.0.1").post("/admin/login/", form).content.decode()
    assert "Too many wrong passwords" in page
    assert f"{settings.AXES_COOLOFF_TIME // timedelta(minutes=1)} minutes" in page


def test_the_operator_at_another_address_is_not_kept_out() -> None:
    fail()
    assert attempt(RIGHT, address="10.0.0.2") == HTTPStatus.FOUND


def test_it_passes_with_time() -> None:
    fail()
    AccessAttempt.objects.update(attempt_time=F("attempt_time") - settings.AXES_COOLOFF_TIME)
    assert attempt(RIGHT) == HTTPStatus.FOUND


def test_somebody_at_the_server_can_end_it() -> None:
    fail()
    call_command("axes_reset_username", "operator", verbosity=0)
    assert attempt(RIGHT) == HTTPStatus.FOUND


def test_no_password_is_written_down() -> None:
    attempt("a password mistyped")
    written = AccessAttempt.objects.values().get()
    assert "mistyped" not in str(written)

"""DATABASE_URL: what it may be, and what is said when it is something else."""

import pytest
from django.core.exceptions import ImproperlyConfigured

from config.database import database_settings


def test_no_url_means_the_embedded_database() -> None:
    assert database_settings("")["ENGINE"] == "config.embedded"


@pytest.mark.parametrize("scheme", ["postgres", "postgresql"])
def test_a_postgres_url(scheme: str) -> None:
    settings = database_settings(f"{scheme}://me:p%23w@db.example:5433/name?sslmode=require")

    assert settings == {
        "ENGINE": "django.db.backends.postgresql",
        "HOST": "db.example",
        "PORT": 5433,
        "USER": "me",
        "PASSWORD": "p#w",
        "NAME": "name",
        "OPTIONS": {"sslmode": "require"},
    }


def test_a_socket_in_the_query_reaches_dbshell_too() -> None:
    settings = database_settings("postgres://me@/name?host=/Run/postgresql&port=5433")

    assert (settings["HOST"], settings["PORT"]) == ("/Run/postgresql", 5433)
    assert settings["OPTIONS"] == {}


@pytest.mark.parametrize(
    "url",
    [
        "mysql://me@host/name",
        "sqlite:///file",
        "host=localhost dbname=name",
        "postgres://me@host:5432/",
        "postgres://me@host:port/name",
        "postgres://me@[::1/name",
    ],
)
def test_anything_else_is_refused_with_what_was_given_and_the_remedy(url: str) -> None:
    with pytest.raises(ImproperlyConfigured) as refusal:
        database_settings(url)

    assert repr(url) in str(refusal.value)
    assert "postgres://user:password@host:5432/name" in str(refusal.value)


@pytest.mark.parametrize(
    "url",
    [
        "mysql://me:hush@host/name",
        "postgres://me:hush@host:port/name",
        "postgres://me:hush@[::1/name",
        "postgres://me@host/?password=hush",
    ],
)
def test_a_refusal_does_not_tell_the_password(url: str) -> None:
    with pytest.raises(ImproperlyConfigured) as refusal:
        database_settings(url)

    assert "hush" not in str(refusal.value)

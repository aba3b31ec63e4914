"""DATABASE_URL, read into Django's DATABASES."""

import re
from typing import Any

import environ
from django.core.exceptions import ImproperlyConfigured

EMBEDDED = "config.embedded"

_EXAMPLE = "postgres://user:password@host:5432/name"
_PARTS = ("host", "port", "user", "password")


def database_settings(url: str) -> dict[str, Any]:
    """The entry of DATABASES for this URL; for an empty one, the embedded PostgreSQL."""
    if not url:
        # `postgres` is there in every cluster, so there is no database to create first.
        return {"ENGINE": EMBEDDED, "NAME": "postgres"}
    if not url.startswith(("postgres://", "postgresql://")):
        raise _refused(url, "only PostgreSQL is supported, and this is no URL of one")
    try:
        settings = environ.Env.db_url_config(url)
    except ValueError as error:
        raise _refused(url, str(error)) from error
    if not settings["NAME"]:
        raise _refused(url, "it names no database")
    return _with_parts_in_place(settings)


def _with_parts_in_place(settings: dict[str, Any]) -> dict[str, Any]:
    """Move `?host=/run/postgresql` and its like from OPTIONS to where dbshell looks for them."""
    options = settings.setdefault("OPTIONS", {})
    for part in _PARTS:
        if part in options:
            settings[part.upper()] = options.pop(part)
    return settings


def _refused(url: str, reason: str) -> ImproperlyConfigured:
    return ImproperlyConfigured(
        f"DATABASE_URL is {_without_password(url)!r}: {reason}. Write it as {_EXAMPLE}, "
        "or leave it unset to use the embedded PostgreSQL."
    )


def _without_password(url: str) -> str:
    """The URL as given, fit for a log."""
    # Not by urlsplit: a URL is here because something is wrong with it.
    url = re.sub(r"(?<=[?&]password=)[^&]*", "***", url)
    return re.sub(r"(://[^:@/]*:).*@", r"\1***@", url)

"""What browsers are told to refuse: scripts, styles and frames that are not the project's own."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from http import HTTPStatus

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase

Handler = Callable[[HttpRequest], HttpResponseBase]

HEADER = "Content-Security-Policy"

# Django's own pages about an error, which DEBUG shows, bring their styles and scripts inline.
_OF_DEBUG = {HTTPStatus.NOT_FOUND, HTTPStatus.INTERNAL_SERVER_ERROR}


def content_security_policy(get_response: Handler) -> Handler:
    """Middleware that sends the setting SECURE_CSP, which has the shape of Django 6's."""
    policy = in_one_line(settings.SECURE_CSP)

    def middleware(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        if not (settings.DEBUG and response.status_code in _OF_DEBUG):
            response.headers.setdefault(HEADER, policy)
        return response

    return middleware


def in_one_line(policy: Mapping[str, Sequence[str]]) -> str:
    """The policy as its header has it."""
    return "; ".join(f"{directive} {' '.join(sources)}" for directive, sources in policy.items())

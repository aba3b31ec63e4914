"""Who can log in: one administrator, whose password nobody could guess or look up."""

from __future__ import annotations

import secrets

from axes.utils import reset
from django.contrib.auth import get_user_model

from alignment.page import Page

NAME = "admin"


def introduce(page: Page, new_password: bool) -> None:
    """Make the administrator if there is none, and tell the password, this once.

    Args:
        new_password: whether one that is there gets another.
    """
    users = get_user_model()
    known = users._default_manager.filter(username=NAME).first()
    if known is not None and not new_password:
        page.say(f"Log in as {NAME}, with the password that was shown when it was made.")
        page.say("For another one: make serve NEW_PASSWORD=1")
        return
    user = known or users(username=NAME, is_staff=True, is_superuser=True)
    password = secrets.token_urlsafe(12)
    user.set_password(password)
    user.save()
    reset(username=NAME)  # whoever tried the old one too often may try the new one
    page.line(f"Log in as {NAME}, password {password}", "bold")
    page.say("It is shown this once. For another one: make serve NEW_PASSWORD=1")

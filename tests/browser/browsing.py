"""Debian's Chromium, driven by Playwright."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    Response,
    StorageState,
    WebError,
    sync_playwright,
)

from tests.browser.serving import Served

# The variable names another one; set to `required`, BROWSER_TESTS makes its absence a failure.
CHROMIUM = os.environ.get("CHROMIUM") or "/usr/bin/chromium"
REQUIRED = os.environ.get("BROWSER_TESTS") == "required" or bool(os.environ.get("CI"))

WIDE = {"width": 1280, "height": 800}
TABLET = {"width": 768, "height": 1024}
NARROW = {"width": 390, "height": 844}


def missing() -> str:
    """Why there is no browser; empty if there is one."""
    if shutil.which(CHROMIUM):
        return ""
    return f"There is no {CHROMIUM}: apt-get install chromium, or set CHROMIUM to another one"


@contextmanager
def browsing() -> Iterator[Browser]:
    """A browser. Meanwhile this thread counts as asynchronous to Django, whose ORM refuses."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM,
            args=["--no-sandbox"] if os.geteuid() == 0 else [],
        )
        try:
            yield browser
        finally:
            browser.close()


def log_in(page: Page, server: Served, user: str = "admin") -> None:
    page.goto(server.url)
    page.get_by_label("Username").fill(user)
    page.get_by_label("Password").fill(server.passwords[user])
    page.get_by_role("button", name="Log in").click()
    page.wait_for_url(server.url)


def logged_in(browser: Browser, server: Served, user: str) -> StorageState:
    """The cookies of somebody who has logged in."""
    context = browser.new_context()
    log_in(context.new_page(), server, user)
    state = context.storage_state()
    context.close()
    return state


class Complaints(list[str]):
    """What the browser complains of: scripts that fail, what the page's policy forbids, errors."""

    def listen(self, context: BrowserContext) -> None:
        context.on("console", self._said)
        context.on("weberror", self._failed)
        context.on("response", self._answered)

    def _said(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self.append(message.text)

    def _failed(self, error: WebError) -> None:
        self.append(str(error.error))

    def _answered(self, response: Response) -> None:
        if response.status >= 500:
            self.append(f"{response.status} {response.url}")


def images() -> Path:
    """Where the pictures of the documentation are."""
    return Path(__file__).parents[2] / "docs/images"

"""`make images`: the pictures of the main pages in docs/images, each time of the same size."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import django
from playwright.sync_api import Page

# Bytes above which a picture is too large to be kept.
LARGEST = 200_000


@dataclass(frozen=True)
class Image:
    """A picture.

    Attributes:
        path: of the page.
        first_row: whether to go to the page of the list's first row.
        at: what to scroll to the top; empty for the page from its beginning.
        height, width: in pixels.
    """

    name: str
    path: str
    first_row: bool = False
    at: str = ""
    height: int = 900
    width: int = 1280
    scheme: str = "light"


IMAGES = (
    Image("index", ""),
    Image("overview", "overview/", height=1250),
    Image("snapshots", "snapshots/codebasesnapshot/?q=label-printer"),
    Image("origin", "snapshots/codebasesnapshot/?q=label-printer", first_row=True, at="#origin"),
    Image("changed", "gitcoord/gitagentsession/?q=ada-builder-1", first_row=True, at="#origin"),
    Image("overview-dark", "overview/", width=390, height=844, scheme="dark"),
)


def take() -> Iterator[str]:
    """Take all of them; yields what was done."""
    # Only now, because they need Django's settings.
    from tests.browser.browsing import browsing, images, logged_in
    from tests.browser.serving import served

    with served() as server, browsing() as browser:
        state = logged_in(browser, server, "admin")
        inspect(browser.new_context(storage_state=state, base_url=server.url).new_page())
        images().mkdir(exist_ok=True)
        for one in IMAGES:
            options: dict[str, Any] = {"color_scheme": one.scheme}
            page = browser.new_page(
                storage_state=state,
                base_url=server.url,
                viewport={"width": one.width, "height": one.height},
                **options,
            )
            show(page, one)
            file = images() / f"{one.name}.png"
            file.write_bytes(page.screenshot())
            size = file.stat().st_size
            assert size <= LARGEST, f"{file.name} is too large: {size:,} bytes"
            yield f"{file.name}: {one.width} x {one.height}, {size:,} bytes"


def inspect(page: Page) -> None:
    """So that there is something to be seen."""
    for button, heading in (
        ("Verify every row", "Every row, as verified"),
        ("Look at a rollback", "A rollback, as looked at"),
    ):
        page.goto("overview/")
        page.get_by_role("button", name=button).click()
        page.get_by_role("heading", name=heading).wait_for()


def show(page: Page, one: Image) -> None:
    from tests.browser.pages import open_first_row

    page.goto(one.path)
    if one.first_row:
        open_first_row(page)
    if one.at:
        page.locator(one.at).evaluate("element => element.scrollIntoView()")


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    for line in take():
        sys.stdout.write(f"{line}\n")

"""That everybody can use the pages: axe's rules, the keyboard, dark mode, narrow screens."""

import re
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.browser.browsing import NARROW, TABLET, WIDE, Complaints
from tests.browser.conftest import Visit
from tests.browser.pages import LISTS, ROWS, main_pages
from tests.browser.serving import Served

GRAVE = ("serious", "critical")

EVERYTHING: dict[str, Any] = {"resultTypes": ["violations"]}
CONTRAST = EVERYTHING | {"runOnly": ["color-contrast"]}

# Of all kinds of page there are, one.
DARK = ("index", "overview", "snapshots", "a row of snapshots")


def violations(page: Page, options: dict[str, Any] = EVERYTHING) -> list[str]:
    """What axe finds grave, with where it is."""
    found: list[dict[str, Any]] = Axe().run(page, options=options).response["violations"]
    return [
        f"{one['id']} ({one['impact']}): {one['help']}: {node['html'][:200]}"
        for one in found
        if one["impact"] in GRAVE
        for node in one["nodes"]
    ]


def in_the_dark(page: Page) -> list[str]:
    """Whether everything is to be read in dark mode as well."""
    page.emulate_media(color_scheme="dark")
    page.wait_for_timeout(250)  # links change their colour bit by bit
    found = violations(page, CONTRAST)
    page.emulate_media(color_scheme="light")
    return found


def test_no_page_keeps_anybody_out(admin: Page, complaints: Complaints) -> None:
    found = {}
    for name in main_pages(admin):
        assert complaints == [], name
        found[name] = violations(admin) + (in_the_dark(admin) if name in DARK else [])
        complaints.clear()  # of the styles that axe tries to set, which the policy forbids
    assert len(found) == len(LISTS) + len(ROWS)
    assert {name: those for name, those in found.items() if those} == {}


def test_nor_does_a_narrow_screen(visit: Visit) -> None:
    page = visit("admin", viewport=NARROW)
    for path in ("", "overview/", "snapshots/codebasesnapshot/"):
        page.goto(path)
        assert violations(page) == [], path


def test_the_login_and_the_problems_keep_nobody_out(
    browser: Browser, server: Served, complaints: Complaints
) -> None:
    context = browser.new_context(base_url=server.url)
    complaints.listen(context)
    page = context.new_page()
    page.goto("")
    assert violations(page) == []
    complaints.clear()
    page.goto(server.url.replace("admin/", "nowhere/"))
    assert violations(page) == []
    complaints.clear()  # that there is no such page, which is so
    context.close()


def test_the_keyboard_goes_through_the_overview_in_its_order(admin: Page) -> None:
    admin.goto("overview/")
    assert walked(admin)[0] == "Skip to main content"
    admin.keyboard.press("Enter")
    reached = walked(admin, 40)
    wanted = [
        "Verify every row",
        "Look at a rollback",
        "The picture in numbers",
        "Last crossing of each section",
    ]
    assert [one for one in reached if one in wanted] == wanted


def walked(page: Page, steps: int = 1) -> list[str]:
    """What has the focus after each press of Tab."""
    name = """() => {
        const it = document.activeElement;
        return it.getAttribute('aria-label') || it.innerText || it.tagName;
    }"""
    names = []
    for _ in range(steps):
        page.keyboard.press("Tab")
        names.append(str(page.evaluate(name)).strip())
    return names


def test_what_has_the_focus_is_seen(admin: Page) -> None:
    admin.goto("overview/")
    button = admin.get_by_role("button", name="Verify every row")
    without = button.screenshot()
    button.focus()
    admin.keyboard.press("Shift+Tab")
    admin.keyboard.press("Tab")
    expect(button).to_be_focused()
    assert button.screenshot() != without


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_dark_mode_follows_the_system(visit: Visit, scheme: str) -> None:
    page = visit("admin", color_scheme=scheme)
    page.goto("overview/")
    lightness = page.evaluate("""() => {
        const [r, g, b] = getComputedStyle(document.body).backgroundColor.match(/\\d+/g);
        return (+r + +g + +b) / 3;
    }""")
    assert (lightness > 200) == (scheme == "light")


def test_a_narrow_screen_scrolls_in_one_direction(visit: Visit) -> None:
    """What is wider, as tables are, scrolls within itself."""
    for screen in (NARROW, TABLET, WIDE):
        page = visit("admin", viewport=screen)
        for name in main_pages(page):
            width = page.evaluate("document.documentElement.scrollWidth")
            assert width <= screen["width"], f"{name}, {screen}"


def test_the_picture_is_whole_and_legible_at_any_width(visit: Visit) -> None:
    for screen in (NARROW, TABLET, WIDE):
        page = visit("admin", viewport=screen)
        page.goto("overview/")
        picture = page.get_by_role("img", name=re.compile("Legacy tables on the left"))
        box = picture.bounding_box()
        assert box, screen
        assert 0 <= box["x"] <= box["x"] + box["width"] <= screen["width"]
        letters = picture.locator("text").evaluate_all(
            "texts => texts.map(text => text.getBoundingClientRect())"
        )
        assert all(box["x"] - 1 <= one["left"] for one in letters), screen
        assert all(one["right"] <= box["x"] + box["width"] + 1 for one in letters), screen
        assert min(one["height"] for one in letters) >= 11, screen


def test_a_list_has_the_width_of_a_laptop(visit: Visit) -> None:
    """Nothing of it is out of sight where there is room."""
    page = visit("admin", viewport=WIDE)
    for name in ("snapshots", "sessions", "merge history", "ledger", "runs"):
        page.goto(LISTS[name])
        hidden = page.locator(".results").evaluate("box => box.scrollWidth - box.clientWidth")
        assert hidden <= 0, name

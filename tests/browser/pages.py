"""The main pages, by what people call them."""

from collections.abc import Iterator

from playwright.sync_api import Page

LISTS = {
    "index": "",
    "overview": "overview/",
    "snapshots": "snapshots/codebasesnapshot/",
    "sessions": "gitcoord/gitagentsession/",
    "pending merges": "gitcoord/pendingmerge/",
    "merge history": "gitcoord/mergehistory/",
    "templates": "techknowledge/technologytemplate/",
    "patterns": "techknowledge/technologypattern/",
    "ledger": "alignment/movedrow/",
    "runs": "alignment/alignmentrun/",
    "inspections": "alignment/inspection/",
}

# Lists of which the first row is looked at too.
ROWS = ("snapshots", "sessions", "templates", "patterns", "runs")


def main_pages(page: Page) -> Iterator[str]:
    """Go to one after the other; yields its name."""
    for name, path in LISTS.items():
        page.goto(path)
        yield name
        if name in ROWS:
            open_first_row(page)
            yield f"a row of {name}"


def open_first_row(page: Page) -> None:
    page.locator("#result_list tbody tr").first.locator("th a").click()
    page.wait_for_load_state()

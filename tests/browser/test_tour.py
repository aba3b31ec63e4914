"""What people come for: in order, with the data of the demo, from the login to the export."""

import csv
import json
import re
from io import StringIO
from pathlib import Path

from playwright.sync_api import Browser, Page, expect

from tests.browser.browsing import Complaints, log_in
from tests.browser.conftest import Visit
from tests.browser.pages import open_first_row
from tests.browser.serving import Served


def verify(page: Page) -> None:
    """Press the button, and wait until the result is there."""
    page.goto("overview/")
    page.get_by_role("button", name="Verify every row").click()
    expect(page.get_by_role("heading", name="Every row, as verified")).to_be_visible()
    expect(page.get_by_role("button", name="Verify every row")).to_be_visible()


def sentence(page: Page, about: str) -> str:
    item = page.locator(".told li").filter(has=page.get_by_text(about, exact=True))
    return item.inner_text()


def test_logging_in_leads_to_the_summary(
    browser: Browser, server: Served, complaints: Complaints
) -> None:
    context = browser.new_context(base_url=server.url)
    complaints.listen(context)
    page = context.new_page()
    log_in(page, server)
    expect(page.get_by_role("region", name="Overview")).to_contain_text("aligned tables in use")
    page.get_by_role("region", name="Overview").get_by_role("link").click()
    expect(page).to_have_title(re.compile("^Overview"))
    context.close()


def test_the_picture_and_the_table_say_the_same(admin: Page) -> None:
    admin.goto("overview/")
    picture = admin.get_by_role("img", name=re.compile("Legacy tables on the left"))
    expect(picture).to_be_visible()
    expect(picture).to_contain_text("6,000 rows, archive")
    row = admin.get_by_role("row").filter(has_text="detection_events").first
    expect(row).to_contain_text("6,000")


def test_a_row_that_crossed_shows_its_origin(admin: Page) -> None:
    admin.goto("snapshots/codebasesnapshot/")
    admin.locator("#searchbar").fill("invoice-press")
    with admin.expect_navigation():
        admin.locator("#searchbar").press("Enter")
    open_first_row(admin)
    origin = admin.locator("#origin")
    expect(origin.get_by_role("heading", name="Origin")).to_be_visible()
    expect(origin.get_by_role("row").filter(has_text="codebase_id").first).to_contain_text("data")
    origin.get_by_text("verbatim").first.click()
    expect(origin.get_by_text("detector", exact=True).first).to_be_visible()


def test_what_was_written_since_is_marked(admin: Page) -> None:
    """The demo's night: one snapshot was detected again, another one is new."""
    admin.goto("snapshots/codebasesnapshot/?q=checkout-web")
    open_first_row(admin)
    expect(admin.locator("#origin")).to_contain_text(re.compile("born|new|inserted", re.I))


def test_a_verification_runs_beside_the_page_and_is_told(admin: Page) -> None:
    verify(admin)
    assert "every row is accounted for, and nothing is amiss" in sentence(admin, "Verification")
    verified = admin.get_by_role("region", name="Every row, as verified").last
    expect(verified.get_by_role("row").filter(has_text="detection_events")).to_contain_text("yes")


def test_what_a_rollback_would_carry_is_looked_at(admin: Page) -> None:
    admin.goto("overview/")
    admin.get_by_role("button", name="Look at a rollback").click()
    expect(admin.get_by_role("heading", name="A rollback, as looked at")).to_be_visible()
    expect(admin.locator(".command")).to_contain_text("migrate alignment 0001 --expect")


def test_what_is_amiss_is_found_and_told(admin: Page, server: Served) -> None:
    some = "id IN (SELECT id FROM public_archive.git_commits LIMIT 1)"
    server.sql(f"UPDATE public_archive.git_commits SET message = message || '!' WHERE {some}")
    try:
        verify(admin)
        assert "1 finding" in sentence(admin, "Verification")
        expect(admin.locator(".verdict")).to_contain_text("Look at this: verification.")
        expect(admin.locator(".findings")).to_contain_text("are not what their receipts say")
    finally:
        server.sql("UPDATE public_archive.git_commits SET message = rtrim(message, '!')")
    verify(admin)


def test_an_inspection_is_followed_and_outlives_the_page(admin: Page, server: Served) -> None:
    with server.locking("technology_patterns"):
        admin.goto("overview/")
        admin.get_by_role("button", name="Verify every row").click()
        work = admin.get_by_role("region", name="At work")
        expect(work.get_by_role("status")).to_contain_text("9 of 10 steps done")
        expect(admin.get_by_role("button", name="Verify every row")).to_have_count(0)
        admin.goto("")
        admin.goto("overview/")
        expect(work).to_be_visible()
    expect(work).to_have_count(0)
    assert "nothing is amiss" in sentence(admin, "Verification")


def test_without_scripts_the_link_does_the_same(visit: Visit, server: Served) -> None:
    page = visit("admin", java_script_enabled=False)
    with server.locking("technology_patterns"):
        page.goto("overview/")
        page.get_by_role("button", name="Verify every row").click()
        page.get_by_role("link", name="Look again").click()
        expect(page.get_by_role("region", name="At work")).to_be_visible()
    for _ in range(50):
        page.reload()
        if not page.get_by_role("region", name="At work").count():
            break
        page.wait_for_timeout(100)
    assert "nothing is amiss" in sentence(page, "Verification")


def test_what_is_filtered_is_exported(admin: Page, tmp_path: Path) -> None:
    admin.goto("snapshots/codebasesnapshot/?q=label-printer")
    counted = admin.locator("#result_list tbody tr").count()
    for kind in ("CSV", "JSON"):
        with admin.expect_download() as download:
            admin.get_by_role("link", name=f"Export {kind}").click()
        file = tmp_path / kind
        download.value.save_as(file)
        text = file.read_text()
        rows = list(csv.DictReader(StringIO(text))) if kind == "CSV" else json.loads(text)
        assert len(rows) >= counted > 0
        assert {row["codebase_id"] for row in rows} == {"label-printer"}


def test_who_may_only_look_sees_all_and_changes_nothing(viewer: Page) -> None:
    viewer.goto("overview/")
    expect(viewer.get_by_role("img", name=re.compile("Legacy tables"))).to_be_visible()
    expect(viewer.get_by_role("button", name="Verify every row")).to_have_count(0)
    viewer.goto("gitcoord/gitagentsession/")
    expect(viewer.get_by_role("link", name="Add git agent session")).to_have_count(0)
    open_first_row(viewer)
    expect(viewer.locator("#origin")).to_be_visible()
    expect(viewer.get_by_role("button", name="Save")).to_have_count(0)


def test_a_section_that_was_rolled_back_is_told(admin: Page, server: Served) -> None:
    server.manage("migrate", "snapshots", "0001")
    try:
        admin.goto("overview/")
        expect(admin.locator(".verdict")).to_contain_text("Look at this: tables.")
        assert "On legacy tables: snapshots" in sentence(admin, "Tables")
        admin.goto("snapshots/codebasesnapshot/")
        expect(admin.locator("main")).to_contain_text("is not in use")
    finally:
        server.manage("migrate")

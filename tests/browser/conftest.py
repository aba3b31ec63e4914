"""A browser for each module, a server for the session, and pages that must not be complained of.

`admin`, `viewer`    a page of somebody who has logged in; the test fails if the browser complains
`visit`              any number of them: `visit("viewer", viewport=NARROW, color_scheme="dark")`
"""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, StorageState
from pytest_django import DjangoDbBlocker

from tests.browser.browsing import (
    REQUIRED,
    WIDE,
    Complaints,
    browsing,
    logged_in,
    missing,
)
from tests.browser.serving import Served, served

Visit = Callable[..., Page]


@pytest.fixture(scope="session")
def chromium() -> None:
    """That there is one. In CI, where nobody would notice what was skipped, its absence fails."""
    if reason := missing():
        if REQUIRED:
            pytest.fail(reason)
        pytest.skip(reason)


@pytest.fixture(scope="session")
def server(chromium: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Served]:
    with django_db_blocker.unblock(), served() as server:
        yield server


@pytest.fixture(scope="module")
def browser(chromium: None) -> Iterator[Browser]:
    """Closed with the module: while it is open, Django's ORM refuses to work in this thread."""
    with browsing() as browser:
        yield browser


@pytest.fixture(scope="module")
def states(browser: Browser, server: Served) -> dict[str, StorageState]:
    """Everybody's cookies, so that each logs in once."""
    return {user: logged_in(browser, server, user) for user in server.passwords}


@pytest.fixture
def complaints() -> Iterator[Complaints]:
    complaints = Complaints()
    yield complaints
    assert complaints == []


@pytest.fixture
def visit(
    browser: Browser, server: Served, states: dict[str, StorageState], complaints: Complaints
) -> Iterator[Visit]:
    contexts = []

    def begin(user: str, **options: Any) -> Page:
        context = browser.new_context(
            storage_state=states[user],
            base_url=server.url,
            **{"viewport": WIDE, "reduced_motion": "reduce"} | options,
        )
        contexts.append(context)
        complaints.listen(context)
        context.set_default_timeout(15_000)
        return context.new_page()

    yield begin
    for context in contexts:
        context.close()


@pytest.fixture
def admin(visit: Visit) -> Page:
    return visit("admin")


@pytest.fixture
def viewer(visit: Visit) -> Page:
    return visit("viewer")

"""That nobody mistakes tests without a browser for tests that passed."""

import pytest

from tests.browser import browsing


def test_a_browser_that_is_missing_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(browsing, "CHROMIUM", "/nowhere/chromium")
    assert "There is no /nowhere/chromium: apt-get install chromium" in browsing.missing()


def test_one_that_is_there_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(browsing, "CHROMIUM", "sh")
    assert browsing.missing() == ""

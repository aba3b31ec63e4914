"""Long lists: counted up to a limit, gone through by key behind the last page."""

import re

import pytest
from django.test import Client

from tests.alignment.admin.crossing import HERE, page
from tests.alignment.admin.test_lists import LIST, listed, rows
from tests.rows import insert, snapshot

pytestmark = pytest.mark.django_db


def test_what_is_beyond_the_limit_is_said_and_gone_on_to(admin_client: Client, few: int) -> None:
    rows(*range(1, 8))
    first = page(admin_client, LIST)
    assert "There are &gt;4" in first
    assert "go on from the last page" in first
    last = page(admin_client, LIST, p="2")
    assert listed(last) == ["codebase 5", "codebase 4"]
    [query] = re.findall(r'href="\?after=(\d+)" rel="next"', last)
    beyond = page(admin_client, LIST, after=query)
    assert listed(beyond) == ["codebase 3", "codebase 2"]
    assert "Back to the beginning" in beyond
    assert listed(page(admin_client, LIST, after=query, p="2")) == ["codebase 1"]


def test_of_more_rows_than_are_counted_the_first_have_pages(
    admin_client: Client, few: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("alignment.admin.changelist.MOST", few + 2)
    rows(*range(1, 9))
    for query in ({}, {"q": "codebase"}):
        last = page(admin_client, LIST, p="2", **query)
        assert "There are &gt;6; these are the first 4." in last
        assert listed(last) == ["codebase 6", "codebase 5"]
        assert 'rel="next"' in last


def test_stretches_keep_filters_and_order(admin_client: Client, few: int) -> None:
    rows(*range(1, 8))
    last = page(admin_client, LIST, o="3", p="2")  # by inserted_at
    assert listed(last) == ["codebase 3", "codebase 4"]
    [query] = re.findall(r'href="\?after=(\d+)&amp;o=3" rel="next"', last)
    assert listed(page(admin_client, LIST, o="3", after=query)) == ["codebase 5", "codebase 6"]


def test_stretches_lose_no_row_of_an_instant(admin_client: Client, few: int) -> None:
    at_once = [snapshot(number, inserted_at="2025-03-01") for number in range(1, 8)]
    insert(HERE, "codebase_snapshots", *at_once)
    first, last = (page(admin_client, LIST, o="3", p=number) for number in "12")
    [query] = re.findall(r'href="\?after=(\d+)&amp;o=3" rel="next"', last)
    beyond = [page(admin_client, LIST, o="3", after=query, p=number) for number in "12"]
    found = [name for text in (first, last, *beyond) for name in listed(text)]
    assert found == [f"codebase {number}" for number in range(1, 8)]

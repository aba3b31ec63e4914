"""Pages that are measured: which they are, what they cost, and what is told of them."""

from typing import Any

import pytest
from django.contrib import admin

from benchmarks import pages
from benchmarks.pages import GOAL
from benchmarks.server import Server
from benchmarks.states import States
from benchmarks.visitor.links import Link, offer
from benchmarks.visitor.visits import Page, beginnings, visit
from tests.benchmarks.conftest import EVENTS

Cost = dict[str, Any]

LIST = "/admin/snapshots/codebasesnapshot/"

PAGE = """
    <nav id="nav-sidebar"><table><tr><th><a href="/admin/auth/user/?x=1">Users</a></th></tr></table>
    </nav>
    <div id="content"><p>Text that has no end
      <ul class="object-tools"><li><a href="add/">Add</a></li>
        <li><a href="export/csv/?status=new">Export CSV</a></li></ul>
      <form role="search"><input name="q"></form>
      <details data-filter-title="status"><a href="?">All</a><a href="?status=new">new</a></details>
      <table id="result_list"><thead><tr><th><a href="?o=1">Name</a></th></tr></thead>
        <tbody><tr><th><a href="5/change/">ada</a></th><td><br>7 &amp; 8</td></tr>
          <tr><th><a href="4/change/">ben</a></th><td>9</td></tr></tbody></table>
      <p class="paginator"><a href="?p=2">2</a></p>
      <p><a href="?after=4" rel="next">go on</a> <a href="#origin">Origin</a></p>
      <a class="deletelink" href="delete/">Delete</a>
      <a href="/admin/elsewhere/?id=5">Receipts</a></div>"""


@pytest.fixture(scope="module")
def costs(server: Server, states: States) -> list[Cost]:
    """Of all that begins at two lists; of every list it takes a minute."""
    return pages.measure(server, states, times=1, words=["snapshots", "archived git_commits"])


def cost(ways: tuple[str, ...] = (), milliseconds: float = 1.0, **more: Any) -> Cost:
    """A page of a list."""
    found = {
        "of": "snapshots",
        "ways": ways,
        "address": f"/{'/'.join(ways)}",
        "queries": 5,
        "milliseconds": {"median": milliseconds},
        "slowest": {"milliseconds": milliseconds / 2, "statement": "SELECT slowly"},
    }
    return found | more


def cells(line: str) -> list[str]:
    return [cell.strip() for cell in line.strip("|").split("|")]


def test_links_are_told_apart_by_where_they_stand() -> None:
    found = offer(PAGE, "/admin/list/")

    assert found.links == (
        Link("tool", "/admin/list/add/"),
        Link("export csv", "/admin/list/export/csv/?status=new"),
        Link("filter status", "/admin/list/?status=new"),
        Link("sort", "/admin/list/?o=1"),
        Link("row", "/admin/list/5/change/"),
        Link("row", "/admin/list/4/change/"),
        Link("page", "/admin/list/?p=2"),
        Link("next", "/admin/list/?after=4"),
        Link("delete", "/admin/list/delete/"),
        Link("link", "/admin/elsewhere/?id=5"),
    )
    assert found.texts == ("ada", "7 & 8")
    assert found.has_search


@pytest.mark.django_db
def test_every_list_of_the_admin_is_begun_from() -> None:
    lists = {page.of for page in beginnings() if not page.ways}

    assert lists >= {str(model._meta.verbose_name_plural) for model in admin.site._registry}
    assert lists >= {"index", "overview", "archive", "archived detection_events"}


@pytest.mark.django_db
def test_what_a_page_offers_is_visited_once_and_two_clicks_far() -> None:
    visited: list[Page] = []

    def load(page: Page) -> str:
        visited.append(page)
        return PAGE

    visit(load, ["codebase"])

    addresses = [page.address for page in visited]
    assert len(addresses) == len(set(addresses))
    assert {page.of for page in visited} == {"codebase snapshots"}
    assert max(len(page.ways) for page in visited) == 2
    assert f"{LIST}?status=new" in addresses
    assert f"{LIST}?status=new&q=ada" in addresses


def test_pages_of_every_kind_are_measured(costs: list[Cost]) -> None:
    kinds = {
        page["ways"][0] for page in costs if page["of"] == "codebase snapshots" and page["ways"]
    }

    assert kinds == {
        *("filter technology", "filter inserted at", "search", "sort", "page"),
        *("row", "tool", "export csv", "export json"),
    }
    assert {page["of"] for page in costs} == {"codebase snapshots", "archived git_commits"}


def test_a_page_costs_queries_and_time_of_the_database(costs: list[Cost]) -> None:
    for page in costs:
        assert page["queries"] > 2  # session, user, and what the page is about
        assert 0 < page["slowest"]["milliseconds"] <= page["milliseconds"]["median"]
        assert page["milliseconds"]["median"] <= page["answered"]["median"]
        assert page["slowest"]["statement"]


def test_rows_that_were_written_to_are_looked_at(costs: list[Cost]) -> None:
    queries = {page["queries"] for page in costs if page["address"].endswith("/change/")}

    # What the mapping makes of their legacy row today is only asked of these.
    assert max(queries) > min(queries) + 10


def test_a_list_is_saved_to_its_end(costs: list[Cost]) -> None:
    whole = [page["whole"] for page in costs if "whole" in page]

    assert len(whole) == 2  # as CSV and as JSON
    for file in whole:
        assert file["rows"] == pytest.approx(EVENTS, abs=10)  # some were born, some deleted
        assert file["seconds"] > 0


def test_a_line_has_the_most_that_pages_of_a_list_take() -> None:
    told = [cost(), cost(("search",), 30), cost(("filter status", "search"), 70)]

    [*_, line] = pages.table(told).splitlines()
    assert cells(line) == ["snapshots", "3", "5", "1", "", "70", "", "", "", "", "", "met"]
    [*_, line] = pages.table([*told, cost(("row",), GOAL + 1)]).splitlines()
    assert cells(line)[-1] == "not met"


def test_of_a_page_that_is_too_slow_it_is_told_why() -> None:
    told = pages.too_slow([cost(), cost(("row",), 102), cost(("export csv",), 900)])

    assert told == ["/row: 102 ms, of which 51 for\n    SELECT slowly"]


def test_files_have_a_table_of_their_own() -> None:
    told = [cost(), cost(("export csv",), 20, whole={"rows": 1000, "seconds": 2.5})]

    [_, _, line] = pages.files(told).splitlines()
    assert cells(line) == ["snapshots, export csv", "1,000", "20.0", "2.5"]

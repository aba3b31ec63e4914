"""Lists: a fixed number of queries, of what an index answers, in an order that an index has."""

import re
from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.html import escape

from alignment.admin.search import Search, beginning
from alignment.admin.tables import SMALL, Standing
from snapshots.models import CodebaseSnapshot
from tests.alignment.admin.crossing import HERE, crossed, page
from tests.rows import event, insert, merge, snapshot

pytestmark = pytest.mark.django_db

LIST = "snapshots/codebasesnapshot/"

Asked = Callable[..., list[str]]


@pytest.fixture
def asked(admin_client: Client) -> Asked:
    """The queries that a page costs, without those for who is asking."""

    def ask(path: str, **query: str) -> list[str]:
        page(admin_client, path, **query)
        with CaptureQueriesContext(connection) as captured:
            page(admin_client, path, **query)
        texts = [one["sql"] for one in captured.captured_queries]
        return [one for one in texts if "django_session" not in one and "auth_user" not in one]

    return ask


def rows(*numbers: int) -> None:
    insert(HERE, "codebase_snapshots", *(snapshot(number) for number in numbers))


def listed(text: str) -> list[str]:
    return re.findall(r">(codebase \d+)</a>", text)


@pytest.mark.parametrize(
    ("path", "query", "most"),
    [
        (LIST, {}, 5),
        (LIST, {"inserted_at": "2025-03"}, 6),
        (LIST, {"q": "codebase"}, 6),
        (LIST, {"technology": "language:go"}, 6),
        ("gitcoord/gitagentsession/", {}, 6),
        ("gitcoord/pendingmerge/", {}, 5),
        ("gitcoord/mergehistory/", {"status": "merged"}, 6),
        ("techknowledge/technologytemplate/", {}, 7),
        ("techknowledge/technologypattern/", {}, 5),
        ("alignment/movedrow/", {}, 3),
        ("alignment/alignmentrun/", {}, 3),
    ],
)
def test_a_list_is_a_fixed_number_of_queries(
    asked: Asked, path: str, query: dict[str, str], most: int
) -> None:
    crossed("snapshots", "detection_events", event(1))
    rows(9)
    insert(HERE, "git_merge_history", merge(0))
    few_rows = len(asked(path, **query))
    rows(*range(10, 40))
    insert(HERE, "git_merge_history", *(merge(number) for number in range(1, 40)))
    assert len(asked(path, **query)) == few_rows
    assert few_rows <= most


def test_the_page_of_a_row_is_a_fixed_number_of_queries(asked: Asked) -> None:
    few_others, _ = (
        crossed("snapshots", "detection_events", event(n, data={"codebase_id": "shop"}))[
            0
        ].aligned_id
        for n in (1, 2)
    )
    before = asked(f"{LIST}{few_others}/change/")
    for number in range(10, 30):
        insert(HERE, "codebase_snapshots", snapshot(number, codebase_id="shop"))
    assert len(asked(f"{LIST}{few_others}/change/")) == len(before)
    assert len(before) <= 12


def test_lists_read_no_documents_and_count_no_table(asked: Asked) -> None:
    rows(1, 2, 3)
    queries = asked(LIST)
    assert not [one for one in queries if '"metadata"' in one or "DISTINCT" in one]
    [count] = [one for one in queries if "COUNT(" in one]
    assert "LIMIT 10001" in count


@pytest.mark.parametrize(("order", "times"), [("", 1), ("3", 2)])  # by key, by inserted_at
def test_what_is_asked_for_is_looked_for_with_room(asked: Asked, order: str, times: int) -> None:
    rows(*range(1, 8))
    queries = asked(LIST, q="codebase", technology="language:go", o=order)
    places = [place for place, query in enumerate(queries) if "&&" in query]
    assert len(places) == times
    assert "work_mem" in queries[places[0] - 1]


def test_a_filtered_list_is_in_order_page_by_page(admin_client: Client, few: int) -> None:
    rows(1, 2, 3)
    for order, expected in (("", [["3", "2"], ["1"]]), ("3", [["1", "2"], ["3"]])):
        pages = [page(admin_client, LIST, q="codebase", o=order, p=number) for number in "12"]
        assert [re.findall(r">codebase (\d)</a>", text) for text in pages] == expected


MEANINGLESS = [
    ({"p": "9"}, "'p' is '9', and this list has 2 pages."),
    ({"p": "x"}, "'p' is 'x', and pages are numbered from 1."),
    ({"p": "0"}, "'p' is '0', and pages are numbered from 1."),
    ({"after": "x"}, "'after' is 'x', and that is no key of this table."),
    ({"after": "\0"}, "'after' is '\\x00', and PostgreSQL has no texts with a NUL character."),
    ({"codebase_id": "\0"}, "'codebase_id' is '\\x00', and PostgreSQL has no texts"),
    ({"q": "\0"}, "'q' is '\\x00', and PostgreSQL has no texts with a NUL character."),
    ({"o": "9"}, "'o' is '9', and columns are numbered from 0 to 3."),
    ({"o": "x"}, "'o' is 'x', and columns are numbered from 0 to 3."),
    ({"snapshot_id": "five"}, "'snapshot_id' is 'five', and no row can have that."),
    ({"<i>": "<script>"}, "'<i>' is '<script>', and this list has no such filter."),
]


@pytest.mark.parametrize(("query", "words"), MEANINGLESS)
def test_an_address_that_means_nothing_is_told_and_leads_back(
    admin_client: Client, query: dict[str, str], words: str
) -> None:
    rows(1)
    insert(HERE, "codebase_snapshots", *(snapshot(number) for number in range(100, 220)))
    answer = admin_client.get(f"/admin/{LIST}", query)
    assert (answer.status_code, answer.headers["Location"]) == (302, f"/admin/{LIST}")
    told = page(admin_client, LIST)
    assert escape(f"The address was not understood. {words}") in told
    assert "This is the whole list." in told


@pytest.mark.parametrize(("query", "words"), MEANINGLESS)
def test_no_file_is_made_of_such_an_address(
    admin_client: Client, query: dict[str, str], words: str
) -> None:
    insert(HERE, "codebase_snapshots", *(snapshot(number) for number in range(100, 220)))
    for kind in ("csv", "json"):
        answer = admin_client.get(f"/admin/{LIST}export/{kind}/", query)
        assert answer.status_code == 400
        assert escape(words) in answer.content.decode()


def test_a_page_behind_the_only_one_is_not_the_only_one(admin_client: Client) -> None:
    answer = admin_client.get(f"/admin/{LIST}", {"p": "999999"}, follow=True)
    assert escape("'p' is '999999', and this list has 1 page.") in answer.content.decode()


@pytest.mark.parametrize(
    "lookup",
    ["metadata__a", "codebase_id__icontains", "codebase_id__regex", "detected_technologies__len"],
)
def test_only_what_an_index_answers_may_be_asked(admin_client: Client, lookup: str) -> None:
    for path in (LIST, f"{LIST}export/csv/"):
        answer = admin_client.get(f"/admin/{path}", {lookup: "1"})
        assert answer.status_code == 400
        assert f"Filtering by {lookup} not allowed" in answer.content.decode()


def test_a_codebase_is_listed_newest_first(admin_client: Client) -> None:
    for place, number in enumerate((3, 9, 5), 1):
        insert(
            HERE,
            "codebase_snapshots",
            snapshot(place, codebase_id="codebase 1", snapshot_id=number),
        )
    text = page(admin_client, LIST, codebase_id="codebase 1")
    assert re.findall(r'"field-snapshot_id">(\d+)', text) == ["9", "5", "3"]


def test_search_finds_beginnings_numbers_and_technologies(admin_client: Client) -> None:
    insert(HERE, "codebase_snapshots", snapshot(1, codebase_id="codebase 1_%"))
    insert(HERE, "codebase_snapshots", snapshot(2, detected_technologies=["language:Rust"]))
    assert listed(page(admin_client, LIST, q="codebase 1_")) == []  # a link of another text
    assert "codebase 1_%" in page(admin_client, LIST, q="codebase 1_")
    assert listed(page(admin_client, LIST, q="odebase")) == []
    assert listed(page(admin_client, LIST, q="2")) == ["codebase 2"]
    assert listed(page(admin_client, LIST, q="language:rust")) == ["codebase 2"]
    for term in ("9" * 40, "\U0010ffff", "%", "²", "'; DROP"):
        assert listed(page(admin_client, LIST, q=term)) == []


@pytest.mark.parametrize("term", ["codebase", "codebase 2", "~", "\ud7ff", "\U0010ffff", "é"])
def test_a_beginning_is_a_range(term: str) -> None:
    for number, text in enumerate(
        ("codebase 2", "~x", "\ud7ffx", "\ue000", "\U0010ffffx", "éa"), 1
    ):
        insert(HERE, "codebase_snapshots", snapshot(number, codebase_id=text))
    found = CodebaseSnapshot.objects.filter(beginning("codebase_id", term))
    expected = CodebaseSnapshot.objects.filter(codebase_id__startswith=term)
    assert set(found.values_list("pk")) == set(expected.values_list("pk"))


def test_where_no_index_has_beginnings_the_whole_is_asked_for() -> None:
    search = Search(texts=("agent_id", "branch"), numbers=("pr_number",))
    by_language = Standing(in_use=True, size=SMALL + 1, sorted_by_code_point=False)
    assert search.help(by_language) == "Whole agent id, branch or pr number. Capitals matter."
    assert str(search.meaning("a", by_language)).count("startswith") == 0
    small = Standing(in_use=True, size=SMALL, sorted_by_code_point=False)
    assert "Beginning of agent id or branch. Whole pr number." in search.help(small)
    assert "startswith" in str(search.meaning("a", small))


def test_lists_show_instants_to_the_second_and_pages_in_full(admin_client: Client) -> None:
    times = ("2025-03-01 10:00:00.123456", "infinity")
    rows = [snapshot(number, inserted_at=one) for number, one in enumerate(times, 1)]
    [first, _] = insert(HERE, "codebase_snapshots", *rows)
    listed = page(admin_client, "snapshots/codebasesnapshot/")
    assert ">2025-03-01 10:00:00<" in listed
    assert ">infinity<" in listed
    assert times[0] in page(admin_client, f"snapshots/codebasesnapshot/{first}/change/")

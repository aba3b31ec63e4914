"""Filters offer what is there, by steps down an index."""

import re
from datetime import datetime

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from alignment.admin.periods import Period
from alignment.catalog import execute
from snapshots.models import CodebaseSnapshot
from tests.alignment.admin.crossing import HERE, page
from tests.rows import agent_session, insert, pending_merge, snapshot

pytestmark = pytest.mark.django_db

LIST = "snapshots/codebasesnapshot/"


@pytest.fixture
def dated() -> None:
    """Four snapshots, and one nobody knows the date of."""
    for number, text in enumerate(
        ("2023-12-31 23:59:59", "2025-03-01 00:00:00", "2025-03-14 12:00:00", "2025-04-01", None), 1
    ):
        insert(HERE, "codebase_snapshots", snapshot(number, inserted_at=text))


def shown(client: Client, **query: str) -> list[str]:
    """The code bases of a list."""
    text = page(client, LIST, **query)
    return [one for one in (f"codebase {n}" for n in range(1, 9)) if f">{one}</a>" in text]


def refused(client: Client, path: str = LIST, **query: str) -> str:
    """What is said above the whole list, to which an address led that is not understood."""
    answer = client.get(f"/admin/{path}", query)
    assert (answer.status_code, answer.headers["Location"]) == (302, f"/admin/{path}")
    text = page(client, path)
    [told] = re.findall(r'<li class="warning">(.*?)</li>', text)
    assert "This is the whole list." in told
    return str(told)


@pytest.mark.usefixtures("dated")
def test_a_year_a_month_a_day_and_none(admin_client: Client) -> None:
    assert shown(admin_client, inserted_at="2023") == ["codebase 1"]
    assert shown(admin_client, inserted_at="2025") == ["codebase 2", "codebase 3", "codebase 4"]
    assert shown(admin_client, inserted_at="2025-03") == ["codebase 2", "codebase 3"]
    assert shown(admin_client, inserted_at="2025-03-14") == ["codebase 3"]
    assert shown(admin_client, inserted_at__isnull="True") == ["codebase 5"]


@pytest.mark.usefixtures("dated")
def test_what_is_offered_is_there(admin_client: Client) -> None:
    years = page(admin_client, LIST)
    assert "?inserted_at=2025" in years
    assert "?inserted_at=2023" in years
    assert "?inserted_at=2024" not in years
    months = page(admin_client, LIST, inserted_at="2025")
    assert "?inserted_at=2025-03" in months
    assert "?inserted_at=2025-04" in months
    assert "?inserted_at=2025-01" not in months
    days = page(admin_client, LIST, inserted_at="2025-03")
    assert "?inserted_at=2025-03-01" in days
    assert "?inserted_at=2025-03-14" in days


def test_a_table_that_has_no_index_of_dates_is_read_once(admin_client: Client) -> None:
    for number, text in enumerate(("2023-05-31", "2025-03-01", "2025-03-14", None), 1):
        insert(HERE, "git_pending_merges", pending_merge(number, inserted_at=text))
    with CaptureQueriesContext(connection) as captured:
        text = page(admin_client, "gitcoord/pendingmerge/")
    assert re.findall(r'"\?inserted_at=(\d+)"', text) == ["2025", "2023"]
    [query] = [one["sql"] for one in captured if "date_trunc" in one["sql"]]
    assert query.count('"git_pending_merges"') == 1
    months = page(admin_client, "gitcoord/pendingmerge/", inserted_at="2025")
    assert "?inserted_at=2025-03" in months
    assert "?inserted_at=2023-05" not in months


def test_instants_beyond_all_calendars_are_listed(admin_client: Client) -> None:
    for number, text in enumerate(("infinity", "-infinity", "4713-01-01 BC", "294276-12-31"), 1):
        insert(HERE, "codebase_snapshots", snapshot(number, inserted_at=text))
    text = page(admin_client, LIST)
    for expected in ("infinity", "-infinity", "4713-01-01 00:00:00 BC", "294276-12-31 00:00:00"):
        assert f'"instant">{expected}</span>' in text


@pytest.mark.parametrize(
    "text", ["2025-13", "25", "2025-02-30", "x", "0000", "2025-1", "\uff12\uff10\uff12\uff15"]
)
def test_no_date_is_no_filter(admin_client: Client, text: str) -> None:
    told = refused(admin_client, inserted_at=text)
    assert "&#x27;inserted_at&#x27; is " in told
    assert "and that is no date: write 2025, 2025-03 or 2025-03-14." in told


def test_periods_end_where_the_next_begins() -> None:
    periods = [Period.read(text) for text in ("2025", "2025-12", "2024-02-29", "9999", "9999-12")]
    ends = [str(period.end) for period in periods]
    assert ends == ["2026-01-01", "2026-01-01", "2024-03-01", "9999-12-31", "9999-12-31"]


def test_known_values_are_those_of_the_column(admin_client: Client) -> None:
    for number, status in enumerate(("active", "active", "merged", ""), 1):
        insert(HERE, "git_agent_sessions", agent_session(number, status=status))
    text = page(admin_client, "gitcoord/gitagentsession/")
    assert [f"?status={one}" in text for one in ("active", "merged", "lost")] == [True, True, False]
    chosen = page(admin_client, "gitcoord/gitagentsession/", status="")
    assert ">agent 4</a>" in chosen
    assert ">agent 1</a>" not in chosen


def test_common_technologies_are_those_that_analyze_counted(admin_client: Client) -> None:
    for number in range(1, 40):
        insert(
            HERE, "codebase_snapshots", snapshot(number, detected_technologies=["language:elixir"])
        )
    execute(connection, "ANALYZE codebase_snapshots")
    text = page(admin_client, LIST)
    assert "?technology=language%3Aelixir" in text
    assert "1 codebase snapshot" not in page(admin_client, LIST, technology="language:elixir")


def test_a_technology_that_cannot_be_is_no_filter(admin_client: Client) -> None:
    told = refused(admin_client, technology="language:" + "x" * 3000)
    assert "that is no technology" in told
    assert "x" * 100 not in told


@pytest.mark.parametrize(
    ("path", "query"),
    [
        ("alignment/movedrow/", {"pair": "nonsense"}),
        ("alignment/movedrow/", {"partner": "nonsense"}),
        ("alignment/alignmentrun/", {"section": "nonsense"}),
    ],
)
def test_a_choice_that_is_not_offered_is_none(
    admin_client: Client, path: str, query: dict[str, str]
) -> None:
    assert "that is none of its choices" in refused(admin_client, path, **query)
    assert admin_client.get(f"/admin/{path}export/csv/", query).status_code == 400


def test_a_date_that_is_not_offered_is_refused(
    admin_client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of a column without an index, in a table that has become large."""
    sessions = "gitcoord/gitagentsession/"
    assert "?inserted_at__isnull" in page(admin_client, sessions)
    monkeypatch.setattr("alignment.admin.tables.SMALL", -1)
    assert "?inserted_at__isnull" not in page(admin_client, sessions)
    for query in ({"inserted_at": "2025"}, {"inserted_at__isnull": "True"}):
        assert "no index has it" in refused(admin_client, sessions, **query)


def test_dates_are_utc(admin_client: Client) -> None:
    made = CodebaseSnapshot.objects.create(codebase_id="a", snapshot_id=1)
    assert isinstance(made.pk, int)
    HERE.query(
        "UPDATE codebase_snapshots SET inserted_at = %s RETURNING id", [datetime(2025, 1, 1)]
    )
    assert ">a</a>" in page(admin_client, LIST, inserted_at="2025-01-01")

"""Exports: what is filtered, every value as it is, streamed; no formula for a spreadsheet."""

import csv
import io
import json
from typing import Any

import pytest
from django.db import connection
from django.http import StreamingHttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.alignment.admin.crossing import HERE, crossed
from tests.rows import Json, event, insert, knowledge, snapshot

pytestmark = pytest.mark.django_db

LIST = "snapshots/codebasesnapshot/"

EXACT = '{"huge": 1e400, "pi": 3.14159265358979323846264338327950}'


def exported(client: Client, path: str, kind: str, **query: str) -> str:
    answer = client.get(f"/admin/{path}export/{kind}/", query)
    assert isinstance(answer, StreamingHttpResponse), answer.status_code
    assert f".{kind}" in answer.headers["Content-Disposition"]
    return b"".join(answer).decode()


def read(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


@pytest.fixture
def odd() -> None:
    """A row of which little survives Python."""
    row = snapshot(
        1,
        codebase_id='a,"b"\nc',
        metadata=Json(EXACT),
        summary=None,
        features=Json("null"),
        detected_technologies=["a,b", "", None, '"'],
        inserted_at="infinity",
    )
    insert(HERE, "codebase_snapshots", row)


@pytest.mark.usefixtures("odd")
def test_json_has_every_value_as_it_is(admin_client: Client) -> None:
    text = exported(admin_client, LIST, "json")
    assert "3.14159265358979323846264338327950" in text
    assert "1" + "0" * 400 in text  # as jsonb writes 1e400
    [row] = json.loads(text)
    assert (row["codebase_id"], row["inserted_at"]) == ('a,"b"\nc', "infinity")
    assert row["detected_technologies"] == ["a,b", "", None, '"']
    assert (row["summary"], row["features"]) == (None, None)


@pytest.mark.usefixtures("odd")
def test_csv_tells_null_from_empty(admin_client: Client) -> None:
    text = exported(admin_client, LIST, "csv")
    [row] = read(text)
    assert (row["codebase_id"], row["snapshot_id"]) == ('a,"b"\nc', "1")
    assert json.loads(row["detected_technologies"]) == ["a,b", "", None, '"']
    assert (row["summary"], row["features"]) == ("", "null")
    assert ',,"[' in text  # NULL is nothing, not even quotes


def test_no_text_is_a_formula(admin_client: Client) -> None:
    formulas = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"]
    for number, text in enumerate(formulas, 1):
        insert(HERE, "codebase_snapshots", snapshot(number, codebase_id=text))
    insert(HERE, "codebase_snapshots", snapshot(7, codebase_id="a=1", snapshot_id=-5))
    rows = read(exported(admin_client, LIST, "csv"))
    assert [row["codebase_id"] for row in rows] == ["a=1", *(f"'{one}" for one in formulas[::-1])]
    assert rows[0]["snapshot_id"] == "-5"  # a number is none either
    exact = [row["codebase_id"] for row in json.loads(exported(admin_client, LIST, "json"))]
    assert exact == ["a=1", *formulas[::-1]]


def test_what_is_filtered_is_exported_in_the_order_of_the_list(admin_client: Client) -> None:
    for number in range(1, 5):
        insert(HERE, "codebase_snapshots", snapshot(number, inserted_at=f"202{number}-01-01"))
    rows = json.loads(exported(admin_client, LIST, "json", o="3"))
    assert [row["snapshot_id"] for row in rows] == [1, 2, 3, 4]
    for query, expected in (
        ({"inserted_at": "2022"}, [2]),
        ({"q": "codebase 3"}, [3]),
        ({"snapshot_id": "4"}, [4]),
        ({"q": "nothing"}, []),
    ):
        rows = json.loads(exported(admin_client, LIST, "json", **query))
        assert [row["snapshot_id"] for row in rows] == expected
        assert len(read(exported(admin_client, LIST, "csv", **query))) == len(expected)


def test_more_rows_than_a_list_counts_are_exported(admin_client: Client, few: int) -> None:
    insert(HERE, "codebase_snapshots", *(snapshot(number) for number in range(1, 10)))
    assert len(json.loads(exported(admin_client, LIST, "json"))) == 9
    assert len(read(exported(admin_client, LIST, "csv"))) == 9


def test_rows_come_from_a_cursor_of_the_server(admin_client: Client) -> None:
    insert(HERE, "codebase_snapshots", snapshot(1))
    with CaptureQueriesContext(connection) as captured:
        assert exported(admin_client, LIST, "json")
    [query] = [one["sql"] for one in captured.captured_queries if "row_to_json" in one["sql"]]
    assert query.startswith("DECLARE")
    assert "WITH HOLD" not in query  # the server would keep all rows first


def test_a_file_begins_before_its_rows_are_sorted_or_counted(admin_client: Client) -> None:
    insert(HERE, "codebase_snapshots", snapshot(1))
    with CaptureQueriesContext(connection) as captured:
        assert exported(admin_client, LIST, "csv", o="3")
    [query] = [one["sql"] for one in captured if one["sql"].startswith("DECLARE")]
    assert query.endswith('ORDER BY "codebase_snapshots"."inserted_at" ASC')  # as an index has it
    assert [one["sql"] for one in captured if "LIMIT 10001" in one["sql"]] == []  # nor counted


@pytest.mark.parametrize(
    "path",
    [
        "gitcoord/gitagentsession/",
        "gitcoord/pendingmerge/",
        "gitcoord/mergehistory/",
        "techknowledge/technologytemplate/",
        "techknowledge/technologypattern/",
        "alignment/movedrow/",
        "alignment/alignmentrun/",
    ],
)
def test_every_list_can_be_exported(viewer: Client, path: str) -> None:
    crossed("snapshots", "detection_events", event(1))
    crossed("techknowledge", "technology_knowledge", knowledge(1))
    rows: list[dict[str, Any]] = json.loads(exported(viewer, path, "json"))
    table = read(exported(viewer, path, "csv"))
    assert len(rows) == len(table)
    assert all(set(row) >= set(line) for row, line in zip(rows, table, strict=True))


def test_what_cannot_be_asked_for(admin_client: Client, stranger: Client) -> None:
    assert admin_client.get(f"/admin/{LIST}export/xml/").status_code == 404
    assert admin_client.get(f"/admin/{LIST}export/csv/", {"inserted_at": "x"}).status_code == 400
    assert admin_client.get(f"/admin/{LIST}export/csv/", {"metadata__a": "x"}).status_code == 400
    assert stranger.get(f"/admin/{LIST}export/csv/").status_code == 403
    assert Client().get(f"/admin/{LIST}export/csv/").status_code == 302

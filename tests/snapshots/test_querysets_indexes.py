"""Questions are answered by indexes."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection
from django.db.models import QuerySet

from snapshots.models import CodebaseSnapshot

ROWS = 20_000

# Two hundred code bases with a hundred snapshots each, in the order of time. Every tenth row has
# Rust, every thousandth has Zig.
FILL = """
    INSERT INTO codebase_snapshots (codebase_id, snapshot_id, detected_technologies)
    SELECT 'codebase ' || n %% 200, n / 200 + 1,
           ARRAY['framework:made' || n %% 500]
           || CASE WHEN n %% 10 = 0 THEN ARRAY['language:rust'] ELSE '{}' END
           || CASE WHEN n %% 1000 = 0 THEN ARRAY['languages:zig'] ELSE '{}' END
    FROM generate_series(0, %s - 1) AS n"""

UNIQUE = "codebase_snapshots_codebase_id_snapshot_id_index"
CODEBASE = "codebase_snapshots_codebase_id_index"
GIN = "codebase_snapshots_detected_technologies_index"


@pytest.fixture
def many(db: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute(FILL, [ROWS])
        cursor.execute("SELECT gin_clean_pending_list(%s)", [GIN])  # as autovacuum will
        cursor.execute("ANALYZE codebase_snapshots")


def plan_of(snapshots: QuerySet[CodebaseSnapshot]) -> list[dict[str, Any]]:
    """The nodes of a plan, from the top."""
    (root,) = json.loads(snapshots.explain(format="json"))

    def nodes(node: dict[str, Any]) -> Iterator[dict[str, Any]]:
        yield node
        for one in node.get("Plans", []):
            yield from nodes(one)

    return list(nodes(root["Plan"]))


def indexes_of(plan: list[dict[str, Any]]) -> list[str]:
    assert "Seq Scan" not in {node["Node Type"] for node in plan}, plan
    return [node["Index Name"] for node in plan if "Index Name" in node]


@pytest.mark.usefixtures("many")
@pytest.mark.parametrize(("technology", "count"), [("language:rust", 2000), ("language:zig", 20)])
def test_a_technology_by_the_gin_index(technology: str, count: int) -> None:
    found = CodebaseSnapshot.objects.with_technology(technology)

    assert indexes_of(plan_of(found)) == [GIN]
    assert found.count() == count


@pytest.mark.usefixtures("many")
def test_the_latest_is_not_looked_for_among_higher_numbers_of_others() -> None:
    """One code base has nearly all the rows, and the others have the times for numbers."""
    with connection.cursor() as cursor:
        cursor.execute("""
            UPDATE codebase_snapshots
            SET codebase_id = CASE WHEN id % 10 = 0 THEN codebase_id ELSE 'large' END,
                snapshot_id = id + CASE WHEN id % 10 = 0 THEN 1700000000 ELSE 0 END""")
        cursor.execute("ANALYZE codebase_snapshots")

    assert indexes_of(plan_of(CodebaseSnapshot.objects.history("large")[:1])) == [UNIQUE]


@pytest.mark.usefixtures("many")
def test_the_latest_by_the_unique_index_without_sorting() -> None:
    plan = plan_of(CodebaseSnapshot.objects.history("codebase 7")[:1])

    assert indexes_of(plan) == [UNIQUE]
    assert [node["Node Type"] for node in plan] == ["Limit", "Index Scan"]
    latest = CodebaseSnapshot.objects.latest_of("codebase 7")
    assert latest is not None
    assert latest.snapshot_id == 100


@pytest.mark.usefixtures("many")
def test_a_history_by_an_index_of_the_code_base() -> None:
    history = CodebaseSnapshot.objects.history("codebase 7")

    assert set(indexes_of(plan_of(history))) <= {UNIQUE, CODEBASE}
    assert [one.snapshot_id for one in history] == list(range(100, 0, -1))

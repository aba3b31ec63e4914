"""State is stored in one statement each, or an error says what was not."""

import enum
from pathlib import Path
from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from gitcoord.errors import InvalidValue
from gitcoord.models import GitAgentSession, MergeHistory, PendingMerge

pytestmark = pytest.mark.django_db

SESSIONS, PENDING, HISTORY = (
    GitAgentSession.objects,
    PendingMerge.objects,
    MergeHistory.objects,
)


class Agent(enum.Enum):
    WRITER = "writer"


def test_a_session_is_stored_with_everything() -> None:
    row = SESSIONS.upsert(
        Agent.WRITER,
        workspace_path=Path("/w/writer"),
        branch="feature/x",
        correlation_id=7,
        status="rules",
        meta={"task_id": 1},
    )
    row.refresh_from_db()
    assert (row.agent_id, row.branch, row.workspace_path) == ("writer", "feature/x", "/w/writer")
    assert (row.correlation_id, row.status, row.meta) == ("7", "rules", {"task_id": 1})


def test_a_second_task_replaces_the_first_but_not_the_time_the_agent_came() -> None:
    first = SESSIONS.upsert(
        "a", workspace_path="/1", branch="b1", correlation_id="c", meta={"n": 1}
    )
    GitAgentSession.objects.update(inserted_at="2024-01-01T00:00Z", updated_at="2024-01-01T00:00Z")

    second = SESSIONS.upsert("a", workspace_path="/2")

    assert second.pk == first.pk
    assert second.inserted_at.year == 2024
    assert second.updated_at.year > 2024
    assert (second.branch, second.correlation_id, second.meta) == (None, None, {})
    stored = SESSIONS.get()
    columns = [field.name for field in GitAgentSession._meta.fields]
    assert [getattr(second, name) for name in columns] == [
        getattr(stored, name) for name in columns
    ]


def test_a_pending_merge_is_one_row_a_branch_and_keeps_its_age() -> None:
    first = PENDING.upsert("b", agent_id="a", pr_number=4, task_id="t")
    PENDING.update(inserted_at="2024-01-01T00:00Z")

    second = PENDING.upsert("b", agent_id="z", meta={"late": True})

    assert (second.pk, second.inserted_at.year) == (first.pk, 2024)
    assert (second.agent_id, second.pr_number, second.task_id) == ("z", None, None)
    assert PENDING.get().meta == {"late": True}


def test_history_is_appended() -> None:
    HISTORY.log("b", status="conflict", details={"files": ["a b", "ü\n"]})
    HISTORY.log("b", status="merged", merge_commit="0" * 40)
    assert [row.status for row in HISTORY.of_branch("b")] == ["merged", "conflict"]
    assert HISTORY.earliest("id").details == {"files": ["a b", "ü\n"]}


@pytest.mark.parametrize(
    ("task", "stored"),
    [
        (123, "123"),
        (UUID(int=5), "00000000-0000-0000-0000-000000000005"),
        (Agent.WRITER, "writer"),
        ("as it is ", "as it is "),
        (None, None),
    ],
)
def test_identifiers_of_any_kind_become_text(task: object, stored: str | None) -> None:
    """G-1: a number failed its cast, and the pending merge was silently not there."""
    row = PENDING.upsert("b", agent_id=1, task_id=task, correlation_id=task)  # type: ignore[arg-type]
    row.refresh_from_db()
    assert (row.agent_id, row.task_id, row.correlation_id) == ("1", stored, stored)
    assert HISTORY.log("b", task_id=task).task_id == stored  # type: ignore[arg-type]


def test_no_status_means_the_default() -> None:
    """G-2: an explicit nil became the empty text, which was refused."""
    assert SESSIONS.upsert("a", workspace_path="/w", status=None).status == "active"
    assert HISTORY.log("b", status=None).status == "unknown"


def test_a_rule_session_has_no_branch() -> None:
    """G-3: every one of these failed after migration 14."""
    row = SESSIONS.upsert("a", workspace_path="/w", branch=None, status="rules")
    row.refresh_from_db()
    assert (row.branch, row.meta) == (None, {})


@pytest.mark.parametrize("value", ["", " ", None, True, 1.5, b"a", ["a"], "a\0b", "\ud800"])
def test_an_identifier_that_is_none_is_refused_by_name(value: object) -> None:
    with pytest.raises(InvalidValue, match="agent_id cannot be"):
        SESSIONS.upsert(value, workspace_path="/w")  # type: ignore[arg-type]
    with pytest.raises(InvalidValue, match="branch cannot be"):
        PENDING.upsert(value, agent_id="a")  # type: ignore[arg-type]
    with pytest.raises(InvalidValue, match="branch cannot be"):
        HISTORY.log(value)  # type: ignore[arg-type]


@pytest.mark.parametrize("value", ["x" * 1201, "ü" * 601, 10**5000], ids=["x", "ü", "digits"])
def test_what_no_index_holds_is_refused_by_name(value: str | int) -> None:
    with pytest.raises(InvalidValue, match="correlation_id"):
        PENDING.upsert("b", agent_id="a", correlation_id=value)


def test_the_longest_values_fit_every_index() -> None:
    """The index on (branch, status) holds two of them, which random text does not shrink."""
    longest = "".join(chr(33 + (n * n * 31 + n * 7) % 94) for n in range(1200))
    assert HISTORY.log(longest, status=longest[::-1], agent_id=longest).pk


@pytest.mark.parametrize(
    ("meta", "place"),
    [
        ([], "meta"),
        ("{}", "meta"),
        ({"a": {"b": ["\0"]}}, r"meta\.a\.b\[0\]"),
        ({"a": "\udfff"}, r"meta\.a"),
        ({"\0": 1}, "a key of meta"),
        ({1: 1}, "a key of meta"),
        ({"a": float("nan")}, r"meta\.a"),
        ({"a": UUID(int=1)}, r"meta\.a"),
    ],
)
def test_a_document_that_jsonb_cannot_hold_is_refused_with_the_place(
    meta: object, place: str
) -> None:
    with pytest.raises(InvalidValue, match=rf"^{place} cannot be"):
        SESSIONS.upsert("a", workspace_path="/w", meta=meta)  # type: ignore[arg-type]


def test_a_document_within_itself_is_refused() -> None:
    meta: dict[str, object] = {}
    meta["a"] = [meta, meta]
    with pytest.raises(InvalidValue, match="100 levels"):
        HISTORY.log("b", details=meta)


@pytest.mark.parametrize("number", ["7", 1.0, True, 1 << 63, 10**5000], ids="01234")
def test_a_pull_request_that_is_no_number_is_refused(number: object) -> None:
    with pytest.raises(InvalidValue, match="pr_number cannot be"):
        PENDING.upsert("b", agent_id="a", pr_number=number)  # type: ignore[arg-type]


def test_a_refused_value_leaves_the_transaction_usable() -> None:
    with pytest.raises(InvalidValue):
        PENDING.upsert("a\0", agent_id="a")
    assert PENDING.upsert("a", agent_id="a").pk


def test_each_is_written_by_one_statement() -> None:
    with CaptureQueriesContext(connection) as queries:
        SESSIONS.upsert("a", workspace_path="/w")
        PENDING.upsert("b", agent_id="a")
        HISTORY.log("b")
        SESSIONS.on_branch(None).remove("a")
        PENDING.remove("b")
    statements = [query["sql"] for query in queries if "SAVEPOINT" not in query["sql"]]
    assert [sql.split()[0] for sql in statements] == ["INSERT"] * 3 + ["DELETE"] * 2
    assert ["ON CONFLICT" in sql for sql in statements] == [True, True, False, False, False]

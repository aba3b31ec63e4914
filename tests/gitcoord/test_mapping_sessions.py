"""A session becomes an agent session and the other way round: each cell by its rule."""

from datetime import datetime
from typing import Any

import pytest

from tests.rows import JSON_NULL, Row, agent_session, insert, session, update
from tests.scratch import Scratch
from tests.walks import Aligned, Backward, Case, Forward, There, copied

# --- Forward -------------------------------------------------------------------------------------

SESSIONS = Forward("git_sessions", session)
row = SESSIONS.row


@pytest.fixture(scope="module")
def aligned(shared: Scratch) -> Aligned:
    SESSIONS.insert(shared)
    shared.migrate()
    return SESSIONS.partners(shared, "git_agent_sessions")


OF_ONE_AGENT = [row(metadata={"agent_id": "ada"}) for _ in range(3)]


def test_the_newest_session_of_an_agent_gets_its_name(aligned: Aligned) -> None:
    assert [aligned(one)["agent_id"] for one in OF_ONE_AGENT] == [
        f"migrated_{OF_ONE_AGENT[0]['id']}",
        f"migrated_{OF_ONE_AGENT[1]['id']}",
        "ada",
    ]


OF_ONE_MOMENT = [
    row(metadata={"agent_id": "bob"}, inserted_at=datetime(2025, 1, 1)) for _ in range(2)
]


def test_of_two_sessions_of_one_moment_the_one_with_the_higher_id(aligned: Aligned) -> None:
    assert aligned(OF_ONE_MOMENT[1])["agent_id"] == "bob"


@pytest.mark.parametrize(
    "legacy_row",
    [
        row(metadata=None),
        row(metadata={}),
        row(metadata=JSON_NULL),
        row(metadata=["agent_id"]),
        row(metadata={"agent_id": ""}),
        row(metadata={"agent_id": 7}),
        row(metadata={"agent_id": None}),
        row(metadata={"agent_id": ["ada"]}),
    ],
)
def test_without_a_name_the_agent_is_called_after_the_row(
    aligned: Aligned, legacy_row: Row
) -> None:
    assert aligned(legacy_row)["agent_id"] == f"migrated_{legacy_row['id']}"


BORROWED = row(metadata={"agent_id": f"migrated_{OF_ONE_AGENT[0]['id']}"})


def test_a_name_another_session_falls_back_to_is_not_given_away(aligned: Aligned) -> None:
    assert aligned(BORROWED)["agent_id"] == f"migrated_{BORROWED['id']}"


@pytest.mark.parametrize(
    ("legacy_row", "columns"),
    [
        (row(metadata={"workspace_path": "/w"}), {"workspace_path": "/w"}),
        (row(metadata={"workspace_path": 7}), {"workspace_path": ""}),
        (row(metadata=None), {"workspace_path": "", "correlation_id": None}),
        (row(metadata={"correlation_id": "c"}), {"correlation_id": "c"}),
        (row(metadata={"correlation_id": 7}), {"correlation_id": None}),
        (row(branch_name="b", metadata={"branch": "hidden"}), {"branch": "b"}),
        (row(branch_name=""), {"branch": ""}),
        (row(status="odd", metadata={"status": "hidden"}), {"status": "odd"}),
        (row(updated_at=datetime(2031, 1, 2)), {"updated_at": datetime(2031, 1, 2)}),
        (row(inserted_at=datetime(2021, 1, 2)), {"inserted_at": datetime(2021, 1, 2)}),
    ],
)
def test_a_column(aligned: Aligned, legacy_row: Row, columns: Row) -> None:
    assert aligned(legacy_row).items() >= columns.items()


@pytest.mark.parametrize(
    ("legacy_row", "meta"),
    [
        (row(metadata={"own": 1, "status": "hidden"}), {"own": 1}),
        (row(metadata=None), {}),
        (row(metadata=JSON_NULL), {"metadata": None}),
        (row(metadata=[{"agent_id": "in a list"}]), {"metadata": [{"agent_id": "in a list"}]}),
        (row(metadata="text"), {"metadata": "text"}),
        (row(base_branch=None), {"base_branch": None}),
    ],
)
def test_meta_is_the_old_object_with_three_keys_that_win(
    aligned: Aligned, legacy_row: Row, meta: Row
) -> None:
    three = {"session_type": "feature", "base_branch": "main", "status": "active"}

    assert aligned(legacy_row)["meta"] == three | meta


# --- Backward ------------------------------------------------------------------------------------

AGENTS = Backward("git_sessions", "git_agent_sessions", session)
changed, born, deleted = AGENTS.changed, AGENTS.born, AGENTS.deleted


@pytest.fixture(scope="module")
def there(shared: Scratch, legacy_template: str) -> Any:
    with copied(legacy_template) as scratch:
        yield AGENTS.walk(scratch)


THREE_KEYS = {"session_type": "feature", "base_branch": "main", "status": "active"}
LONG = "ü" * 300
FINE = datetime(2025, 6, 1, 12, 0, 0, 654321)


def meta(**keys: Any) -> Row:
    return {"meta": THREE_KEYS | keys}


@pytest.mark.parametrize(
    ("case", "columns"),
    [
        (changed(branch="other"), {"branch_name": "other"}),
        (changed(branch=None), {"branch_name": "", "metadata": {"branch": None}}),
        (changed(branch=LONG), {"branch_name": LONG[:255], "metadata": {"branch": LONG}}),
        (changed(status="done"), {"status": "done", "metadata": {}}),
        (changed(status=LONG), {"status": LONG[:255], "metadata": {"status": LONG}}),
        (changed(**meta(session_type="fix")), {"session_type": "fix"}),
        (changed(**meta(session_type=LONG)), {"metadata": {"session_type": LONG}}),
        (changed(**meta(base_branch=None)), {"base_branch": None}),
        (changed(**meta(base_branch=LONG)), {"metadata": {"base_branch": LONG}}),
        (changed(meta=None), {"session_type": "feature", "base_branch": "main", "metadata": None}),
        (changed(meta={}), {"session_type": "feature", "base_branch": "main"}),
        (changed(meta={"session_type": 7}), {"metadata": {"session_type": 7}}),
        (changed(meta=[1]), {"session_type": "feature", "metadata": [1]}),
        (changed(**meta(own=1)), {"metadata": {"own": 1}}),
        (changed({"metadata": [1]}, **meta(metadata=[2])), {"metadata": [2]}),
        (changed({"metadata": [1]}, status="done"), {"metadata": [1]}),
        (changed({"metadata": JSON_NULL}, status="done"), {"metadata": JSON_NULL}),
        (changed({"metadata": None}, status="done"), {"metadata": None}),
        (
            changed({"metadata": [1]}, agent_id="eve"),
            {"metadata": {"metadata": [1], "agent_id": "eve"}},
        ),
        (changed(agent_id="carl"), {"metadata": {"agent_id": "carl"}}),
        (changed(workspace_path="/w"), {"metadata": {"workspace_path": "/w"}}),
        (changed(correlation_id="c"), {"metadata": {"correlation_id": "c"}}),
        (
            changed({"metadata": {"correlation_id": "c"}}, correlation_id=None),
            {"metadata": {"correlation_id": None}},
        ),
        (
            changed(inserted_at=FINE),
            {
                "inserted_at": datetime(2025, 6, 1, 12, 0, 1),
                "metadata": {"inserted_at": "2025-06-01T12:00:00.654321"},
            },
        ),
        (changed(updated_at=FINE), {"metadata": {"updated_at": "2025-06-01T12:00:00.654321"}}),
    ],
)
def test_a_change_comes_back(there: There, case: Case, columns: Row) -> None:
    assert there.back(case).items() >= columns.items()


PLAIN = born(agent_session(901, agent_id="new", branch=None, workspace_path=""))


def test_a_born_agent_gets_the_defaults(there: There) -> None:
    back = there.back(PLAIN)

    assert {name: back[name] for name in session(1) if name != "id"} == {
        "session_type": "agent",
        "branch_name": "",
        "base_branch": None,
        "status": "active",
        "metadata": {"agent_id": "new", "branch": None},
        "inserted_at": agent_session(901)["inserted_at"],
        "updated_at": agent_session(901)["updated_at"],
    }


DELETED = deleted()


def test_what_was_deleted_aligned_is_deleted(there: There) -> None:
    assert there.is_gone(DELETED)


for odd in [{"agent_id": ""}, {"agent_id": LONG}, {"branch": ""}, {"correlation_id": ""}]:
    changed({"metadata": {"correlation_id": "c", "workspace_path": "/w"}}, **odd)
changed({"metadata": {"workspace_path": "/w"}}, workspace_path="")


@pytest.mark.parametrize("case", [case for case in AGENTS.cases if case is not DELETED])
def test_forward_finds_everything_again(there: There, case: Case) -> None:
    before, after = dict(there.before(case)), dict(there.after(case))
    # The old object is in meta: more of it now, and the three keys where they were missing.
    before.pop("meta")
    after.pop("meta")

    assert after == before


def test_agents_can_exchange_their_names(legacy: Scratch) -> None:
    rows = [session(n, metadata={"agent_id": f"agent {n}"}) for n in (1, 2)]
    insert(legacy, "git_sessions", *rows)
    legacy.migrate()
    legacy.migrate("alignment", "0001")
    for one, other in (rows, rows[::-1]):
        update(legacy, "git_sessions", one["id"], metadata=other["metadata"])

    legacy.migrate()

    find = Forward("git_sessions", session, rows).partners(legacy, "git_agent_sessions")
    assert [find(one)["agent_id"] for one in rows] == ["agent 2", "agent 1"]

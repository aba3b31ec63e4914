"""A commit becomes merge history: each cell by its rule."""

from typing import Any

import pytest

from tests.rows import (
    JSON_NULL,
    Row,
    commit,
    insert,
    session,
)
from tests.scratch import Scratch
from tests.walks import Aligned, Forward

# Two sessions of one agent: the second gets the name.
LOSER = session(1, metadata={"agent_id": "ada"}, branch_name="feature/lost")
WINNER = session(2, metadata={"agent_id": "ada"}, branch_name="feature/won")

COMMITS = Forward("git_commits", commit)
row = COMMITS.row


@pytest.fixture(scope="module")
def aligned(shared: Scratch) -> Aligned:
    insert(shared, "git_sessions", LOSER, WINNER)
    COMMITS.insert(shared)
    shared.migrate()
    return COMMITS.partners(shared, "git_merge_history")


@pytest.mark.parametrize(
    ("legacy_row", "branch", "agent_id"),
    [
        (row(session_id=WINNER["id"]), "feature/won", "ada"),
        (row(session_id=LOSER["id"]), "feature/lost", f"migrated_{LOSER['id']}"),
        (row(session_id=None), "unknown", None),
    ],
)
def test_branch_and_agent_are_those_of_the_session(
    aligned: Aligned, legacy_row: Row, branch: str, agent_id: str | None
) -> None:
    found = aligned(legacy_row)

    assert (found["branch"], found["agent_id"]) == (branch, agent_id)


PLAIN = row(session_id=WINNER["id"], metadata={"own": [1]}, files_changed=["a", None, 'b"{},\\'])


def test_a_commit_as_a_whole(aligned: Aligned) -> None:
    found = aligned(PLAIN)

    assert found | {"id": 0} == {
        "id": 0,
        "branch": "feature/won",
        "agent_id": "ada",
        "task_id": None,
        "correlation_id": None,
        "merge_commit": PLAIN["commit_hash"],
        "status": "legacy_commit",
        "details": {
            "message": PLAIN["message"],
            "author": "Ada",
            "files_changed": ["a", None, 'b"{},\\'],
            "metadata": {"own": [1]},
            "session_id": str(WINNER["id"]),
        },
        "inserted_at": PLAIN["inserted_at"],
        "updated_at": PLAIN["updated_at"],
    }


@pytest.mark.parametrize(
    ("legacy_row", "key", "value"),
    [
        (row(author=None), "author", None),
        (row(files_changed=None), "files_changed", None),
        (row(files_changed=[]), "files_changed", []),
        (row(metadata=None), "metadata", None),
        (row(metadata=JSON_NULL), "metadata", None),
        (row(metadata=[1]), "metadata", [1]),
        (row(metadata={"author": "hidden"}), "author", "Ada"),
        (row(), "session_id", None),
        (
            row(message="m\u2028 \U0001f418\x7f" * 100_000),
            "message",
            "m\u2028 \U0001f418\x7f" * 100_000,
        ),
    ],
)
def test_details(aligned: Aligned, legacy_row: Row, key: str, value: Any) -> None:
    assert aligned(legacy_row)["details"][key] == value


NOTED_BY_CHANCE = row(metadata={"merge_commit": None})


def test_the_merge_commit_is_the_hash(aligned: Aligned) -> None:
    assert aligned(NOTED_BY_CHANCE)["merge_commit"] == NOTED_BY_CHANCE["commit_hash"]

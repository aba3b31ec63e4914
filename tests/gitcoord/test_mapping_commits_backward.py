"""Merge history becomes commits, and is found again when those are carried anew."""

from datetime import datetime
from typing import Any

import pytest

from tests.rows import (
    JSON_NULL,
    Row,
    agent_session,
    commit,
    delete,
    fetch,
    insert,
    merge,
    pending_merge,
    session,
    update,
    uuid,
)
from tests.scratch import Scratch
from tests.walks import Backward, Case, There, touch

SESSION = session(2, metadata={"agent_id": "ada"})

HISTORY = Backward("git_commits", "git_merge_history", commit)
changed, born, deleted = HISTORY.changed, HISTORY.born, HISTORY.deleted


@pytest.fixture(scope="module")
def there(shared: Scratch) -> There:
    insert(shared, "git_sessions", SESSION)
    return HISTORY.walk(shared)


DETAILS: Row = {
    "message": "Step",
    "author": "Ada",
    "files_changed": ["a"],
    "metadata": {},
    "session_id": None,
}
OWN = {"message": "Step", "files_changed": ["a"]}
LONG = "ü" * 300
FINE = datetime(2025, 6, 1, 12, 0, 0, 654321)


def details(**keys: Any) -> Row:
    return {"details": DETAILS | keys}


@pytest.mark.parametrize(
    ("case", "columns"),
    [
        (changed(**details(message="other")), {"message": "other"}),
        (changed(**details(author=None)), {"author": None, "metadata": {}}),
        (changed(**details(author=LONG)), {"author": LONG[:255], "metadata": {"author": LONG}}),
        (changed(**details(files_changed=None)), {"files_changed": None}),
        (changed(**details(files_changed=["b", None])), {"files_changed": ["b", None]}),
        (
            changed(**details(files_changed=["b", LONG])),
            {"files_changed": ["b", LONG[:255]], "metadata": {"files_changed": ["b", LONG]}},
        ),
        (changed(**details(metadata=None)), {"metadata": JSON_NULL}),
        (changed(**details(metadata=[1])), {"metadata": [1]}),
        (changed({"metadata": None}, **details(metadata=None)), {"metadata": None}),
        (changed(**details(session_id=str(SESSION["id"]))), {"session_id": SESSION["id"]}),
        (changed({"session_id": SESSION["id"]}, **details()), {"session_id": None}),
        (changed({"session_id": SESSION["id"]}, details={}), {"session_id": SESSION["id"]}),
        (changed(OWN, details=None), {**OWN, "author": "Ada", "metadata": {}}),
        (changed(OWN, details=[1]), {**OWN, "metadata": {"details": [1]}}),
        (changed(OWN, details=JSON_NULL), {**OWN, "metadata": {"details": None}}),
        (
            changed(OWN, details={"message": 1, "files_changed": "b", "more": 2}),
            {**OWN, "metadata": {"details": {"message": 1, "files_changed": "b", "more": 2}}},
        ),
        (changed(merge_commit="abc"), {"commit_hash": "abc", "metadata": {}}),
        (changed(branch="other"), {"metadata": {"branch": "other"}}),
        (changed(agent_id="bob"), {"metadata": {"agent_id": "bob"}}),
        (
            changed(task_id="t", correlation_id="c"),
            {"metadata": {"task_id": "t", "correlation_id": "c"}},
        ),
        (changed(status="reverted"), {"metadata": {"status": "reverted"}}),
        (changed({"metadata": [1]}, status="x"), {"metadata": {"metadata": [1], "status": "x"}}),
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


UNHASHED = changed({"commit_hash": "kept"}, merge_commit=None)
TOO_LONG = changed(merge_commit=LONG)
UNTOUCHED = changed({"commit_hash": "taken"})
DUPLICATE = changed(merge_commit="taken")


def test_what_the_unique_commit_hash_cannot_be_is_noted(there: There) -> None:
    hashes = {
        UNHASHED: ("kept", None),
        TOO_LONG: (LONG[:255], LONG),
        DUPLICATE: (f"duplicate_{there.back(DUPLICATE)['id']}", "taken"),
    }

    for case, (commit_hash, merge_commit) in hashes.items():
        back = there.back(case)
        assert back["commit_hash"] == commit_hash
        assert back["metadata"] == {"commit_hash": commit_hash, "merge_commit": merge_commit}


DELETED = deleted()


def test_what_was_deleted_aligned_is_deleted(there: There) -> None:
    assert there.is_gone(DELETED)


@pytest.mark.parametrize("case", [case for case in HISTORY.cases if case is not DELETED])
def test_forward_finds_everything_again(there: There, case: Case) -> None:
    before, after = dict(there.before(case)), dict(there.after(case))
    # The old metadata is in details: more of it now, and the keys where they were missing.
    before.pop("details")
    after.pop("details")

    assert after == before


# --- One database a story ------------------------------------------------------------------------


@pytest.fixture
def two(legacy: Scratch) -> Scratch:
    """Two commits of one session, aligned."""
    insert(legacy, "git_sessions", SESSION)
    insert(legacy, "git_commits", *(commit(n, session_id=SESSION["id"]) for n in (1, 2)))
    legacy.migrate()
    return legacy


def test_a_hash_that_is_changed_beside_a_note_crosses(two: Scratch) -> None:
    update(two, "git_merge_history", 1, merge_commit=None)
    two.migrate("alignment", "0001")
    update(two, "git_commits", uuid(1), commit_hash="amended")

    two.migrate()

    assert fetch(two, "git_merge_history")[1]["merge_commit"] == "amended"


def test_commits_can_exchange_their_hashes(two: Scratch) -> None:
    first, second = (commit(n)["commit_hash"] for n in (1, 2))
    update(two, "git_merge_history", 1, merge_commit=second)
    update(two, "git_merge_history", 2, merge_commit=first)

    two.migrate("alignment", "0001")

    found = fetch(two, "git_commits")
    assert [found[uuid(n)]["commit_hash"] for n in (1, 2)] == [second, first]
    assert found[uuid(1)]["metadata"] == {}


def test_a_commit_survives_its_session(two: Scratch) -> None:
    before = commit(1, session_id=SESSION["id"])
    delete(two, "git_agent_sessions", 1)

    two.migrate("alignment", "0001")

    assert fetch(two, "git_sessions") == {}
    assert fetch(two, "git_commits")[uuid(1)] == before | {"session_id": None}


def test_its_history_is_put_back_as_it_was(two: Scratch) -> None:
    before = fetch(two, "git_merge_history")
    delete(two, "git_agent_sessions", 1)
    two.migrate("alignment", "0001")

    two.migrate()

    assert fetch(two, "git_merge_history") == before


def test_a_commit_that_is_changed_after_that_is_an_orphan(two: Scratch) -> None:
    delete(two, "git_agent_sessions", 1)
    two.migrate("alignment", "0001")
    touch(two, "git_commits")

    two.migrate()

    found = fetch(two, "git_merge_history")[1]
    assert (found["branch"], found["agent_id"]) == ("unknown", None)
    assert found["details"]["session_id"] is None


def test_a_commit_moves_to_a_session_that_was_born_aligned(two: Scratch) -> None:
    insert(two, "git_agent_sessions", agent_session(901))
    two.migrate("alignment", "0001")
    [born_id] = fetch(two, "git_sessions").keys() - {SESSION["id"]}
    update(two, "git_commits", uuid(1), session_id=born_id)

    two.migrate()

    found = fetch(two, "git_merge_history")[1]
    assert (found["branch"], found["agent_id"]) == ("agent/901", "agent 901")


def test_merges_that_were_never_commits_wait_in_the_archive(two: Scratch) -> None:
    insert(two, "git_merge_history", merge(901))
    insert(two, "git_pending_merges", pending_merge(902))
    before = fetch(two, "git_merge_history"), fetch(two, "git_pending_merges")
    two.migrate("alignment", "0001")
    legacy = fetch(two, "git_commits")

    two.migrate()

    assert list(legacy) == [uuid(1), uuid(2)]
    assert (fetch(two, "git_merge_history"), fetch(two, "git_pending_merges")) == before

"""What becomes of git commits, merge history and pending merges."""

from __future__ import annotations

from typing import Any

from tests.laws import oracle_sessions, words
from tests.laws.oracle import Differences, Passage, check_pair, same, verbatim
from tests.laws.reading import Row, Table
from tests.laws.words import as_object, at, plain, string_at, without

COMMITS, HISTORY, PENDING = "git_commits", "git_merge_history", "git_pending_merges"
FIVE_KEYS = ("message", "author", "files_changed", "metadata", "session_id")
NOTED = (
    "branch",
    "agent_id",
    "task_id",
    "correlation_id",
    "status",
    "author",
    "files_changed",
    "merge_commit",
    "commit_hash",
    "details",
    "inserted_at",
    "updated_at",
)
"""What a commit has no column for, or none that holds it: it stands in `metadata`."""


def check(passage: Passage) -> dict[str, Differences]:
    """Sessions cross first: a commit takes its branch and agent from there."""
    found = oracle_sessions.check(passage)
    pending = passage.before.tables[PENDING]
    verbatim(pending, passage.after.tables[PENDING], set(pending), f"of {PENDING}")
    assert pending.keys() == passage.after.tables[PENDING].keys()
    carried = Forward(passage) if passage.forward else Backward(passage)
    found[HISTORY] = check_pair(
        passage,
        COMMITS,
        HISTORY,
        carried,
        births=passage.forward,
        allowed=SessionGone(passage),
    )
    return found


class SessionGone:
    """A commit whose session went survives it: the one change of a row that nobody touched."""

    def __init__(self, passage: Passage) -> None:
        self.backward = not passage.forward
        self.sessions = passage.after.tables[oracle_sessions.SESSIONS]

    def __call__(self, then: Row, now: Row) -> bool:
        return (
            self.backward
            and then["session_id"] not in self.sessions
            and now.values == then.values | {"session_id": None}
        )


def details(commit: Row) -> dict[str, Any]:
    metadata = commit["metadata"]
    return {
        "message": commit["message"],
        "author": words.whole(commit["author"], string_at(metadata, "author")),
        "files_changed": words.whole_texts(
            commit["files_changed"], words.texts_at(metadata, "files_changed")
        ),
        "metadata": plain(metadata),
        "session_id": commit["session_id"],
    }


def instants(commit: Row) -> dict[str, str]:
    return {
        column: words.finer(commit[column], string_at(commit["metadata"], column))
        for column in ("inserted_at", "updated_at")
    }


class Forward:
    """A line of the merge history is what section 6 makes of its commit."""

    def __init__(self, passage: Passage) -> None:
        self.sessions: Table = passage.after.tables[oracle_sessions.SESSIONS]
        self.agents: Table = passage.after.tables[oracle_sessions.AGENTS]
        self.agent_of = passage.partners(
            passage.after, oracle_sessions.SESSIONS, oracle_sessions.AGENTS
        )

    def __call__(self, key: str, commit: Row, place: str, was: Row | None, line: Row) -> None:
        expected = self._of_session(commit["session_id"]) | instants(commit)
        expected["merge_commit"] = commit["commit_hash"]
        expected["details"] = details(commit)
        expected |= {"status": "legacy_commit", "task_id": None, "correlation_id": None}
        if was is not None:
            expected |= self._kept(commit, was)
            expected["details"] = as_object(was["details"], "details") | details(commit)
        for column, value in expected.items():
            same(line[column], value, f"{column} of the line of commit {key}")

    def _of_session(self, session_id: str | None) -> dict[str, Any]:
        if session_id is None:
            return {"branch": "unknown", "agent_id": None}
        agent = self.agents[self.agent_of[session_id]]
        branch = words.first(agent["branch"], self.sessions[session_id]["branch_name"])
        return {"branch": branch, "agent_id": agent["agent_id"]}

    def _kept(self, commit: Row, was: Row) -> dict[str, Any]:
        """What the line knows better than the commit, which has no column for it."""
        kept = {column: was[column] for column in ("status", "task_id", "correlation_id")}
        session = at(was["details"], "session_id")
        if session == commit["session_id"] or (
            session is words.MISSING and commit["session_id"] is None
        ):
            kept |= {column: was[column] for column in ("branch", "agent_id")}
        noted = [at(commit["metadata"], key) for key in ("merge_commit", "commit_hash")]
        if noted == [was["merge_commit"], commit["commit_hash"]]:
            kept["merge_commit"] = was["merge_commit"]
        return kept


class Backward:
    """A commit has what its line of the merge history says."""

    def __init__(self, passage: Passage) -> None:
        self.sessions: Table = passage.after.tables[oracle_sessions.SESSIONS]
        self.commits: Table = passage.after.tables[COMMITS]

    def __call__(self, key: str, line: Row, place: str, was: Row | None, commit: Row) -> None:
        assert was is not None, "a merge that was never a commit became one"
        self._check_columns(line, was, commit)
        self._check_hash(line, was, commit)
        self._check_metadata(line, was, commit)
        same(commit["session_id"], self._session(line, was), "session_id")
        same(commit.values.get("note"), was["note"], "the unknown column")

    def _session(self, line: Row, was: Row) -> str | None:
        named = at(line["details"], "session_id")
        if named is None:
            return None
        found = named if isinstance(named, str) and named in self.sessions else was["session_id"]
        return found if found in self.sessions else None

    def _check_columns(self, line: Row, was: Row, commit: Row) -> None:
        told = line["details"]
        message = words.first(string_at(told, "message"), was["message"])
        same(commit["message"], message, "message")
        author = at(told, "author")
        if author is not None and not isinstance(author, str):
            author = was["author"]
        same(commit["author"], words.fitted(author), "author")
        files = at(told, "files_changed")
        if files is not None and not words.is_texts(files):
            files = was["files_changed"]
        same(commit["files_changed"], words.fitted_texts(files), "files_changed")
        for column in ("inserted_at", "updated_at"):
            same(commit[column], words.to_second(line[column]), column)

    def _check_hash(self, line: Row, was: Row, commit: Row) -> None:
        """The merge commit, unless another commit has that hash."""
        wish = words.fitted(words.first(line["merge_commit"], was["commit_hash"]))
        if commit["commit_hash"] != wish:
            same(commit["commit_hash"], f"duplicate_{commit['id']}", "commit_hash")
            assert any(other["commit_hash"] == wish for other in self.commits.values()), wish

    def _check_metadata(self, line: Row, was: Row, commit: Row) -> None:
        base = at(line["details"], "metadata")
        if base is words.MISSING:
            base = plain(was["metadata"])
        metadata = plain(commit["metadata"])
        if isinstance(metadata, dict):
            rest = without(as_object(metadata, "metadata"), NOTED)
            expected = as_object(base, "metadata") if base is not None else {}
            if base is None and rest == {"metadata": None}:
                rest = {}
            same(rest, without(expected, NOTED), "metadata without what has no column")
        else:
            same(metadata, base, "metadata")
        self._check_noted(line, commit)

    def _check_noted(self, line: Row, commit: Row) -> None:
        """Each under its aligned name."""
        for column in ("task_id", "correlation_id"):
            if line[column] is not None:
                same(at(commit["metadata"], column), line[column], f"metadata.{column}")
        if line["status"] != "legacy_commit":
            same(at(commit["metadata"], "status"), line["status"], "metadata.status")
        if line["merge_commit"] != commit["commit_hash"]:
            same(at(commit["metadata"], "merge_commit"), line["merge_commit"], "merge_commit")
        again = details(commit) | instants(commit)
        told = line["details"]
        if isinstance(at(told, "author"), str):
            same(again["author"], at(told, "author"), "author, forward again,")
        if isinstance(at(told, "files_changed"), list) and words.is_texts(
            at(told, "files_changed")
        ):
            same(again["files_changed"], at(told, "files_changed"), "files_changed, forward again,")
        for column in ("inserted_at", "updated_at"):
            same(again[column], line[column], f"{column}, forward again,")

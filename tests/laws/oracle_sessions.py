"""What becomes of git sessions and agent sessions."""

from __future__ import annotations

from typing import Any

from tests.laws import words
from tests.laws.oracle import Differences, Passage, check_pair, same
from tests.laws.reading import JSON_NULL, Row, Table
from tests.laws.words import as_object, at, string_at, text_at, without

SESSIONS, AGENTS = "git_sessions", "git_agent_sessions"
THREE_KEYS = ("session_type", "base_branch", "status")
NOTED = (
    "agent_id",
    "workspace_path",
    "correlation_id",
    "branch",
    "inserted_at",
    "updated_at",
)
"""What a session has no column for, or none that holds it: it stands in `metadata`."""


def check(passage: Passage) -> dict[str, Differences]:
    carried = Forward(passage) if passage.forward else Backward()
    return {AGENTS: check_pair(passage, SESSIONS, AGENTS, carried)}


def wish(session: Row) -> str | None:
    """The agent that a session names."""
    return text_at(session["metadata"], "agent_id")


def fallback(session: Row) -> str:
    return f"migrated_{session['id']}"


def forward(session: Row) -> dict[str, Any]:
    """The agent session of a session, without the name that depends on other rows."""
    metadata = session["metadata"]

    def whole(column: str) -> str | None:
        return words.whole(session[column], string_at(metadata, column))

    branch = words.whole(session["branch_name"], string_at(metadata, "branch"))
    nameless = session["branch_name"] == "" and at(metadata, "branch") is None
    return {
        "branch": None if nameless else branch,
        "workspace_path": string_at(metadata, "workspace_path") or "",
        "correlation_id": string_at(metadata, "correlation_id"),
        "status": whole("status"),
        "meta": as_object(metadata, "metadata")
        | {
            "session_type": whole("session_type"),
            "base_branch": whole("base_branch"),
            "status": whole("status"),
        },
        "inserted_at": words.finer(session["inserted_at"], string_at(metadata, "inserted_at")),
        "updated_at": words.finer(session["updated_at"], string_at(metadata, "updated_at")),
    }


class Forward:
    """An agent session is what section 6 makes of its session."""

    def __init__(self, passage: Passage) -> None:
        self.sessions: Table = passage.after.tables[SESSIONS]
        self.agents: Table = passage.after.tables[AGENTS]
        self.partner = passage.partners(passage.after, SESSIONS, AGENTS)
        last = Differences.between(
            passage.last.tables[SESSIONS],
            passage.before.tables[SESSIONS],
            set(passage.partners(passage.last, SESSIONS, AGENTS)),
        )
        self.moving = last.born | last.changed

    def __call__(self, key: str, session: Row, place: str, was: Row | None, agent: Row) -> None:
        for column, value in forward(session).items():
            same(agent[column], value, f"{column} of the agent of session {key}")
        self._check_name(session, was, agent)

    def _check_name(self, session: Row, was: Row | None, agent: Row) -> None:
        """Of several sessions of one agent the newest gets the name."""
        name, wanted = agent["agent_id"], wish(session)
        if was and name == was["agent_id"] == at(session["metadata"], "agent_id"):
            return
        if name != wanted:
            assert name in (fallback(session), f"{fallback(session)}-{agent['id']}"), name
        if wanted is None or any(
            fallback(other) == wanted for other in self.sessions.values() if other is not session
        ):
            return
        rivals = [self.sessions[rival] for rival in self.moving if rival in self.sessions]
        rivals = [rival for rival in rivals if wish(rival) == wanted]
        newest = max(rivals, key=lambda rival: (rival["inserted_at"], rival["id"]))
        holder = next((row for row in self.agents.values() if row["agent_id"] == wanted), None)
        assert holder is not None, f"nobody is called {wanted}"
        settled = {self.partner[rival] for rival in self.moving if rival in self.partner}
        if str(holder["id"]) in settled:
            assert str(holder["id"]) == self.partner[newest["id"]], "not the newest got the name"


class Backward:
    """A session has what its agent session says, such that forward finds it again."""

    def __call__(self, key: str, agent: Row, place: str, was: Row | None, session: Row) -> None:
        self._check_columns(agent, was, session)
        self._check_metadata(agent, session)
        self._check_found_again(agent, session)
        same(session.values.get("note"), was["note"] if was else "kept", "the unknown column")

    def _check_columns(self, agent: Row, was: Row | None, session: Row) -> None:
        before: dict[str, Any] = was.values if was else {}
        meta = agent["meta"]
        kind = words.first(string_at(meta, "session_type"), before.get("session_type"), "agent")
        base = at(meta, "base_branch")
        if base is not None and not isinstance(base, str):
            base = before.get("base_branch")
        same(session["session_type"], words.fitted(kind), "session_type")
        same(session["base_branch"], words.fitted(base), "base_branch")
        same(session["branch_name"], words.fitted(agent["branch"] or ""), "branch_name")
        same(session["status"], words.fitted(agent["status"]), "status")
        for column in ("inserted_at", "updated_at"):
            same(session[column], words.to_second(agent[column]), column)

    def _check_metadata(self, agent: Row, session: Row) -> None:
        keys = (*THREE_KEYS, *NOTED)
        found = without(as_object(session["metadata"], "metadata"), keys)
        expected = without(as_object(agent["meta"], "metadata"), keys)
        if agent["meta"] is JSON_NULL and "metadata" not in found:
            expected = {}
        same(found, expected, "metadata without what has a column")

    def _check_found_again(self, agent: Row, session: Row) -> None:
        again = forward(session)
        for column in (
            "branch",
            "workspace_path",
            "correlation_id",
            "status",
            "inserted_at",
            "updated_at",
        ):
            same(again[column], agent[column], f"{column}, forward again,")
        name = wish(session) or fallback(session)
        if agent["agent_id"]:
            same(name, agent["agent_id"], "agent_id, forward again,")

"""The application's own queries: what plan they get, and how long they take, on both sides."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from copy import deepcopy
from dataclasses import dataclass
from statistics import median
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.base.base import BaseDatabaseWrapper

from benchmarks import markdown, states
from benchmarks.server import Server
from benchmarks.states import State, States
from gitcoord.models import GitAgentSession, MergeHistory, PendingMerge
from snapshots.models import CodebaseSnapshot
from techknowledge.models import TechnologyPattern, TechnologyTemplate

# A query is asked so often, or for so many seconds.
_CALLS, _PATIENCE = 200, 3.0

# What it is asked for is taken from the rows: that many different ones.
_ASKED_FOR = 20

# Nothing legacy becomes a pending merge: there have to be some.
PENDING = """
    INSERT INTO git_pending_merges (branch, agent_id, correlation_id)
    SELECT 'waiting/' || id, agent_id, 'request-' || id / 5 FROM git_agent_sessions"""


@dataclass(frozen=True)
class Query:
    """A question, asked of the aligned tables and, if they know, of the legacy ones.

    Attributes:
        sample: SQL for what to ask for, one text a row; on the aligned tables. `%s` is how many.
        ask: asks the database of an alias, as the application does.
        legacy: the like question in SQL.
    """

    name: str
    sample: str
    ask: Callable[[str, str], object]
    legacy: str = ""


_SOME = """
    SELECT {column} FROM {table} WHERE {column} IS NOT NULL
    ORDER BY hashint8(id), id LIMIT %s"""

QUERIES = (
    Query(
        "latest snapshot of a code base",
        _SOME.format(column="codebase_id", table="codebase_snapshots"),
        lambda alias, text: CodebaseSnapshot.objects.using(alias).latest_of(text),
        """SELECT * FROM detection_events WHERE data ->> 'codebase_id' = %s
           ORDER BY inserted_at DESC LIMIT 1""",
    ),
    Query(
        "snapshots with a technology",
        "SELECT 'language:Zig' LIMIT %s",
        lambda alias, text: list(
            CodebaseSnapshot.objects.using(alias).with_technology(text).defer("inserted_at")
        ),
        """SELECT * FROM detection_events
           WHERE data -> 'technologies' -> 'languages' ? split_part(%s, ':', 2)""",
    ),
    Query(
        "session of an agent",
        _SOME.format(column="agent_id", table="git_agent_sessions"),
        lambda alias, text: GitAgentSession.objects.using(alias).of_agent(text).first(),
        """SELECT * FROM git_sessions WHERE metadata ->> 'agent_id' = %s
           ORDER BY inserted_at DESC LIMIT 1""",
    ),
    Query(
        "pending merges of a request",
        _SOME.format(column="correlation_id", table="git_pending_merges"),
        lambda alias, text: list(PendingMerge.objects.using(alias).for_correlation(text)),
    ),
    Query(
        "history of a branch",
        _SOME.format(column="branch", table="git_agent_sessions"),
        lambda alias, text: list(MergeHistory.objects.using(alias).of_branch(text)),
        """SELECT git_commits.* FROM git_commits
           JOIN git_sessions ON git_sessions.id = session_id
           WHERE branch_name = %s ORDER BY git_commits.inserted_at DESC""",
    ),
    Query(
        "template by identifier",
        _SOME.format(column="identifier", table="technology_templates"),
        lambda alias, text: TechnologyTemplate.objects.using(alias).find(text),
        """SELECT * FROM technology_knowledge
           WHERE technology || '/' || name = %s AND template <> ''""",
    ),
    Query(
        "patterns of a type",
        _SOME.format(column="technology_type", table="technology_patterns"),
        lambda alias, text: list(TechnologyPattern.objects.using(alias).of_type(text)),
        "SELECT * FROM technology_knowledge WHERE category = %s ORDER BY technology",
    ),
)

Answer = dict[str, Any]

# Statements with what is filled in.
Question = list[tuple[str, Any]]


def ask(server: Server, made: States, names: Iterable[str]) -> list[Answer]:
    """Ask all queries, or those whose names have one of these words in them."""
    words = list(names)
    asked = [q for q in QUERIES if not words or any(word in q.name for word in words)]
    with (
        _known(server, made, states.ALIGNED) as aligned,
        _known(server, made, states.LEGACY) as legacy,
    ):
        _run(aligned, PENDING)
        _run(aligned, "ANALYZE git_pending_merges")
        return [_compare(query, aligned, legacy) for query in asked]


@contextmanager
def _known(server: Server, made: States, state: State) -> Iterator[BaseDatabaseWrapper]:
    """A database in a state, known to Django under its name."""
    name = made.copy(state)
    connections.databases[name] = deepcopy(connections.databases[DEFAULT_DB_ALIAS]) | {"NAME": name}
    try:
        yield connections[name]
    finally:
        connections[name].close()
        del connections[name]
        del connections.databases[name]
        server.drop(name)


def _run(connection: BaseDatabaseWrapper, statement: str, params: Any = None) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(statement, params)
        return list(cursor.fetchall()) if cursor.description else []


def _compare(query: Query, aligned: BaseDatabaseWrapper, legacy: BaseDatabaseWrapper) -> Answer:
    texts = [text for (text,) in _run(aligned, query.sample, [_ASKED_FOR])]
    there: Answer = {
        "name": query.name,
        "asked_for": len(texts),
        "aligned": _measured(aligned, [_statements(aligned, query, text) for text in texts]),
    }
    if query.legacy:
        there["legacy"] = _measured(legacy, [[(query.legacy, [text])] for text in texts])
    return there


def _statements(connection: BaseDatabaseWrapper, query: Query, text: str) -> Question:
    """What PostgreSQL is asked for a question, which may be several statements."""
    statements: Question = []

    def note(execute: Any, statement: str, params: Any, many: bool, context: Any) -> Any:
        statements.append((statement, params))
        return execute(statement, params, many, context)

    with connection.execute_wrapper(note):
        query.ask(connection.alias, text)
    return statements


def _measured(connection: BaseDatabaseWrapper, questions: list[Question]) -> Answer:
    """Ask again and again, without making models of the answers: on one side there are none."""
    plans = [_plan(connection, *statement) for question in questions for statement in question]
    seconds: list[float] = []
    until = time.monotonic() + _PATIENCE
    while len(seconds) < _CALLS and (time.monotonic() < until or not seconds):
        question = questions[len(seconds) % len(questions)]
        started = time.perf_counter()
        for statement in question:
            _run(connection, *statement)
        seconds.append(time.perf_counter() - started)
    return {
        "milliseconds": {
            "median": median(seconds) * 1000,
            "min": min(seconds) * 1000,
            "max": max(seconds) * 1000,
        },
        "calls": len(seconds),
        "by_index": all(plan["by_index"] for plan in plans),
        "plans": plans,
    }


def _plan(connection: BaseDatabaseWrapper, statement: str, params: Any) -> Answer:
    explain = f"EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) {statement}"
    [(found,)] = _run(connection, explain, params)
    [whole] = json.loads(found) if isinstance(found, str) else found
    top = whole["Plan"]
    nodes = list(_nodes(top))
    scans = [node for node in nodes if node["Node Type"].endswith("Scan")]
    return {
        "scans": [_scan(node) for node in scans],
        "by_index": not any(node["Node Type"] == "Seq Scan" for node in scans),
        "rows": top["Actual Rows"],
        "buffers": top.get("Shared Hit Blocks", 0) + top.get("Shared Read Blocks", 0),
        "milliseconds": whole["Execution Time"],
    }


def _nodes(node: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield node
    for child in node.get("Plans", ()):
        yield from _nodes(child)


def _scan(node: dict[str, Any]) -> str:
    """A scan in words: its kind and what it reads."""
    return f"{node['Node Type']} on {node.get('Index Name') or node.get('Relation Name')}"


_HEAD = ("query", "aligned", "plan", "legacy", "plan", "ratio")


def table(answers: list[Answer]) -> str:
    """The answers as a table in Markdown: medians in milliseconds."""
    return markdown.table(_HEAD, map(_line, answers))


def _line(answer: Answer) -> tuple[str, ...]:
    aligned, legacy = answer["aligned"], answer.get("legacy")
    mine = aligned["milliseconds"]["median"]
    if not legacy:
        return answer["name"], f"{mine:.2f} ms", _kind(aligned), "", "", ""
    theirs = legacy["milliseconds"]["median"]
    return (
        answer["name"],
        f"{mine:.2f} ms",
        _kind(aligned),
        f"{theirs:.2f} ms",
        _kind(legacy),
        f"{mine / theirs:.2f}",
    )


def _kind(side: Answer) -> str:
    plans = [plan["by_index"] for plan in side["plans"]]
    some = f"{sum(plans)} of {len(plans)} by index" if any(plans) else "whole table"
    return "index" if all(plans) else some

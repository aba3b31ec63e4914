"""An application that writes without pause: how long is it kept from it?

A process of its own with a connection for each table. A row at a time, each a transaction, at a
steady rate; to the legacy table, and to the aligned one once that has taken its place, whichever is
there. Every time between two writes that succeed counts, whatever it was spent with: waiting for a
lock, or being told that there is no such table.

`python -m benchmarks.writer RATE` works on DATABASE_URL until its input ends, and answers in JSON.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, field
from threading import Event
from typing import Any

import psycopg
from psycopg.errors import UndefinedColumn, UndefinedTable

from benchmarks.process import ROOT, Failed, environment, python

# A pause that an operator would notice; shorter ones are the rate.
_PAUSE = 0.1

# By legacy table: how a row is written there, and how to the aligned table in its place. `%(n)s` is
# another number each time.
_WRITES = {
    "detection_events": (
        """INSERT INTO detection_events
               (id, event_type, detector, confidence, data, inserted_at, updated_at)
           VALUES (gen_random_uuid(), 'written', 'writer', 1,
                   jsonb_build_object('codebase_id', 'writer', 'snapshot_id', %(n)s::bigint),
                   timezone('utc', now()), timezone('utc', now()))""",
        """INSERT INTO codebase_snapshots (codebase_id, snapshot_id)
           VALUES ('writer', %(n)s::bigint)""",
    ),
    "git_sessions": (
        """INSERT INTO git_sessions
               (id, session_type, branch_name, status, metadata, inserted_at, updated_at)
           VALUES (gen_random_uuid(), 'agent', 'writer', 'active',
                   jsonb_build_object('agent_id', 'writer-' || %(n)s::bigint),
                   timezone('utc', now()), timezone('utc', now()))""",
        """INSERT INTO git_agent_sessions (agent_id, branch, workspace_path)
           VALUES ('writer-' || %(n)s::bigint, 'writer', '')""",
    ),
    "git_commits": (
        """INSERT INTO git_commits (id, commit_hash, message, inserted_at, updated_at)
           VALUES (gen_random_uuid(), 'writer-' || %(n)s::bigint, 'Write',
                   timezone('utc', now()), timezone('utc', now()))""",
        """INSERT INTO git_merge_history (branch, status, merge_commit)
           VALUES ('writer', 'merged', 'writer-' || %(n)s::bigint)""",
    ),
    "technology_knowledge": (
        """INSERT INTO technology_knowledge
               (id, technology, category, name, template, metadata, inserted_at, updated_at)
           VALUES (gen_random_uuid(), 'writer-' || %(n)s::bigint, 'language', 'module', 'text',
                   '{}', timezone('utc', now()), timezone('utc', now()))""",
        """INSERT INTO technology_templates (identifier, category, template)
           VALUES ('writer-' || %(n)s::bigint || '/module', 'language', '{"template": "text"}')""",
    ),
}

# What is there of them in the end. History that was never a commit waits in the archive.
_WRITTEN = {
    "detection_events": (
        """SELECT data ->> 'snapshot_id' FROM detection_events
           WHERE data ->> 'codebase_id' = 'writer'""",
        "SELECT snapshot_id::text FROM codebase_snapshots WHERE codebase_id = 'writer'",
    ),
    "git_sessions": (
        """SELECT substr(metadata ->> 'agent_id', 8) FROM git_sessions
           WHERE branch_name = 'writer'""",
        "SELECT substr(agent_id, 8) FROM git_agent_sessions WHERE branch = 'writer'",
    ),
    "git_commits": (
        "SELECT substr(commit_hash, 8) FROM git_commits WHERE commit_hash LIKE 'writer-%'",
        "SELECT substr(merge_commit, 8) FROM git_merge_history WHERE merge_commit LIKE 'writer-%'",
        """SELECT substr(merge_commit, 8) FROM public_archive.git_merge_history
           WHERE status <> 'legacy_commit' AND merge_commit LIKE 'writer-%'""",
    ),
    "technology_knowledge": (
        "SELECT substr(technology, 8) FROM technology_knowledge WHERE technology LIKE 'writer-%'",
        """SELECT substr(split_part(identifier, '/', 1), 8) FROM technology_templates
           WHERE identifier LIKE 'writer-%'""",
    ),
}


@dataclass
class Account:
    """What became of the writes to one table.

    Attributes:
        table: the legacy table; the aligned one in its place is meant too.
        written: rows that PostgreSQL confirmed.
        refused: attempts that met a table which was not there.
        longest: seconds of the longest time without a write that succeeded.
        paused: seconds of all such times that were longer than a tenth of one.
        lost: of the rows confirmed, those that are not there in the end.
    """

    table: str
    written: int = 0
    refused: int = 0
    longest: float = 0.0
    paused: float = 0.0
    lost: int = 0
    confirmed: set[str] = field(default_factory=set, repr=False)

    def confirm(self, number: int, since: float | None) -> float:
        """Take note of a write; the moment of it."""
        now = time.monotonic()
        self.written += 1
        self.confirmed.add(str(number))
        pause = now - since if since is not None else 0.0
        self.longest = max(self.longest, pause)
        self.paused += pause if pause > _PAUSE else 0.0
        return now


def write(account: Account, rate: float, ended: Event) -> None:
    """Write to one table until somebody says so."""
    ways = list(_WRITES[account.table])
    number, last = 0, None
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as connection:
        connection.prepare_threshold = None  # what a table looks like changes
        due = time.monotonic()
        while not ended.is_set():
            number += 1
            try:
                connection.execute(ways[0].encode(), {"n": number})
            except (UndefinedTable, UndefinedColumn):
                account.refused += 1
                ways.reverse()
                ended.wait(0.001)
                continue
            last = account.confirm(number, last)
            due = max(due + 1 / rate, last)
            ended.wait(max(0.0, due - time.monotonic()))
        _look(connection, account)


def _look(connection: psycopg.Connection, account: Account) -> None:
    """See which of the rows that were confirmed are there."""
    found: set[str] = set()
    for query in _WRITTEN[account.table]:
        with suppress(UndefinedTable, UndefinedColumn):  # the tables are on the other side
            found.update(text for (text,) in connection.execute(query.encode()))
    account.lost = len(account.confirmed - found)


def main() -> None:
    rate = float(sys.argv[1])
    ended, accounts = Event(), [Account(table) for table in _WRITES]
    with ThreadPoolExecutor(len(accounts)) as threads:
        works = [threads.submit(write, account, rate, ended) for account in accounts]
        while not all(
            account.written or work.done() for account, work in zip(accounts, works, strict=True)
        ):
            time.sleep(0.01)
        sys.stdout.write("ready\n")
        sys.stdout.flush()
        sys.stdin.read()
        ended.set()
        for work in works:
            work.result()
    told = [asdict(account) for account in accounts]
    sys.stdout.write(
        json.dumps([{k: v for k, v in one.items() if k != "confirmed"} for one in told])
    )


@contextmanager
def writing(url: str, rate: float) -> Iterator[list[dict[str, Any]]]:
    """Write to a database as long as the block runs; afterwards the list has what became of it.

    Raises:
        Failed: a write was refused for another reason than that its table was not there.
    """
    accounts: list[dict[str, Any]] = []
    command = python("-m", "benchmarks.writer", str(rate))
    with subprocess.Popen(
        command,
        cwd=ROOT,
        env=environment(url),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
    ) as process:
        assert process.stdout is not None
        process.stdout.readline()
        time.sleep(10 / rate)
        yield accounts
        # Ten more of each, so that the pause which the end of the block falls into is over.
        time.sleep(10 / rate)
        answer, _ = process.communicate()
    if process.returncode:
        raise Failed(command, process.returncode, answer)
    accounts.extend(json.loads(answer))


if __name__ == "__main__":
    main()

"""An application that goes on writing legacy rows, and remembers what PostgreSQL confirmed."""

import random
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import psycopg
from psycopg.errors import UndefinedTable
from psycopg.sql import SQL, Identifier

from tests.scratch import Scratch

INSERT: dict[str, str] = {
    "detection_events": """
        INSERT INTO detection_events
            (id, event_type, detector, confidence, data, metadata, inserted_at, updated_at)
        VALUES (%(id)s, 'written', 'writer', 0.5,
                jsonb_build_object('codebase_id', 'codebase ' || %(n)s, 'snapshot_id', %(n)s::int),
                '{}', timezone('utc', now()), timezone('utc', now()))""",
    "git_sessions": """
        INSERT INTO git_sessions
            (id, session_type, branch_name, base_branch, status, metadata, inserted_at, updated_at)
        VALUES (%(id)s, 'feature', 'branch ' || %(n)s, 'main', 'active',
                jsonb_build_object('agent_id', 'agent ' || %(n)s),
                timezone('utc', now()), timezone('utc', now()))""",
    "git_commits": """
        INSERT INTO git_commits
            (id, session_id, commit_hash, message, author, files_changed, metadata,
             inserted_at, updated_at)
        VALUES (%(id)s, %(session)s, 'hash ' || %(n)s, 'Step', 'Ada', '{}', '{}',
                timezone('utc', now()), timezone('utc', now()))""",
    "technology_knowledge": """
        INSERT INTO technology_knowledge
            (id, technology, category, name, description, template, examples, best_practices,
             antipatterns, metadata, inserted_at, updated_at)
        VALUES (%(id)s, 'technology ' || %(n)s / 3, 'language', 'module ' || %(n)s, '', 'text',
                '{}', '', '{}', '{}', timezone('utc', now()), timezone('utc', now()))""",
}

# What the mapping derives from the row alone.
UPDATE = {
    "detection_events": "UPDATE detection_events SET detector = 'changed ' || %(n)s",
    "git_sessions": "UPDATE git_sessions SET status = 'changed ' || %(n)s",
    "git_commits": "UPDATE git_commits SET message = 'changed ' || %(n)s",
    "technology_knowledge": "UPDATE technology_knowledge SET description = 'changed ' || %(n)s",
}

ONE = SQL("{} WHERE id = %(id)s")

TEXT = SQL("SELECT {table}::text FROM {table} WHERE id = %(id)s")

ALL = SQL("SELECT id, {table}::text FROM {table}")

Rows = dict[str, dict[UUID, str]]


@dataclass
class Writer:
    """Writes as fast as it can: an insert most often, else a change, else a deletion.

    Attributes:
        rows: what was confirmed, by table and id.
        writes: how many.
        pace: seconds between two writes.
    """

    url: str
    pace: float = 0.001
    rows: Rows = field(default_factory=lambda: {table: {} for table in INSERT})
    writes: int = 0
    failure: BaseException | None = None
    _chance: random.Random = field(default_factory=lambda: random.Random(7))
    _ended: threading.Event = field(default_factory=threading.Event)

    def run(self) -> None:
        try:
            with psycopg.connect(self.url, autocommit=True) as connection:
                connection.prepare_threshold = None
                while not self._ended.wait(self.pace) and self._write(connection):
                    self.writes += 1
        except BaseException as error:
            self.failure = error

    def end(self) -> None:
        self._ended.set()

    def _write(self, connection: psycopg.Connection) -> bool:
        """One write; whether the tables are still there."""
        table = self._chance.choice(list(INSERT))
        known = self.rows[table]
        draw = self._chance.random()
        write: Callable[..., None] = self._insert
        key = UUID(int=self._chance.getrandbits(128))
        if known and draw < 0.4:
            write = self._update if draw < 0.25 or table == "git_sessions" else self._delete
            key = self._chance.choice(list(known))
        try:
            write(connection, table, key)
        except UndefinedTable:
            return False
        return True

    def _insert(self, connection: psycopg.Connection, table: str, key: UUID) -> None:
        sessions = list(self.rows["git_sessions"])
        session = self._chance.choice(sessions) if sessions else None
        params = {"id": key, "n": self.writes, "session": session}
        self._confirm(connection, table, SQL(INSERT[table]), params)

    def _update(self, connection: psycopg.Connection, table: str, key: UUID) -> None:
        update = ONE.format(SQL(UPDATE[table]))
        self._confirm(connection, table, update, {"id": key, "n": self.writes})

    def _confirm(
        self, connection: psycopg.Connection, table: str, write: Any, params: dict[str, Any]
    ) -> None:
        with connection.transaction():
            connection.execute(write, params)
            row = connection.execute(TEXT.format(table=Identifier(table)), params).fetchone()
        assert row is not None
        self.rows[table][params["id"]] = row[0]

    def _delete(self, connection: psycopg.Connection, table: str, key: UUID) -> None:
        delete = ONE.format(SQL("DELETE FROM {}").format(Identifier(table)))
        connection.execute(delete, {"id": key})
        del self.rows[table][key]


@contextmanager
def writing(scratch: Scratch) -> Iterator[Writer]:
    """Have somebody write to the legacy tables as long as the block runs and they are there."""
    writer = Writer(scratch.url)
    thread = threading.Thread(target=writer.run)
    thread.start()
    try:
        yield writer
    finally:
        writer.end()
        thread.join()
    if writer.failure:
        raise writer.failure


def written(scratch: Scratch) -> Rows:
    """What is in the legacy tables."""
    found: Rows = {}
    with psycopg.connect(scratch.url) as connection:
        for table in INSERT:
            rows = connection.execute(ALL.format(table=Identifier(table)))
            found[table] = dict(rows.fetchall())
    return found

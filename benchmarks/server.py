"""The databases of a benchmark, on the server that the settings name."""

from __future__ import annotations

import os
from types import TracebackType
from typing import Any, Self
from urllib.parse import quote, urlencode
from uuid import uuid4

import psycopg
from django.db import DEFAULT_DB_ALIAS, connections
from psycopg.sql import SQL, Identifier, Literal

# Copying files is the fastest way to copy a large database; before PostgreSQL 15 it is the only.
_STRATEGY_SINCE = 150000

_MARK = "Made by benchmarks, which drops it when it ends."


class Server:
    """A server that makes databases, and drops those that it made when it is closed."""

    def __init__(self) -> None:
        params = connections[DEFAULT_DB_ALIAS].get_connection_params()
        # The others are Python objects, meant for psycopg.
        self._address = {key: v for key, v in params.items() if isinstance(v, str | int)}
        self._made: list[str] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        for name in list(self._made):
            self.drop(name)

    def create(self, kind: str, template: str = "template0") -> str:
        """Make a database, empty or as the copy of one; its name, which tells our process."""
        name = f"bench_{os.getpid()}_{kind}_{uuid4().hex[:8]}"
        statement = "CREATE DATABASE {} TEMPLATE {}"
        comment = SQL("COMMENT ON DATABASE {} IS {}")
        with self.connect() as connection:
            if connection.info.server_version >= _STRATEGY_SINCE:
                statement += " STRATEGY FILE_COPY"
            connection.execute(SQL(statement).format(Identifier(name), Identifier(template)))
            self._made.append(name)
            connection.execute(comment.format(Identifier(name), Literal(_MARK)))
        return name

    def drop(self, name: str) -> None:
        """Drop a database, whoever is still connected."""
        with self.connect() as connection:
            connection.execute(SQL("DROP DATABASE {} WITH (FORCE)").format(Identifier(name)))
        self._made.remove(name)

    def connect(self, database: str = "postgres") -> psycopg.Connection:
        """A connection in autocommit mode."""
        return psycopg.connect(**self._parts(database), autocommit=True)

    def url(self, database: str) -> str:
        """The database as the DATABASE_URL of another process."""
        parts = self._parts(database)
        name, user, password = (str(parts.pop(p, "")) for p in ("dbname", "user", "password"))
        login = quote(user, safe="") + (password and ":" + quote(password, safe=""))
        return f"postgresql://{login}@/{quote(name)}?{urlencode(parts, quote_via=quote)}"

    def _parts(self, database: str) -> dict[str, Any]:
        """The address in libpq's words."""
        return self._address | {"dbname": database}

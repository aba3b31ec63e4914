"""A PostgreSQL database for one test.

Migrations commit, lock, make schemas and drop tables, so a test of them cannot live in a
transaction that is rolled back: it gets a database of its own.
"""

import io
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any, cast
from urllib.parse import quote, urlencode
from uuid import uuid4

import psycopg
from django.core.management import call_command
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from psycopg.sql import SQL, Composed, Identifier

from config.database import EMBEDDED
from config.embedded import server

Row = tuple[Any, ...]


def unique_name(kind: str = "") -> str:
    """A name that nothing else in the cluster has, whoever else runs the suite on it."""
    return f"scratch_{kind}{uuid4().hex[:16]}"


def administrate(statement: Composed) -> None:
    """Run a statement on the cluster: one about databases or roles."""
    with psycopg.connect(**_address("postgres"), autocommit=True) as connection:
        connection.execute(statement)


def ask_server(question: str) -> Any:
    """One value from the cluster that the scratch databases live in."""
    with psycopg.connect(**_address("postgres"), autocommit=True) as connection:
        row = connection.execute(question).fetchone()
    return row and row[0]


@dataclass
class Scratch:
    """One database, known to Django under an alias until it is dropped."""

    name: str
    _logins: list[psycopg.Connection] = field(default_factory=list, repr=False)

    @classmethod
    def create(cls, template: str = "template1", kind: str = "") -> "Scratch":
        name = unique_name(kind)
        administrate(
            SQL("CREATE DATABASE {} TEMPLATE {}").format(Identifier(name), Identifier(template))
        )
        # Nobody needs these rows after a power cut, and each commit waits less.
        administrate(SQL("ALTER DATABASE {} SET synchronous_commit = off").format(Identifier(name)))
        connections.databases[name] = deepcopy(connections.databases[DEFAULT_DB_ALIAS]) | {
            "NAME": name
        }
        return cls(name)

    def drop(self) -> None:
        """Remove the database and every trace of it, whoever is still connected."""
        for login in self._logins:
            login.close()
        self.connection.close()
        del connections[self.alias]
        del connections.databases[self.alias]
        administrate(SQL("DROP DATABASE {} WITH (FORCE)").format(Identifier(self.name)))

    @property
    def alias(self) -> str:
        """What Django calls the database: `--database`, `using=`."""
        return self.name

    @property
    def connection(self) -> BaseDatabaseWrapper:
        """Django's connection, of this thread."""
        return connections[self.alias]

    @property
    def url(self) -> str:
        """For psql and pg_dump, and as the DATABASE_URL of another process."""
        address = _address(self.name)
        name, user, password = (address.pop(part, "") for part in ("dbname", "user", "password"))
        login = quote(user, safe="") + (password and ":" + quote(password, safe=""))
        return f"postgresql://{login}@/{quote(name)}?{urlencode(address, quote_via=quote)}"

    def query(self, sql: str, params: Sequence[Any] | None = None) -> list[Row]:
        """The rows of a query, on Django's connection."""
        with self.connection.cursor() as cursor:
            cursor.execute(sql, params)
            return cast(list[Row], cursor.fetchall())

    def value(self, sql: str, params: Sequence[Any] | None = None) -> Any:
        """The one value of a query that has one."""
        ((value,),) = self.query(sql, params)
        return value

    def script(self, sql: str) -> None:
        """Run statements as psql would: on a connection of their own, `%` meaning itself."""
        with psycopg.connect(self.url, autocommit=True) as connection:
            connection.execute(sql)

    def migrate(self, *args: str, **options: Any) -> str:
        """`manage.py migrate --database <this one>`; what it said."""
        output = io.StringIO()
        settled = {"verbosity": 0, "interactive": False, "no_color": True, "stdout": output}
        call_command("migrate", *args, database=self.alias, **(settled | options))
        return output.getvalue()

    def dump(self, *tables: str, schema: str | None = None) -> str:
        """pg_dump of exactly these tables, shape and rows; of everything where none is named."""
        prefix = f"{_quoted(schema)}." if schema else ""
        chosen = [f"--table={prefix}{_quoted(table)}" for table in tables]
        if schema and not tables:
            chosen = [f"--schema={_quoted(schema)}"]
        command = [_pg_dump(), "--dbname", self.url, *chosen]
        text = subprocess.run(command, check=True, capture_output=True, text=True).stdout
        return "".join(
            line
            for line in text.splitlines(keepends=True)
            if not line.startswith(("\\restrict", "\\unrestrict"))  # followed by a random key
        )

    def connect(self, role: str) -> psycopg.Connection:
        """A login as another role, in autocommit mode. Closed with the database at the latest."""
        login = psycopg.connect(self.url, user=role, autocommit=True)
        self._logins.append(login)
        return login


@contextmanager
def scratch_role(*, login: bool = True) -> Iterator[str]:
    """A role of the cluster. The databases it owns anything in have to go before it."""
    role = unique_name("role_")
    kind = SQL("LOGIN" if login else "NOLOGIN")
    administrate(SQL("CREATE ROLE {} {}").format(Identifier(role), kind))
    try:
        yield role
    finally:
        administrate(SQL("DROP OWNED BY {}").format(Identifier(role)))
        administrate(SQL("DROP ROLE {}").format(Identifier(role)))


def _address(database: str) -> dict[str, Any]:
    """How to reach a database of the cluster, in libpq's words, from Django's settings."""
    params = connections[DEFAULT_DB_ALIAS].get_connection_params() | {"dbname": database}
    # The others are Python objects, meant for psycopg.
    return {key: value for key, value in params.items() if isinstance(value, str | int)}


def _pg_dump() -> str:
    """A pg_dump that is not older than the server, or it would refuse."""
    if connections.databases[DEFAULT_DB_ALIAS]["ENGINE"] == EMBEDDED:
        return str(server.start().bin_path / "pg_dump")
    return "pg_dump"


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'

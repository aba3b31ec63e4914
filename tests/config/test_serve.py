"""`make serve`: a database, an administrator, an address, and no password that anybody knows."""

import os
import re
import signal
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
import pytest
from django.conf import settings
from psycopg.sql import SQL, Identifier
from pytest_django import DjangoDbBlocker

from config.demo import database
from tests.scratch import Scratch, administrate, unique_name

PASSWORD = re.compile(r"Log in as admin, password (\S+)")
ADDRESS = re.compile(r"^(http://127\.0\.0\.1:\d+/)admin/$", re.MULTILINE)


@pytest.fixture
def name(django_db_blocker: DjangoDbBlocker) -> Iterator[str]:
    """A name for the database, which is gone after the test."""
    name = unique_name("serve_")
    with django_db_blocker.unblock():
        yield name
        administrate(SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(Identifier(name)))


def begin(name: str, *arguments: str, **variables: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "config.serve", "--port", "0", *arguments],
        env=os.environ | {database.NAME_VARIABLE: name} | variables,
        cwd=settings.BASE_DIR,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


@contextmanager
def serving(name: str, *arguments: str, **variables: str) -> Iterator[str]:
    """What it says, up to its last line; it is stopped afterwards, and ends well."""
    process = begin(name, *arguments, **variables)
    assert process.stdout is not None
    try:
        said = ""
        while "Ctrl-C" not in said and (line := process.stdout.readline()):
            said += line
        yield said
    finally:
        process.send_signal(signal.SIGTERM)
        _, errors = process.communicate(timeout=30)
    assert process.returncode == 0, errors
    assert "Traceback" not in errors


def get(said: str, path: str) -> tuple[str, str]:
    """A page's text and its type."""
    [address] = ADDRESS.findall(said)
    with urllib.request.urlopen(address + path) as answer:
        return answer.read().decode(), answer.headers["Content-Type"]


def test_the_first_time_and_again(name: str) -> None:
    with serving(name) as first:
        assert "made and aligned" in first
        [password] = PASSWORD.findall(first)
        assert len(password) >= 16
        page, _ = get(first, "")
        assert "Log in" in page
        for static in re.findall(r"/(static/[^\"]+)", page):
            assert get(first, static)[1].startswith(("text/", "image/svg+xml"))
        assert "Codebase snapshots" not in page

    with serving(name) as second:
        assert "as it was left" in second
        assert not PASSWORD.findall(second)
        assert password not in second

    with serving(name, "--new-password") as third:
        [another] = PASSWORD.findall(third)
        assert another != password

    with psycopg.connect(Scratch(name).url) as connection:
        [user] = connection.execute("SELECT username, password FROM auth_user").fetchall()
    assert user[0] == "admin"
    assert another not in user[1]


def test_a_port_that_is_taken_is_said(name: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        process = begin(name, "--port", port)
        _, errors = process.communicate(timeout=60)
    assert process.returncode == 1
    assert errors.startswith(f"Port {port}: Address already in use.")


def test_somebody_else_s_database_is_left_alone(name: str) -> None:
    administrate(SQL("CREATE DATABASE {}").format(Identifier(name)))
    process = begin(name)
    _, errors = process.communicate(timeout=60)
    assert process.returncode == 1
    assert f"There is a database '{name}' already" in errors


def test_no_server_is_said_in_one_line(name: str) -> None:
    process = begin(name, DATABASE_URL="postgres://nobody@127.0.0.1:1/nothing")
    _, errors = process.communicate(timeout=60)
    assert process.returncode == 1
    assert "Traceback" not in errors

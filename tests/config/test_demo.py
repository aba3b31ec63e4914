"""The demo: that it runs, again and again, and that it does not claim what does not hold."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator

import pytest
from django.conf import settings
from psycopg.sql import SQL, Identifier
from pytest_django import DjangoDbBlocker

from config.demo import database
from config.demo.fingerprints import compared
from config.demo.page import Page
from config.demo.rows import Legacy
from tests.scratch import administrate, unique_name

CLAIMS = re.compile(r"^   (ok|NOT SO): ", re.MULTILINE)

# A row is deleted that the demo does not tell of: the comparison after the rollback must see it.
UNANNOUNCED = """
import runpy
import django; django.setup()
from config.demo import application, database
night = application.night
def and_more():
    yield from night()
    database.query("DELETE FROM codebase_snapshots WHERE id = 5 RETURNING id")
application.night = and_more
runpy.run_module("config.demo", run_name="__main__")
"""


@pytest.fixture
def name(django_db_blocker: DjangoDbBlocker) -> Iterator[str]:
    """A name for the demo's database, which is gone after the test."""
    name = unique_name("demo_")
    yield name
    with django_db_blocker.unblock():
        administrate(SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(Identifier(name)))


def run(name: str, *arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    """Python with these arguments, the demo's database having this name."""
    return subprocess.run(
        [sys.executable, *arguments],
        env=os.environ
        | {"DJANGO_SETTINGS_MODULE": "config.settings", database.NAME_VARIABLE: name}
        | variables,
        cwd=settings.BASE_DIR,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=300,
    )


def look(command: str) -> str:
    """What a command shows that the demo told the reader to type."""
    outcome = subprocess.run(
        command,
        shell=True,
        cwd=settings.BASE_DIR,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert (outcome.returncode, outcome.stderr) == (0, ""), command
    return outcome.stdout


def test_tells_what_holds_can_be_looked_at_and_does_so_again(name: str) -> None:
    first = run(name, "-m", "config.demo", PYTHONIOENCODING="utf-8")

    assert (first.returncode, first.stderr) == (0, "")
    assert "It is new." in first.stdout
    assert CLAIMS.findall(first.stdout) == ["ok"] * 5
    assert "\x1b" not in first.stdout
    untouched = re.search(r"ok: ([\d,]+) old rows that nobody touched are identical", first.stdout)
    assert untouched is not None
    # All but the four that were changed and the two that were deleted.
    rows = sum(len(table) for table in Legacy(embeddings=False).tables().values())
    assert int(untouched[1].replace(",", "")) == rows - 6

    shell, table, migrations = re.findall(r"\$ (.*-m config\.demo .*)", first.stdout)
    assert look(shell) == ""
    assert "agents/ada/dark-mode" in look(table)
    assert "[X] 0003_finish" in look(migrations)

    second = run(name, "-m", "config.demo", PYTHONIOENCODING="utf-8")

    assert (second.returncode, second.stderr) == (0, "")
    assert "It was here from an earlier run" in " ".join(second.stdout.split())
    assert CLAIMS.findall(second.stdout) == ["ok"] * 5


def test_fails_where_a_claim_does_not_hold(name: str) -> None:
    outcome = run(name, "-c", UNANNOUNCED, PYTHONIOENCODING="utf-8")

    assert outcome.returncode == 1
    assert CLAIMS.findall(outcome.stdout).count("NOT SO") == 1
    assert (
        "NOT SO: changed, new and deleted are the rows the application wrote to" in outcome.stdout
    )


def test_leaves_a_database_alone_that_it_did_not_make(
    name: str, django_db_blocker: DjangoDbBlocker
) -> None:
    with django_db_blocker.unblock():
        administrate(SQL("CREATE DATABASE {}").format(Identifier(name)))

    outcome = run(name, "-m", "config.demo")

    assert outcome.returncode == 1
    assert f"There is a database '{name}' already" in outcome.stderr
    assert f"Set {database.NAME_VARIABLE}" in outcome.stderr


def test_says_in_one_line_that_no_server_is_there(name: str) -> None:
    outcome = run(name, "-m", "config.demo", DATABASE_URL="postgres://nobody@127.0.0.1:1/nothing")

    assert outcome.returncode == 1
    assert "Traceback" not in outcome.stderr
    assert "127.0.0.1" in outcome.stderr


def test_comparison_tells_what_became_of_rows() -> None:
    difference = compared({"a": "1", "b": "2", "c": "3"}, {"a": "1", "b": "9", "d": "4"})

    assert difference.identical == {"a"}
    assert difference.changed == {"b"}
    assert difference.new == {"d"}
    assert difference.deleted == {"c"}
    assert not difference.nothing
    assert compared({"a": "1"}, {"a": "1"}).nothing


def test_page_counts_claims_that_do_not_hold(capsys: pytest.CaptureFixture[str]) -> None:
    page = Page()
    page.claim("this is so", holds=True)
    page.claim("and this", holds=False)

    assert page.failed == 1
    assert capsys.readouterr().out == "   ok: this is so\n   NOT SO: and this\n"


def test_rows_are_the_same_in_every_run() -> None:
    once, again = (repr(list(map(_plain, _rows()))) for _ in range(2))

    assert once == again


def _rows() -> Iterator[dict[str, object]]:
    for table in Legacy(embeddings=True).tables().values():
        yield from table


def _plain(row: dict[str, object]) -> dict[str, object]:
    """The row with jsonb unwrapped, which says of itself only where in memory it is."""
    return {column: getattr(content, "obj", content) for column, content in row.items()}

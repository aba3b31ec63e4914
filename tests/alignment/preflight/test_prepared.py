"""A prepared transaction keeps its locks for ever, whoever ends; it is named up front.

Servers allow none by default, hence one of our own.
"""

from pathlib import Path

import pytest
from django.conf import settings
from psycopg.sql import SQL
from pytest_django import DjangoDbBlocker

from alignment.errors import PreflightFailed
from tests.laws.crash.server import OwnServer
from tests.scratch import administrate
from tests.walks import copied

PREPARED = """
    BEGIN;
    LOCK TABLE git_commits IN SHARE MODE;
    PREPARE TRANSACTION 'night shift';
"""


def test_a_prepared_transaction_is_named(django_db_blocker: DjangoDbBlocker) -> None:
    with django_db_blocker.unblock(), OwnServer.running() as server, server.in_use():
        administrate(SQL("ALTER SYSTEM SET max_prepared_transactions = 1").format())
        server.stop()
        server.start()
        with copied("template1") as database:
            database.script(Path(settings.BASE_DIR, "config/demo/legacy.sql").read_text())
            database.script(PREPARED)
            try:
                with pytest.raises(PreflightFailed, match=r"P18.* 'night shift' .* git_commits"):
                    database.migrate()
            finally:
                database.script("ROLLBACK PREPARED 'night shift'")
            database.migrate()
            assert database.value("SELECT to_regclass('git_merge_history') IS NOT NULL")

"""`aligned`: a database in which two events crossed, and nothing else. A copy, which is fast."""

from collections.abc import Iterator

import pytest
from pytest_django import DjangoDbBlocker

from tests.alignment.overview.waiting import wait_until_idle
from tests.conftest import ScratchFactory
from tests.rows import event, insert
from tests.scratch import Scratch


@pytest.fixture(scope="session")
def aligned_template(legacy_template: str, django_db_blocker: DjangoDbBlocker) -> Iterator[str]:
    with django_db_blocker.unblock():
        template = Scratch.create(legacy_template, kind="template_")
        try:
            insert(template, "detection_events", event(1), event(2))
            template.migrate()
            template.connection.close()
            yield template.name
        finally:
            template.drop()


@pytest.fixture
def aligned(scratch_factory: ScratchFactory, aligned_template: str) -> Iterator[Scratch]:
    database = scratch_factory(aligned_template)
    yield database
    wait_until_idle(database)

"""Scratch databases for every test that asks for one.

They bypass pytest-django's `db`, which wraps the default database in a transaction: a test uses one
or the other. A test takes what it needs:

`scratch`          an empty database
`legacy`           a database with the empty legacy tables of `config/demo/legacy.sql`
`scratch_factory`  any number of them: `scratch_factory()`, `scratch_factory(template=legacy.name)`
`roles`            roles to log in with: `roles()`
`pgvector`         whether the server has the extension `vector` to offer
"""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from django.conf import settings
from django.test import override_settings
from pytest_django import DjangoDbBlocker

from tests.scratch import Scratch, ask_server, scratch_role

ScratchFactory = Callable[..., Scratch]
RoleFactory = Callable[..., str]


@pytest.fixture(scope="session", autouse=True)
def _without_tls() -> Iterator[None]:
    """The test client speaks plain HTTP, which production redirects."""
    with override_settings(SECURE_SSL_REDIRECT=False):
        yield


@pytest.fixture
def roles() -> Iterator[RoleFactory]:
    with ExitStack() as stack:
        yield lambda **options: stack.enter_context(scratch_role(**options))


@pytest.fixture
def scratch_factory(
    django_db_blocker: DjangoDbBlocker,
    roles: RoleFactory,  # so that databases go before the roles that own things in them
) -> Iterator[ScratchFactory]:
    with django_db_blocker.unblock(), ExitStack() as stack:

        def make(template: str = "template1") -> Scratch:
            scratch = Scratch.create(template)
            stack.callback(scratch.drop)
            return scratch

        yield make


@pytest.fixture
def scratch(scratch_factory: ScratchFactory) -> Scratch:
    return scratch_factory()


@pytest.fixture
def legacy(scratch_factory: ScratchFactory, legacy_template: str) -> Scratch:
    return scratch_factory(legacy_template)


@pytest.fixture(scope="session")
def legacy_template(django_db_blocker: DjangoDbBlocker) -> Iterator[str]:
    """The name of a database to copy, since copying is faster than loading the file again."""
    with django_db_blocker.unblock():
        template = Scratch.create(kind="template_")
        try:
            template.script(Path(settings.BASE_DIR, "config/demo/legacy.sql").read_text())
            yield template.name
        finally:
            template.drop()


@pytest.fixture(scope="session")
def pgvector() -> bool:
    return bool(ask_server("SELECT count(*) FROM pg_available_extensions WHERE name = 'vector'"))

"""Nothing names `public`: tables are those of the connection's current schema."""

from pathlib import Path

import pytest
from django.conf import settings

from alignment.errors import NoSchema, RecordElsewhere
from tests.conftest import ScratchFactory
from tests.laws.hostile import HOSTILE_ROWS
from tests.laws.test_dump import ALIGNED, LEGACY
from tests.scratch import Scratch


@pytest.fixture
def tenant(scratch: Scratch) -> Scratch:
    """The legacy tables in a schema with an odd name, and others of the same names in public."""
    scratch.script(Path(settings.BASE_DIR, "config/demo/legacy.sql").read_text())
    scratch.script('CREATE SCHEMA "Tenant 1"')
    for table in (*LEGACY, "schema_migrations"):
        scratch.script(f'CREATE TABLE "Tenant 1".{table} (LIKE public.{table} INCLUDING ALL)')
    scratch.script(f'SET search_path = "Tenant 1", public; {HOSTILE_ROWS}')
    scratch.script(f'ALTER DATABASE {scratch.name} SET search_path = "Tenant 1", public')
    scratch.connection.close()
    return scratch


def test_the_current_schema_is_aligned_and_no_other(tenant: Scratch) -> None:
    elsewhere = tenant.dump(schema="public")
    tenant.migrate()
    schemas = tenant.query(
        "SELECT DISTINCT schemaname FROM pg_tables WHERE tablename = ANY (%s)", [[*ALIGNED]]
    )
    assert schemas == [("Tenant 1",)]
    assert tenant.dump(schema="public") == elsewhere


def test_legacy_tables_of_a_schema_come_back(tenant: Scratch) -> None:
    before = tenant.dump(*LEGACY, schema="Tenant 1")
    tenant.migrate()
    aligned = tenant.dump(*ALIGNED, schema="Tenant 1")
    tenant.migrate("alignment", "0001")
    assert tenant.dump(*LEGACY, schema="Tenant 1") == before
    tenant.migrate()
    assert tenant.dump(*ALIGNED, schema="Tenant 1") == aligned


def test_archive_stands_beside_the_schema(tenant: Scratch) -> None:
    tenant.migrate()
    found = tenant.query(
        "SELECT tablename FROM pg_tables WHERE schemaname = 'Tenant 1_archive' ORDER BY 1"
    )
    assert found == [(table,) for table in sorted(LEGACY)]


def test_archive_schema_can_be_named(legacy: Scratch, settings) -> None:  # type: ignore[no-untyped-def]
    settings.ALIGNMENT_ARCHIVE_SCHEMA = "attic"
    legacy.migrate()
    assert legacy.value("SELECT to_regclass('attic.git_commits') IS NOT NULL")


def test_databases_are_aligned_apart(scratch_factory: ScratchFactory, legacy_template: str) -> None:
    one, other = scratch_factory(legacy_template), scratch_factory(legacy_template)
    untouched = other.dump()
    one.script(HOSTILE_ROWS)
    one.migrate()
    assert other.dump() == untouched
    other.migrate()
    assert other.value("SELECT count(*) FROM codebase_snapshots") == 0


def test_a_path_without_a_schema_is_refused(legacy: Scratch) -> None:
    legacy.script(f"ALTER DATABASE {legacy.name} SET search_path = nowhere")
    legacy.connection.close()
    with pytest.raises(NoSchema, match="search_path of this connection is 'nowhere'"):
        legacy.migrate()


def test_the_record_of_another_schema_is_not_gone_by(tenant: Scratch) -> None:
    tenant.script("CREATE TABLE public.django_migrations (LIKE public.schema_migrations)")
    with pytest.raises(RecordElsewhere, match='those of schema "Tenant 1"'):
        tenant.migrate()

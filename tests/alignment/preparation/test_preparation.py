"""Who prepared and then migrates has what who only migrates has."""

import pytest
from django.core.management import call_command
from pytest_django.fixtures import Settings

from alignment.errors import PreflightFailed
from tests.alignment.preparation.preparing import (
    SECTIONS,
    aligned,
    archive,
    killed_after,
    left,
    legacy_tables,
    prepare,
    receipts,
    status,
)
from tests.config.processes import manage
from tests.conftest import RoleFactory, ScratchFactory
from tests.laws.invariants import check_leftovers
from tests.laws.test_dump import ALIGNED, LEGACY
from tests.rows import commit, delete, event, fetch, insert, session, update, uuid
from tests.scratch import Scratch

TABLES = """
    SELECT schemaname, tablename FROM pg_tables WHERE schemaname LIKE 'public%' ORDER BY 1, 2"""


def migrated_alone(scratch_factory: ScratchFactory, database: Scratch) -> Scratch:
    """A copy of the database that was never prepared, migrated."""
    database.connection.close()
    copy = scratch_factory(database.name)
    copy.migrate()
    return copy


@pytest.mark.parametrize("batch", [3, 20_000])
def test_the_result_is_that_of_migrate_alone(
    hostile: Scratch, scratch_factory: ScratchFactory, batch: int, settings: Settings
) -> None:
    settings.ALIGNMENT_PREPARE_BATCH = batch
    alone = migrated_alone(scratch_factory, hostile)
    prepare(hostile)
    assert set(left(hostile).values()) == {0}
    hostile.migrate()
    assert aligned(hostile) == aligned(alone)
    assert archive(hostile) == archive(alone)
    assert receipts(hostile) == receipts(alone)
    call_command("verify_alignment", database=hostile.alias)


def test_every_table_is_as_after_migrate_alone(
    hostile: Scratch, scratch_factory: ScratchFactory
) -> None:
    alone = migrated_alone(scratch_factory, hostile)
    prepare(hostile)
    hostile.migrate()
    assert hostile.query(TABLES) == alone.query(TABLES)
    assert hostile.value("SELECT count(*) FROM alignment_preparation") == 0


def test_the_legacy_tables_stay_as_they_are(hostile: Scratch) -> None:
    before = legacy_tables(hostile)
    prepare(hostile)
    assert legacy_tables(hostile) == before


def test_a_rollback_gives_back_what_there_was(hostile: Scratch) -> None:
    before = legacy_tables(hostile)
    prepare(hostile)
    hostile.migrate()
    hostile.migrate("alignment", "0001")
    assert legacy_tables(hostile) == before


def test_what_is_written_afterwards_crosses(legacy: Scratch) -> None:
    insert(legacy, "detection_events", *(event(n, data={"codebase_id": f"c{n}"}) for n in range(9)))
    prepare(legacy)
    insert(legacy, "detection_events", event(10, data={"codebase_id": "late"}))
    update(legacy, "detection_events", uuid(2), data={"codebase_id": "renamed"})
    delete(legacy, "detection_events", uuid(5))
    assert left(legacy)["codebase_snapshots"] == 3
    legacy.migrate()
    names = [row["codebase_id"] for row in fetch(legacy, "codebase_snapshots").values()]
    assert names == ["c0", "c1", "renamed", "c3", "c4", "c6", "c7", "c8", "late"]


def test_preparing_again_catches_up(legacy: Scratch) -> None:
    insert(legacy, "detection_events", *(event(n) for n in range(9)))
    prepare(legacy)
    insert(legacy, "detection_events", *(event(n) for n in range(10, 19)))
    update(legacy, "detection_events", uuid(2), detector="other")
    delete(legacy, "detection_events", uuid(5))
    assert left(legacy)["codebase_snapshots"] == 11
    prepare(legacy)
    assert left(legacy)["codebase_snapshots"] == 0


def test_a_commit_finds_the_session_that_is_as_new_as_itself(legacy: Scratch) -> None:
    insert(legacy, "git_sessions", *(session(n) for n in range(5)))
    prepare(legacy)
    insert(legacy, "git_sessions", session(7, metadata={"agent_id": "ada"}))
    insert(legacy, "git_commits", *(commit(n, session_id=uuid(7)) for n in range(5)))
    prepare(legacy)
    legacy.migrate()
    history = fetch(legacy, "git_merge_history").values()
    assert {(row["agent_id"], row["branch"]) for row in history} == {("ada", "feature/7")}


@pytest.mark.parametrize("steps", [0, 3, 14, 24])
def test_killed_after_any_step_both_it_and_migrate_complete(
    hostile: Scratch, scratch_factory: ScratchFactory, steps: int
) -> None:
    alone = migrated_alone(scratch_factory, hostile)
    assert killed_after(hostile, steps)
    migrated = migrated_alone(scratch_factory, hostile)
    prepare(hostile)
    hostile.migrate()
    for done in (migrated, hostile):
        assert aligned(done) == aligned(alone)
        assert archive(done) == archive(alone)
        assert receipts(done) == receipts(alone)


def test_killed_again_and_again_it_completes(
    hostile: Scratch, scratch_factory: ScratchFactory
) -> None:
    alone = migrated_alone(scratch_factory, hostile)
    steps = 2
    while killed_after(hostile, steps):
        steps += 1
    assert steps > 5
    hostile.migrate()
    assert aligned(hostile) == aligned(alone)


def test_what_migrate_would_refuse_is_refused_before_anything_is_made(legacy: Scratch) -> None:
    legacy.script("CREATE VIEW watching AS SELECT * FROM detection_events")
    before = legacy.dump()
    with pytest.raises(PreflightFailed, match="watching"):
        prepare(legacy)
    assert legacy.dump() == before


def test_a_section_that_is_aligned_is_left_alone(hostile: Scratch) -> None:
    hostile.migrate()
    before = hostile.dump()
    assert "not prepared: it is aligned" in prepare(hostile)
    assert hostile.dump() == before


def test_a_section_that_was_rolled_back_needs_no_preparation(hostile: Scratch) -> None:
    hostile.migrate()
    hostile.migrate("alignment", "0001")
    before = hostile.dump()
    assert "carries only what was written since" in prepare(hostile)
    assert hostile.dump() == before


def test_sections_are_prepared_beside_one_that_is_aligned(hostile: Scratch) -> None:
    hostile.migrate("snapshots")
    prepare(hostile)
    assert [status(hostile)[section]["prepared"] for section in SECTIONS] == [True, False, True]
    hostile.migrate()
    call_command("verify_alignment", database=hostile.alias)


def test_tables_that_have_to_be_adopted_are_left_to_migrate(hostile: Scratch) -> None:
    hostile.script(
        "CREATE TABLE codebase_snapshots (id bigserial PRIMARY KEY, codebase_id text NOT NULL, "
        "snapshot_id bigint NOT NULL, metadata jsonb, summary jsonb, "
        "detected_technologies text[], features jsonb, inserted_at timestamp)"
    )
    assert "have to be adopted" in prepare(hostile)
    hostile.migrate()
    call_command("verify_alignment", database=hostile.alias)


def test_nothing_is_left_in_the_session(hostile: Scratch) -> None:
    prepare(hostile)
    check_leftovers(hostile)


def test_empty_tables_are_prepared_too(legacy: Scratch, scratch_factory: ScratchFactory) -> None:
    alone = migrated_alone(scratch_factory, legacy)
    prepare(legacy)
    legacy.migrate()
    assert legacy.dump(*ALIGNED) == alone.dump(*ALIGNED)


def test_the_owner_of_the_tables_can_do_it(legacy: Scratch, roles: RoleFactory) -> None:
    """Nobody has to be a superuser: what `migrate` needs is enough."""
    owner = roles()
    insert(legacy, "detection_events", *(event(n) for n in range(9)))
    legacy.script(f"GRANT CREATE ON DATABASE {legacy.name} TO {owner}")
    legacy.script(f"GRANT CREATE ON SCHEMA public TO {owner}")
    for table in (*LEGACY, "schema_migrations"):
        legacy.script(f"ALTER TABLE {table} OWNER TO {owner}")
    url = legacy.url.replace("://postgres@", f"://{owner}@")
    for command in (["prepare_alignment"], ["prepare_alignment", "--cancel"]):
        done = manage(*command, DATABASE_URL=url, ALIGNMENT_PREPARE_BATCH="4")
        assert done.stderr == ""
    assert legacy.value("SELECT to_regnamespace('public_archive')") is None

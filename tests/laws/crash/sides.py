"""On which side each section is: wholly, and as it is recorded."""

from __future__ import annotations

from itertools import chain

from tests.laws.world import ALIGNED, LEGACY
from tests.scratch import Scratch

TABLES = """
    SELECT nspname, relname FROM pg_class
    JOIN pg_namespace ON pg_namespace.oid = relnamespace
    WHERE nspname IN ('public', 'public_archive') AND relkind = 'r'"""

RECORDED = "SELECT app FROM django_migrations WHERE name = '0002_align'"

ECTO_KNOWS = "SELECT EXISTS (SELECT FROM schema_migrations WHERE version = 20250101000014)"

HISTORY = "SELECT section, count(*) FROM alignment_alignmentrun GROUP BY section ORDER BY section"


def aligned_sections(database: Scratch) -> set[str]:
    """The sections that are aligned; an error where one is half-way, or not where it is said."""
    recorded = {app for (app,) in database.query(RECORDED)}
    tables = database.query(TABLES)
    in_use = {name for schema, name in tables if schema == "public"}
    archived = {name for schema, name in tables if schema == "public_archive"}
    for section in LEGACY:
        live, gone = ALIGNED[section], LEGACY[section]
        if section not in recorded:
            live, gone = gone, live
        assert in_use & {*live, *gone} == {*live}, f"{section}, by {sorted(recorded)}"
        # Aligned tables that are not in use may not have been made yet.
        assert archived & {*live, *gone} in ({*gone}, {*gone} - {*ALIGNED[section]}), section
    return recorded


def check_records(database: Scratch, aligned: bool, crossings: int) -> None:
    """All sections are on that side: Ecto has been told, and each crossing stands in the history.

    Once each: what was killed has left no trace there.
    """
    assert database.value(ECTO_KNOWS) == aligned
    assert database.query(HISTORY) == [(section, crossings) for section in sorted(LEGACY)]


def check_sequences(database: Scratch) -> None:
    """The next id of each aligned table is free."""
    for table in chain(*ALIGNED.values()):
        highest = database.value(f"SELECT coalesce(max(id), 0) FROM {table}")
        assert database.value(f"SELECT last_value FROM {table}_id_seq") >= highest, table

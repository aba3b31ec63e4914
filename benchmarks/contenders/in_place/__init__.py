"""The way everybody takes: rename the tables, fold columns into jsonb, drop them, build indexes.

Written as well as it can be: one transaction, one UPDATE a table with nothing but the key to join
on, no index in its way, as much memory as ours has. It arrives at our rows, ids included. The
legacy key stays in a column `legacy_id`, or there would be no way back.
"""

from benchmarks.contenders.in_place import commits, events, patterns, sessions, templates
from benchmarks.contenders.work import run

# Commits need the sessions, on either side; templates are what the patterns left.
_TABLES = (events, sessions, commits, patterns, templates)
_TABLES_BACK = (events, sessions, commits, templates, patterns)


def forward() -> None:
    """Turn the legacy tables into the aligned ones."""
    run(step for table in _TABLES for step in table.FORWARD)


def backward() -> None:
    """Turn them back, as far as that can be done.

    What the aligned tables have no place for is lost: `updated_at` of events, keys of metadata that
    had the name of a column.
    """
    run(step for table in _TABLES_BACK for step in table.BACKWARD)

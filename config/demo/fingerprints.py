"""Whether tables are what they were: each row's digest, before and after."""

from __future__ import annotations

from dataclasses import dataclass

from config.demo import database

LEGACY = ("detection_events", "git_sessions", "git_commits", "technology_knowledge")
ALIGNED = (
    "codebase_snapshots",
    "git_agent_sessions",
    "git_merge_history",
    "git_pending_merges",
    "technology_templates",
    "technology_patterns",
)

Fingerprints = dict[str, str]


def taken(tables: tuple[str, ...]) -> dict[str, Fingerprints]:
    """By table, each row's id and the MD5 of the whole row."""
    return {
        table: dict(database.query(f"SELECT id::text, md5(t::text) FROM {table} AS t"))
        for table in tables
    }


@dataclass(frozen=True)
class Difference:
    """How a table compares to what it was, as ids of rows."""

    identical: frozenset[str]
    changed: frozenset[str]
    new: frozenset[str]
    deleted: frozenset[str]

    @property
    def nothing(self) -> bool:
        return not (self.changed or self.new or self.deleted)


def compared(before: Fingerprints, after: Fingerprints) -> Difference:
    """What became of the rows in between."""
    both = before.keys() & after.keys()
    identical = frozenset(row for row in both if before[row] == after[row])
    return Difference(
        identical=identical,
        changed=frozenset(both - identical),
        new=frozenset(after.keys() - before.keys()),
        deleted=frozenset(before.keys() - after.keys()),
    )

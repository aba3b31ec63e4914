"""One scratch database on a walk: the application writes to it, the operator migrates it."""

from __future__ import annotations

from typing import Any

from django.db import IntegrityError
from psycopg.types.json import Jsonb

from tests.laws import invariants, oracle_commits, oracle_knowledge, oracle_snapshots
from tests.laws.oracle import Differences, Passage, check_source
from tests.laws.reading import State, Table, place, read, read_table
from tests.laws.rows import is_jsonb
from tests.laws.values import to_json
from tests.scratch import Scratch

LEGACY = {
    "snapshots": ("detection_events",),
    "gitcoord": ("git_sessions", "git_commits"),
    "techknowledge": ("technology_knowledge",),
}
ALIGNED = {
    "snapshots": ("codebase_snapshots",),
    "gitcoord": ("git_agent_sessions", "git_merge_history", "git_pending_merges"),
    "techknowledge": ("technology_templates", "technology_patterns"),
}
CHECKS = {
    "snapshots": oracle_snapshots.check,
    "gitcoord": oracle_commits.check,
    "techknowledge": oracle_knowledge.check,
}


class World:
    """Which section is on which side, and how everything was at the section's last crossing."""

    def __init__(self, scratch: Scratch) -> None:
        self.scratch = scratch
        self.story: list[tuple[Any, ...]] = []
        start = read(scratch)
        self.aligned = {
            section
            for section, (table, *_) in ALIGNED.items()
            if place(scratch, table) == f"public.{table}"
        }
        nothing = State({table: {} for table in start.tables}, [])
        self.last = {section: start if section in self.aligned else nothing for section in LEGACY}

    # --- The application ---

    @property
    def tables(self) -> list[str]:
        """The tables in use."""
        return [
            table
            for section in LEGACY
            for table in (ALIGNED if section in self.aligned else LEGACY)[section]
        ]

    def rows(self, table: str) -> Table:
        return read_table(self.scratch, table)

    def insert(self, table: str, row: dict[str, Any]) -> bool:
        columns = ", ".join(f'"{name}"' for name in row)
        values = ", ".join("%s" for _ in row)
        return self._write(table, f"INSERT INTO {table} ({columns}) VALUES ({values})", row)

    def update(self, table: str, key: str, row: dict[str, Any]) -> bool:
        changes = ", ".join(f'"{name}" = %s' for name in row)
        return self._write(table, f"UPDATE {table} SET {changes} WHERE id = %s", row, key)

    def delete(self, table: str, key: str) -> None:
        self._write(table, f"DELETE FROM {table} WHERE id = %s", {}, key)

    def _write(self, table: str, statement: str, row: dict[str, Any], *more: Any) -> bool:
        """Whether the database accepted it: a unique key may be taken, a session may not exist."""
        verb = statement.partition(" ")[0].lower()
        self.story.append((verb, table, *more, *([row] if row else [])))
        values: list[Any] = [
            Jsonb(value, dumps=to_json) if is_jsonb(table, name) and value is not None else value
            for name, value in row.items()
        ]
        try:
            with self.scratch.connection.cursor() as cursor:
                cursor.execute(statement, [*values, *more])
        except IntegrityError:
            return False
        return True

    # --- The operator ---

    def migrate(self, *target: str) -> None:
        """Run the command, and let the oracle look at what every section made of it."""
        self.story.append(("migrate", *target))
        before = read(self.scratch)
        crossing = self._crossing(*target)
        self.scratch.migrate(*target)
        after = read(self.scratch)
        for section in LEGACY:
            if section in crossing:
                self._check(section, Passage(not target, self.last[section], before, after))
                self.last[section] = after
                (self.aligned.discard if target else self.aligned.add)(section)
            else:
                self._check_idle(section, before, after)
        crossed = {table for section in crossing for table in ALIGNED[section]}
        invariants.check(self.scratch, after, crossed)
        self._check_places()

    def _crossing(self, *target: str) -> set[str]:
        if not target:
            return set(LEGACY) - self.aligned
        return self.aligned & (set(LEGACY) if target[0] == "alignment" else {target[0]})

    def _check(self, section: str, passage: Passage) -> None:
        check_source(passage, (LEGACY if passage.forward else ALIGNED)[section])
        found: dict[str, Differences] = CHECKS[section](passage)
        invariants.check_run(self.scratch, section, passage, found)

    def _check_idle(self, section: str, before: State, after: State) -> None:
        """A section that did not cross was left alone."""
        for table in (*LEGACY[section], *ALIGNED[section]):
            assert before.tables[table] == after.tables[table], f"{table} was written to"

    def _check_places(self) -> None:
        """What is in use is in use, and everything else is in the archive."""
        for section in LEGACY:
            sides = [LEGACY[section], ALIGNED[section]]
            used, unused = reversed(sides) if section in self.aligned else sides
            for table in used:
                assert place(self.scratch, table) == f"public.{table}"
            for table in unused:
                assert place(self.scratch, table) in (f"public_archive.{table}", None)

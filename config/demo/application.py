"""A night's work of the application on the aligned tables, in the SQL that Ecto issues for it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from psycopg.types.json import Jsonb

from alignment.models import MovedRow
from config.demo import database, rows
from config.demo.fingerprints import LEGACY, Difference

Outcome = Literal["new", "changed", "deleted", "kept"]


@dataclass(frozen=True)
class Write:
    """A statement of the application, and what the legacy tables should show of it afterwards.

    Attributes:
        what: in the words of the application's users.
        statement: one row's INSERT, UPDATE or DELETE, returning its id.
        table: the aligned table it writes to.
        legacy: the table it shows in after the rollback; '' for none.
        outcome: what it is there; 'kept' means that it waits in the archive.
    """

    what: str
    table: str
    legacy: str
    outcome: Outcome
    statement: str
    params: Sequence[Any]

    @property
    def verb(self) -> str:
        if "DO UPDATE" in self.statement:
            return "upsert"
        return self.statement.split()[0].lower()


def night() -> Iterator[Write]:
    """What happens before anybody thinks of rolling back."""
    yield from _detection()
    yield from _coordination()
    yield from _knowledge()


def _detection() -> Iterator[Write]:
    upsert = """
        INSERT INTO "codebase_snapshots" AS c0
            ("codebase_id", "snapshot_id",
             "metadata", "summary", "detected_technologies", "features")
        VALUES (%s, %s, %s, %s, %s, %s)
        ON CONFLICT ("codebase_id", "snapshot_id") DO UPDATE SET
            "metadata" = EXCLUDED."metadata", "summary" = EXCLUDED."summary",
            "detected_technologies" = EXCLUDED."detected_technologies",
            "features" = EXCLUDED."features"
        RETURNING "id" """
    insert = upsert[: upsert.index("ON CONFLICT")] + 'RETURNING "id"'
    found = (
        Jsonb({"detection_method": "layered"}),
        Jsonb({"language": ["TypeScript"], "framework": ["Svelte"]}),
        ["language:TypeScript", "framework:Svelte"],
        Jsonb({"language_count": 1, "framework_count": 1}),
    )
    yield Write(
        what=f"{rows.CODEBASE} is detected, no id given",
        table="codebase_snapshots",
        legacy="detection_events",
        outcome="new",
        statement=insert,
        params=[rows.CODEBASE, 1764000000, *found],
    )
    latest = database.value(
        "SELECT max(snapshot_id) FROM codebase_snapshots WHERE codebase_id = 'ledger'"
    )
    yield Write(
        what="ledger is detected again",
        table="codebase_snapshots",
        legacy="detection_events",
        outcome="changed",
        statement=upsert,
        params=["ledger", latest, *found],
    )


def _coordination() -> Iterator[Write]:
    yield Write(
        what=f"{rows.AGENT} waits",
        table="git_agent_sessions",
        legacy="git_sessions",
        outcome="changed",
        statement="""
            UPDATE "git_agent_sessions" AS g0 SET "status" = %s, "updated_at" = %s
            WHERE g0."agent_id" = %s RETURNING g0."id" """,
        params=["waiting", "2025-11-24 22:15:00.123456", rows.AGENT],
    )
    yield Write(
        what="margaret-pilot-1 begins",
        table="git_agent_sessions",
        legacy="git_sessions",
        outcome="new",
        statement="""
            INSERT INTO "git_agent_sessions" AS g0 ("agent_id", "branch", "workspace_path", "meta")
            VALUES (%s, %s, %s, %s)
            ON CONFLICT ("agent_id") DO UPDATE SET
                "branch" = EXCLUDED."branch", "workspace_path" = EXCLUDED."workspace_path",
                "meta" = EXCLUDED."meta", "updated_at" = EXCLUDED."updated_at"
            RETURNING "id" """,
        params=["margaret-pilot-1", None, "/var/agents/margaret", Jsonb({"task_id": "T-7"})],
    )
    yield Write(
        what=f"{rows.AGENT} hands in a branch",
        table="git_pending_merges",
        legacy="",
        outcome="kept",
        statement="""
            INSERT INTO "git_pending_merges" ("branch", "agent_id", "pr_number")
            VALUES (%s, %s, %s) RETURNING "id" """,
        params=["agents/ada/dark-mode", rows.AGENT, 318],
    )
    yield Write(
        what="another of her branches is merged",
        table="git_merge_history",
        legacy="",
        outcome="kept",
        statement="""
            INSERT INTO "git_merge_history" ("branch", "agent_id", "merge_commit", "status")
            VALUES (%s, %s, %s, %s) RETURNING "id" """,
        params=["agents/ada/faster-search", rows.AGENT, "5eed" * 10, "merged"],
    )


def _knowledge() -> Iterator[Write]:
    technology, _, name = rows.TEMPLATE
    yield Write(
        what=f"{technology} {name} is improved",
        table="technology_templates",
        legacy="technology_knowledge",
        outcome="changed",
        statement="""
            UPDATE "technology_templates" AS t0
            SET "template" = t0."template" || %s, "version" = %s WHERE t0."identifier" = %s
            RETURNING t0."id" """,
        params=[Jsonb({"template": "use Phoenix.LiveView"}), "2.0", f"{technology}/{name}"],
    )
    yield Write(
        what=f"{rows.COUNTED[0]} is detected once more",
        table="technology_patterns",
        legacy="technology_knowledge",
        outcome="changed",
        statement="""
            UPDATE "technology_patterns" AS t0
            SET "detection_count" = t0."detection_count" + 1, "success_rate" = %s
            WHERE t0."technology_name" = %s AND t0."technology_type" = %s RETURNING t0."id" """,
        params=[0.97, *rows.COUNTED],
    )
    yield Write(
        what=f"{rows.OUTDATED[0]} is forgotten",
        table="technology_patterns",
        legacy="technology_knowledge",
        outcome="deleted",
        statement="""
            DELETE FROM "technology_patterns" AS t0
            WHERE t0."technology_name" = %s AND t0."technology_type" = %s RETURNING t0."id" """,
        params=list(rows.OUTDATED),
    )


class Expected:
    """What the legacy tables should show: which old rows were touched, and how many are new."""

    def __init__(self) -> None:
        self._touched: dict[tuple[str, Outcome], set[str]] = {}
        self._new: Counter[str] = Counter()

    def note(self, write: Write, aligned_id: int) -> int:
        """Take note of a write that was made; how many legacy rows it concerns."""
        if write.outcome == "kept":
            return 0
        if write.outcome == "new":
            self._new[write.legacy] += 1
            return 1
        receipts = MovedRow.objects.of_aligned(write.table, aligned_id)
        partners = set(receipts.values_list("legacy_id", flat=True))
        self._touched.setdefault((write.legacy, write.outcome), set()).update(partners)
        return len(partners)

    def is_met_by(self, differences: dict[str, Difference]) -> bool:
        """Whether exactly this is different, and nothing else."""
        return all(
            difference.changed == self._touched.get((table, "changed"), set())
            and difference.deleted == self._touched.get((table, "deleted"), set())
            and len(difference.new) == self._new[table]
            for table, difference in ((table, differences[table]) for table in LEGACY)
        )

"""The story, chapter by chapter: there, a night's work, back, and there again."""

from __future__ import annotations

import json
import time
from collections.abc import Sequence
from typing import Any

from django.core.management import call_command
from django.db import connection

from alignment.catalog import archive_schema
from alignment.models import AlignmentRun
from config.demo import application, database, fingerprints
from config.demo.fingerprints import ALIGNED, LEGACY, Difference, Fingerprints
from config.demo.page import Page
from config.demo.rows import CODEBASE, Legacy

# What each legacy table holds, and where its rows go; with SQL for how many that should be.
CONTENTS = {
    "detection_events": "what a detector saw in a code base",
    "git_sessions": "an agent at work on a branch",
    "git_commits": "what it committed there",
    "technology_knowledge": "how a technology is used",
}
ROUTES = (
    ("detection_events", "codebase_snapshots", "each", "count(*)"),
    ("git_sessions", "git_agent_sessions", "each", "count(*)"),
    ("git_commits", "git_merge_history", "each", "count(*)"),
    (
        "technology_knowledge",
        "technology_templates",
        "each with a template",
        "count(*) FILTER (WHERE template <> '')",
    ),
    (
        "technology_knowledge",
        "technology_patterns",
        "technology and category",
        "count(DISTINCT (technology, category))",
    ),
)

# How to say what the legacy tables show of a write.
OUTCOMES = {
    "new": "new: {}",
    "changed": "changed: {}",
    "deleted": "deleted: {}",
    "kept": "waits in the archive",
}


class Story:
    """Told to a page; it checks what it says."""

    def __init__(self, page: Page) -> None:
        self._page = page
        self._legacy: dict[str, Fingerprints] = {}
        self._aligned: dict[str, Fingerprints] = {}
        self._expected = application.Expected()

    def tell(self) -> None:
        started = time.monotonic()
        self._make_legacy_database()
        self._align()
        self._show_where_rows_went()
        self._work_for_a_night()
        self._roll_back()
        self._align_again()
        self._look_back(time.monotonic() - started)

    # --- Chapters --------------------------------------------------------------------------------

    def _make_legacy_database(self) -> None:
        self._page.chapter("A legacy database")
        again = database.remake()
        database.use()
        made = "It was here from an earlier run: dropped, and made anew." if again else "It is new."
        self._page.say(f"This demo works in a database of its own, {database.name()}. {made}")
        database.make_legacy_tables()
        embeddings = database.has_embeddings()
        with connection.cursor() as cursor:
            database.fill(Legacy(embeddings=embeddings).tables(), cursor.cursor)
        self._page.say(
            "Its tables are those that Singularity's Ecto migrations made, with some months of "
            "made-up rows, the same in every run"
            + ("." if embeddings else "; without embeddings, as this server has no pgvector.")
        )
        self._legacy = fingerprints.taken(LEGACY)
        counts = ((table, len(self._legacy[table]), CONTENTS[table]) for table in LEGACY)
        self._page.table(("Table", "Rows", "A row says"), counts)

    def _align(self) -> None:
        self._page.chapter("Aligned")
        self._page.say(
            "The application looks for tables of other names and shapes. This makes them:"
        )
        wanted = {
            (source, target): database.value(f"SELECT {many} FROM {source}")
            for source, target, _, many in ROUTES
        }
        # Django's own tables are no part of this story.
        for app in ("auth", "admin", "sessions"):
            self._quiet("migrate", app)
        self._run("migrate")
        self._aligned = fingerprints.taken(ALIGNED)
        self._page.table(
            ("From", "Rows", "To", "Rows", "One row for"),
            (
                (source, len(self._legacy[source]), target, len(self._aligned[target]), why)
                for source, target, why, _ in ROUTES
            ),
        )
        arrived = all(wanted[a, b] == len(self._aligned[b]) for a, b, *_ in ROUTES)
        self._page.claim("each aligned table has as many rows as it should", holds=arrived)

    def _show_where_rows_went(self) -> None:
        self._page.chapter("One event, followed")
        [(event_id, snapshot_id)] = database.query(
            """
            SELECT legacy_id::uuid, aligned_id
            FROM alignment_movedrow JOIN codebase_snapshots AS snapshot ON snapshot.id = aligned_id
            WHERE aligned_table = 'codebase_snapshots' AND codebase_id = %s
              AND snapshot.metadata -> 'data' ? 'snapshot_id'
            ORDER BY aligned_id LIMIT 1
            """,
            [CODEBASE],
        )
        archive = archive_schema(connection)
        event = database.record(
            f"SELECT * FROM {archive}.detection_events WHERE id = %s", [event_id]
        )
        snapshot = database.record("SELECT * FROM codebase_snapshots WHERE id = %s", [snapshot_id])
        self._page.say(f"A row of detection_events, as it was, and is, in the archive {archive}:")
        self._page.table(("Column", "Content"), _shown(event))
        self._page.say("What it became in codebase_snapshots, with all it said in metadata:")
        self._page.table(("Column", "Content"), _shown(snapshot))

    def _work_for_a_night(self) -> None:
        self._page.chapter("A night's work")
        self._page.say(
            "The application, unchanged, writes to the aligned tables. The last column is what "
            "should come of it when somebody rolls back."
        )
        done = []
        for write in application.night():
            aligned_id = database.value(write.statement, write.params)
            outcome = OUTCOMES[write.outcome].format(self._expected.note(write, aligned_id))
            done.append((write.verb, write.table, write.what, outcome))
        self._page.table(("Statement", "Table", "What happens", "Legacy rows"), done)
        self._aligned = fingerprints.taken(ALIGNED)

    def _roll_back(self) -> None:
        self._page.chapter("Rolled back")
        self._page.say("The next morning somebody wants the legacy tables back:")
        self._run("migrate", "alignment", "0001")
        differences = self._compare(self._legacy, fingerprints.taken(LEGACY))
        untouched = sum(len(difference.identical) for difference in differences.values())
        self._page.claim(
            f"{untouched:,} old rows that nobody touched are identical, to the last byte",
            holds=untouched > 0,
        )
        self._page.claim(
            "changed, new and deleted are the rows the application wrote to, and no others",
            holds=self._expected.is_met_by(differences),
        )
        self._show_news(differences["detection_events"])

    def _show_news(self, events: Difference) -> None:
        self._page.gap()
        self._page.say("The snapshot of last night, now an event like all others:")
        event = database.record(
            "SELECT * FROM detection_events WHERE id = %s::uuid", [min(events.new)]
        )
        self._page.table(("Column", "Content"), _shown(event))

    def _align_again(self) -> None:
        self._page.chapter("Aligned again")
        self._page.say("And forward once more, when whatever it was is mended:")
        self._run("migrate")
        differences = self._compare(self._aligned, fingerprints.taken(ALIGNED))
        self._page.claim(
            "all six tables are what they were before the rollback, ids included",
            holds=all(difference.nothing for difference in differences.values()),
        )
        self._page.claim(
            "the branch that waited to be merged is waiting again",
            holds=len(differences["git_pending_merges"].identical) == 1,
        )

    def _look_back(self, seconds: float) -> None:
        self._page.chapter("What the database remembers")
        runs = AlignmentRun.objects.order_by("id")
        self._page.table(
            ("Section", "Direction", "Unchanged", "Changed", "New", "Deleted", "Seconds"),
            (
                (
                    run.section,
                    run.get_direction_display(),
                    run.unchanged,
                    run.changed,
                    run.born,
                    run.deleted,
                    (run.finished - run.started).total_seconds(),
                )
                for run in runs
            ),
        )
        self._page.say(
            f"All in {seconds:.1f} s. The database {database.name()} stays. To look around in it, "
            "with psql or with any command of manage.py:"
        )
        commands = ("dbshell", "dbshell -- -c 'TABLE git_pending_merges'", "showmigrations")
        self._page.commands(*(f"{database.invocation()} {command}" for command in commands))

    # --- Tools -----------------------------------------------------------------------------------

    def _run(self, *command: str) -> None:
        """A command as an operator would give it, with all it says."""
        self._page.commands(f"manage.py {' '.join(command)}")
        call_command(*command, no_color=self._page.colourless)

    def _quiet(self, *command: str) -> None:
        call_command(*command, verbosity=0)

    def _compare(
        self, before: dict[str, Fingerprints], after: dict[str, Fingerprints]
    ) -> dict[str, Difference]:
        differences = {table: fingerprints.compared(before[table], after[table]) for table in after}
        self._page.table(
            ("Table", "Before", "Now", "Identical", "Changed", "New", "Deleted"),
            (
                (
                    table,
                    len(before[table]),
                    len(after[table]),
                    len(rows.identical),
                    len(rows.changed),
                    len(rows.new),
                    len(rows.deleted),
                )
                for table, rows in differences.items()
            ),
        )
        return differences


def _shown(record: dict[str, Any]) -> Sequence[tuple[str, str]]:
    """A row's columns, each with its content as a reader would write it down."""
    return [(column, _written(content)) for column, content in record.items()]


def _written(content: Any) -> str:
    if content is None:
        return "NULL"
    if isinstance(content, dict | list):
        return json.dumps(content, ensure_ascii=False)
    return str(content)

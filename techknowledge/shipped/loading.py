"""The shipped set, put into technology_patterns beside what is there, and never over it.

Rows are read, compared and written, and nothing is locked in between: the one statement that writes
passes over a row that is no longer as it was read. Where nothing differs, nothing is written.
"""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import TextField
from django.db.models.expressions import RawSQL

from alignment.catalog import rows
from alignment.page import Page
from alignment.state import aligned_tables
from techknowledge.models import TechnologyPattern
from techknowledge.shipped import RULES, shipped
from techknowledge.shipped.comparison import Compared, Verdict, compare, completed
from techknowledge.technologies import Technology

# Of all that a row says; detections may go on counting meanwhile.
DIGEST = """
    md5((to_jsonb(technology_patterns)
         - ARRAY['detection_count', 'success_rate', 'last_detected_at'])::text)"""

# A row of the set is replaced. What comes without a checksum is added to a user's row, where each
# key stays that is there.
WRITE = f"""
    INSERT INTO technology_patterns (
        technology_type, technology_name, version_pattern,
        file_patterns, directory_patterns, config_files,
        build_command, dev_command, install_command, test_command, output_directory,
        confidence_weight, extended_metadata,
        detection_count, success_rate, created_at, updated_at)
    SELECT content.*, 0, 1.0, timezone('utc', now()), timezone('utc', now())
    FROM jsonb_to_recordset(%s::jsonb) AS content (
        technology_type text, technology_name text, version_pattern text,
        file_patterns text[], directory_patterns text[], config_files text[],
        build_command text, dev_command text, install_command text, test_command text,
        output_directory text, confidence_weight double precision, extended_metadata jsonb)
    ORDER BY content.technology_type COLLATE "C", content.technology_name COLLATE "C"
    ON CONFLICT (technology_name, technology_type) DO UPDATE SET
        version_pattern = excluded.version_pattern,
        file_patterns = excluded.file_patterns,
        directory_patterns = excluded.directory_patterns,
        config_files = excluded.config_files,
        build_command = excluded.build_command,
        dev_command = excluded.dev_command,
        install_command = excluded.install_command,
        test_command = excluded.test_command,
        output_directory = excluded.output_directory,
        confidence_weight = excluded.confidence_weight,
        extended_metadata = excluded.extended_metadata || CASE
            WHEN excluded.extended_metadata ? 'checksum' THEN '{{}}'
            ELSE coalesce(nullif(technology_patterns.extended_metadata, 'null'), '{{}}') END,
        updated_at = excluded.updated_at
    WHERE {DIGEST} = ANY (%s)
    RETURNING technology_type, technology_name"""

WRITTEN = (Verdict.INSERTED, Verdict.UPDATED, Verdict.COMPLETED)

KEPT = {
    Verdict.YOURS: "They are yours. `--complete` adds what the set has where they have nothing.",
    Verdict.CHANGED: "They were changed since they were loaded. `--force` takes that back.",
    Verdict.WITHOUT_RULES: (
        "They are yours and have no rule, so that nothing can be detected by them. `--complete` "
        "adds those of the set."
    ),
    Verdict.MEANWHILE: "Somebody wrote to them just now. Loading again tells what they are.",
}


@dataclass(frozen=True)
class Loading:
    """What became of each technology of the set."""

    verdicts: dict[Technology, Verdict]

    @property
    def findings(self) -> int:
        """None: a row that was kept is as it should be."""
        return 0

    def of(self, *verdicts: Verdict) -> list[Technology]:
        """The technologies of these verdicts, in order."""
        return sorted(one for one, verdict in self.verdicts.items() if verdict in verdicts)

    def as_json(self) -> dict[str, Any]:
        lists = {str(one): [*map(str, self.of(one))] for one in (*WRITTEN, Verdict.UNCHANGED)}
        kept = [{"technology": str(one), "why": str(self.verdicts[one])} for one in self.of(*KEPT)]
        counts = {verdict: len(found) for verdict, found in lists.items()} | {"kept": len(kept)}
        return {"counts": counts, **lists, "kept": kept}

    def tell(self, page: Page) -> None:
        unchanged = len(self.of(Verdict.UNCHANGED))
        page.heading(f"{len(self.verdicts)} technologies of the shipped set")
        for verdict in WRITTEN:
            self._tell(page, str(verdict), verdict)
        if unchanged:
            page.say(f"unchanged {unchanged}: as they were loaded.")
        for verdict, why in KEPT.items():
            if self._tell(page, "kept", verdict):
                page.say(f"    {why}")

    def _tell(self, page: Page, word: str, verdict: Verdict) -> int:
        found = self.of(verdict)
        if found:
            page.names(word, found)
        return len(found)


def load(
    connection: BaseDatabaseWrapper, *, force: bool = False, complete: bool = False
) -> Loading:
    """Put the shipped set into the table.

    Safe beside other loads, detections and users. Counts of detections, success rates and times of
    detection stay as they are.

    Args:
        force: also over rows of the set that somebody has changed; never over a user's own.
        complete: add to users' rows what the set has where they have nothing.

    Raises:
        TablesNotUsable: there is no such table.
    """
    with aligned_tables():
        compared = _compare(connection.alias, force, complete)
    writing = {one: row for one, row in compared.items() if row.verdict in WRITTEN}
    written = _write(connection, writing.values())
    verdicts = {one: row.verdict for one, row in compared.items()}
    if missed := writing.keys() - written:
        verdicts |= _look_again(connection.alias, missed)
    return Loading(verdicts)


def _compare(alias: str, force: bool, complete: bool) -> dict[Technology, Compared]:
    """Each technology of the set beside what the table has of it."""
    digest = RawSQL(DIGEST, [], output_field=TextField())
    patterns = TechnologyPattern.objects.using(alias).annotate(digest=digest).readable()
    # Of several spellings the one of the set comes last and stays: the others are not in its way.
    stored = {one.technology: one for one in sorted(patterns, key=_is_spelled_as_ours)}
    compared = {}
    for ours in shipped():
        row = stored.get(ours.technology)
        verdict = compare(ours, row, force=force, complete=complete)
        content = completed(ours, row) if row and verdict == Verdict.COMPLETED else ours
        compared[ours.technology] = Compared(verdict, content, getattr(row, "digest", None))
    return compared


def _is_spelled_as_ours(pattern: TechnologyPattern) -> bool:
    return pattern.technology == (pattern.technology_type, pattern.technology_name)


def _write(connection: BaseDatabaseWrapper, writing: Collection[Compared]) -> set[Technology]:
    """Write what is to be written; the technologies that were."""
    if not writing:
        return set()
    contents = [{column: getattr(row.content, column) for column in RULES} for row in writing]
    digests = [row.digest for row in writing if row.digest]
    return {
        Technology.of(kind, name)
        for kind, name in rows(connection, WRITE, [json.dumps(contents), digests])
    }


def _look_again(alias: str, missed: Collection[Technology]) -> dict[Technology, Verdict]:
    """What others made of technologies while these were being written."""
    compared = _compare(alias, force=False, complete=False)
    return {
        one: Verdict.MEANWHILE if compared[one].verdict in WRITTEN else compared[one].verdict
        for one in missed
    }

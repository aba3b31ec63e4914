"""An import of templates: files read, rows written, what is gone marked; all or nothing."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from django.db import DEFAULT_DB_ALIAS, connections, transaction

from alignment.catalog import execute, rows
from alignment.state import aligned_tables
from techknowledge import storing
from techknowledge.importing import pattern_rows
from techknowledge.importing.files import Gathered, gather
from techknowledge.importing.outcome import Import
from techknowledge.importing.patterns import pattern_of
from techknowledge.importing.schemas import schemas_of
from techknowledge.models import TechnologyTemplate
from techknowledge.references import refers, resolve
from techknowledge.technologies import Technology

# One import at a time in each schema of a database.
LOCK = """
    SELECT pg_advisory_xact_lock(
        hashtextextended('techknowledge.import:' || current_schema(), 0))"""

MARK_MISSING = """
    UPDATE technology_templates
    SET metadata = metadata || jsonb_build_object('missing_since', %s::text),
        updated_at = timezone('utc', now())
    WHERE source = %s AND metadata ->> 'root' = ANY (%s) AND NOT identifier = ANY (%s)
      AND NOT metadata ? 'missing_since'"""

MISSING = """
    SELECT identifier FROM technology_templates
    WHERE source = %s AND metadata ->> 'root' = ANY (%s) AND metadata ? 'missing_since'
    ORDER BY identifier"""


def import_templates(
    paths: Sequence[str | Path],
    *,
    force: bool = False,
    dry_run: bool = False,
    using: str = DEFAULT_DB_ALIAS,
) -> Import:
    """Bring templates and the patterns in them from folders into the database.

    Rows of another source, and patterns that somebody changed, are kept (behaviour T-2). Where
    nothing differs nothing is written. Files that are gone since the last import of a folder have
    their rows marked (T-8).

    Args:
        paths: folders; of files with one identifier that of the first counts (T-1).
        force: write over rows whosever they are.
        dry_run: tell what would become of each file, and write nothing.

    Raises:
        NoSuchRoot: one of the paths is no folder.
        TablesNotUsable: the tables are not there, or not in their shape.
    """
    with aligned_tables(), transaction.atomic(using):
        execute(connections[using], LOCK)
        gathered = gather(paths)
        outcome = Import(gathered, force=force, dry_run=dry_run)
        for file in gathered.files:
            became = storing.write(file.row(), force=force, using=using)
            outcome.templates[file.identifier] = became
        outcome.missing += _mark_missing(gathered, using)
        _write_patterns(outcome, using)
        _warn(outcome, using)
        if dry_run:
            transaction.set_rollback(True, using)
    return outcome


def _mark_missing(gathered: Gathered, using: str) -> list[str]:
    """Identifiers whose files are gone from the roots that could be looked at whole."""
    connection = connections[using]
    whole = [str(root) for root in gathered.roots if root not in gathered.incomplete]
    now = datetime.now(UTC).isoformat(timespec="seconds")
    execute(connection, MARK_MISSING, [now, storing.FILESYSTEM, whole, [*gathered.claimed]])
    return [identifier for (identifier,) in rows(connection, MISSING, [storing.FILESYSTEM, whole])]


def _write_patterns(outcome: Import, using: str) -> None:
    for file in outcome.gathered.files:
        if not file.shape.names_technology:
            continue
        pattern = pattern_of(file)
        if pattern is None:
            outcome.warn(file, "is in no folder and names no category: a technology of no type")
            continue
        for one in pattern.extended_metadata["invalid_patterns"] or ():
            outcome.warn(file, f"has {one['pattern']!r}, no regular expression: {one['error']}")
        technology = Technology(pattern.technology_type, pattern.technology_name)
        if technology in outcome.patterns:
            outcome.warn(file, f"is a second file about {technology}; the first one counts")
            continue
        became = pattern_rows.write(pattern, force=outcome.force, using=using)
        outcome.patterns[technology] = became


def _warn(outcome: Import, using: str) -> None:
    """Tell what is not well in files that count all the same."""
    schemas = schemas_of(outcome.gathered.schemas)
    outcome.warnings += schemas.problems
    stored = TechnologyTemplate.objects.using(using).without_times()
    for file in outcome.gathered.files:
        for reason in (*file.bits.problems, *schemas.violations(file)):
            outcome.warn(file, reason)
        if refers(file.document) and (row := stored.filter(identifier=file.identifier).first()):
            for problem in resolve(row).problems:
                outcome.warn(file, str(problem))

"""What can go wrong, said with the value and the remedy."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.core.management.base import CommandError


class AlignmentError(CommandError):
    """Base of all errors of the alignment; a command prints it in one line and exits with 1."""


class NoConnection(AlignmentError):
    """The database takes no connection."""

    def __init__(self, cause: Exception) -> None:
        super().__init__(
            f"No connection to the database: {' '.join(str(cause).split())}. DATABASE_URL says "
            "which it is."
        )


class PreflightFailed(AlignmentError):
    """Something is in the way of a migration; all of it, as findings that say so themselves.

    Attributes:
        findings: what was found.
    """

    def __init__(self, findings: Sequence[object]) -> None:
        self.findings = findings
        lines = "".join(f"\n  {finding}" for finding in findings)
        super().__init__(f"Nothing was changed. In the way: {len(findings)}.{lines}")


class PlanChanged(AlignmentError):
    """The database is no longer what it was when the plan was made."""

    def __init__(self, expected: str, now: str) -> None:
        super().__init__(
            f"The plan {expected} does not hold any more, it is {now} now: rows were written, or "
            "tables or migrations changed. Nothing was changed. Look at plan_alignment again."
        )


class AnotherMigration(AlignmentError):
    """Another `migrate` is at work on this database and schema.

    Args:
        waited: seconds.
        holders: pid, user, application name and age of the connection of whoever is at work.
    """

    def __init__(self, waited: float, holders: Sequence[tuple[Any, ...]]) -> None:
        who = "; ".join(
            f"pid {pid}, user {user}, application {name or 'unnamed'}, connected for {age}"
            for pid, user, name, age in holders
        )
        super().__init__(
            f"Another migration is at work ({who or 'it has just ended'}), still after {waited:g} "
            "seconds. Nothing was changed. Wait for it and migrate again, which will see what it "
            "did; ALIGNMENT_MIGRATION_WAIT sets how long to wait."
        )


class TableInUse(AlignmentError):
    """Somebody holds a table open, and the exclusive lock on it was not to be had.

    Args:
        tables: quoted names.
        tries: how often it was asked for.
        blockers: pid, user, age of the transaction and latest query of whoever holds them.
    """

    def __init__(
        self, tables: Sequence[str], tries: int, blockers: Sequence[tuple[Any, ...]]
    ) -> None:
        who = "".join(
            f"\n  pid {pid}, user {user}, in a transaction for {age}: {query}"
            for pid, user, age, query in blockers
        )
        super().__init__(
            f"{', '.join(tables)} could not be locked in {tries} tries; the section was not "
            f"begun.{who}\nEnd these, e.g. SELECT pg_terminate_backend(pid), and migrate again."
        )


class RolledBack(AlignmentError):
    """PostgreSQL refused a statement, or is gone; what was at work has not happened.

    Args:
        at_work: the migration; None between two of them.
        cause: what PostgreSQL said.
    """

    def __init__(self, at_work: object | None, cause: Exception) -> None:
        said = " ".join(str(cause).split())
        what = f"{at_work} was rolled back" if at_work else "No migration was at work"
        super().__init__(
            f"{what}: {said}{'' if said.endswith('.') else '.'} Those before it stand. When the "
            "cause is mended, run the same command again: it goes on from there. --traceback says "
            "more."
        )


class NameTaken(AlignmentError):
    """Where a table has to go, there is one of its name already."""

    def __init__(self, schema: str, table: str, wanted_by: str) -> None:
        super().__init__(
            f'There is already a table "{schema}"."{table}", where {wanted_by}. Nothing was '
            f'changed. Look at its rows; if they are wanted, ALTER TABLE "{schema}"."{table}" '
            "RENAME TO another name, and migrate again."
        )


class UnknownShape(AlignmentError):
    """A table is none of those this project knows under its name."""

    def __init__(self, table: str) -> None:
        super().__init__(
            f"Table {table} has other columns than any table known under this name. "
            "plan_alignment says which were expected; rename it or move it elsewhere."
        )


class TableMissing(AlignmentError):
    """A table is neither in use nor in the archive."""

    def __init__(self, table: str, schema: str, archive: str) -> None:
        super().__init__(
            f"Table {table!r} is neither in schema {schema!r} nor in its archive {archive!r}. "
            "If it was moved, move it back; if it was dropped, restore it from a backup; if the "
            "archive has another name, say so by ALIGNMENT_ARCHIVE_SCHEMA."
        )


class TablesNotUsable(AlignmentError):
    """The aligned tables are not there, not in their shape, or not ours."""

    def __init__(self, cause: Exception) -> None:
        said = str(cause).partition("\n")[0]
        super().__init__(
            f"The aligned tables cannot be used: {said}. `manage.py plan_alignment` says whether "
            "they are there yet; `manage.py migrate` makes them, `manage.py validate_schema` says "
            "what else is amiss with them."
        )


class CountsDiffer(AlignmentError):
    """The figures of a crossing do not add up; its transaction is rolled back."""

    def __init__(self, crossing: str, statement: str, expected: int, found: int) -> None:
        super().__init__(
            f"{crossing}: {statement}: expected {expected:,}, found {found:,}. The section was "
            "rolled back, nothing was changed. Please report this with the two numbers."
        )


class LedgerNotEmpty(AlignmentError):
    """The ledger is about to be dropped though archived tables depend on it."""

    def __init__(self, receipts: int) -> None:
        super().__init__(
            f"The ledger holds {receipts:,} receipts: without them the archived aligned tables "
            "could never be told from new rows. Stop at `migrate alignment 0001`, which keeps it."
        )


class NotADuration(AlignmentError):
    """A duration is not written as one."""

    def __init__(self, text: str) -> None:
        super().__init__(f"{text!r} is no duration. Write a number and d, h or m, e.g. 7d or 12h.")


class NotConfirmed(AlignmentError):
    """The name of the database was not typed."""

    def __init__(self, name: str) -> None:
        super().__init__(f"That was not {name!r}: nothing was dropped.")


class NotVerified(AlignmentError):
    """Something is amiss, and the archive may be what mends it."""

    def __init__(self, section: str, findings: Sequence[object]) -> None:
        lines = "".join(f"\n  {finding}" for finding in findings)
        super().__init__(
            f"Nothing was dropped: section {section} does not verify.{lines}\nThe archive may be "
            "what mends this. verify_alignment says more."
        )


class NoSuchFolder(AlignmentError):
    """A folder that was named is not there."""

    def __init__(self, path: object) -> None:
        super().__init__(f"There is no folder {str(path)!r}. Name the root of the Elixir sources.")


class NoSchema(AlignmentError):
    """No schema of the search_path exists."""

    def __init__(self, path: str) -> None:
        super().__init__(
            f"The search_path of this connection is {path!r}, and no schema of it exists or may be "
            "used. Nothing was changed. CREATE SCHEMA, or GRANT USAGE on it, or set another path."
        )


class RecordElsewhere(AlignmentError):
    """Django would read another schema's record of migrations."""

    def __init__(self, schema: str, other: str) -> None:
        super().__init__(
            f'Tables are those of schema "{schema}", and django_migrations would be that of '
            f'"{other}", which is further down the search_path. Nothing was changed. Leave '
            f'"{other}" out of the path while migrating.'
        )


class InspectionAtWork(AlignmentError):
    """Somebody looks at every row already; a second look would only slow down the first."""

    def __init__(self) -> None:
        super().__init__(
            "An inspection of this database is at work already, and there is one at a time. "
            "Ask again when it is done."
        )


class NoRunOnRecord(AlignmentError):
    """Tables are in the archive, and the run history does not say since when."""

    def __init__(self, section: str) -> None:
        super().__init__(
            f"Section {section} has tables in the archive, and no run in alignment_alignmentrun: "
            "since when they are out of use is not known. Nothing was dropped. Somebody emptied "
            "that table: take its rows from a backup, or have the section cross again, which is a "
            f"run: `migrate {section} 0001`, then `migrate`."
        )

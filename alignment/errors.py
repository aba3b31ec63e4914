"""What can go wrong, said with the value and the remedy."""

from __future__ import annotations

from collections.abc import Sequence

from django.core.management.base import CommandError


class AlignmentError(CommandError):
    """Base of all errors of the alignment; a command prints it in one line and exits with 1."""


class PreflightFailed(AlignmentError):
    """Something is in the way of a migration; all of it, as findings that say so themselves.

    Attributes:
        findings: what was found.
    """

    def __init__(self, findings: Sequence[object]) -> None:
        self.findings = findings
        lines = "".join(f"\n  {finding}" for finding in findings)
        super().__init__(f"Nothing was changed. In the way: {len(findings)}.{lines}")


class NameTaken(AlignmentError):
    """Where a table has to go, there is one of its name already."""

    def __init__(self, schema: str, table: str, wanted_by: str) -> None:
        super().__init__(
            f'There is already a table "{schema}"."{table}", where {wanted_by}. Nothing was '
            f'changed. Look at its rows; if they are wanted, ALTER TABLE "{schema}"."{table}" '
            "RENAME TO another name, and migrate again."
        )


class TableMissing(AlignmentError):
    """A table is neither in use nor in the archive."""

    def __init__(self, table: str, schema: str, archive: str) -> None:
        super().__init__(
            f"Table {table!r} is neither in schema {schema!r} nor in its archive {archive!r}. "
            "If somebody moved it, move it back; if it was dropped, restore it from a backup."
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

"""Running `prepare_alignment`, and looking at what it came to."""

import io
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.core.management import call_command

from alignment.narration import listening
from tests.laws.test_dump import ALIGNED, LEGACY
from tests.scratch import Row, Scratch

SECTIONS = "gitcoord", "snapshots", "techknowledge"

RECEIPTS = """
    SELECT legacy_table, legacy_id, aligned_table, aligned_id, legacy_digest, aligned_digest
    FROM alignment_movedrow ORDER BY legacy_table, legacy_id, aligned_table"""


def prepare(scratch: Scratch, *args: str) -> str:
    """`manage.py prepare_alignment --database <this one>`; what it said."""
    output = io.StringIO()
    call_command("prepare_alignment", *args, database=scratch.alias, no_color=True, stdout=output)
    return output.getvalue()


def status(scratch: Scratch) -> dict[str, dict[str, Any]]:
    """What `--status` answers, by section."""
    told = json.loads(prepare(scratch, "--status", "--format", "json"))
    return {one["section"]: one for one in told["sections"]}


def left(scratch: Scratch) -> dict[str, int]:
    """How many rows `migrate` would carry, by aligned table."""
    return {
        table["to"]: table["left"] for one in status(scratch).values() for table in one["tables"]
    }


def aligned(scratch: Scratch) -> list[str]:
    """Aligned tables, shape and rows; the order of rows on disk means nothing."""
    return sorted(scratch.dump(*ALIGNED).splitlines())


def archive(scratch: Scratch) -> list[str]:
    return sorted(scratch.dump(schema="public_archive").splitlines())


def legacy_tables(scratch: Scratch) -> str:
    return scratch.dump(*LEGACY)


def receipts(scratch: Scratch) -> list[Row]:
    return scratch.query(RECEIPTS)


class Killed(Exception):
    """The process ended here."""


@dataclass
class Executioner:
    """Ends a run when it has done so many steps, as if the process were killed.

    Attributes:
        steps: how many more it may do.
    """

    steps: int

    @contextmanager
    def working(self, _title: str) -> Iterator[None]:
        yield

    def finished(self, _title: str, _result: str, _seconds: float) -> None:
        self.steps -= 1
        if self.steps < 0:
            raise Killed


def killed_after(scratch: Scratch, steps: int) -> bool:
    """Prepare, and be killed after some steps; whether that was before the end."""
    try:
        with listening(Executioner(steps)):
            call_command(
                "prepare_alignment", database=scratch.alias, format="json", stdout=io.StringIO()
            )
    except Killed:
        scratch.connection.close()
        return True
    return False

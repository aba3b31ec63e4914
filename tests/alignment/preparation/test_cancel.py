"""A preparation that is taken back leaves no trace, and what is no preparation stays."""

import pytest

from tests.alignment.preparation.preparing import killed_after, prepare, status
from tests.rows import event, insert
from tests.scratch import Scratch

ADOPTED = ["snapshots", "gitcoord", "techknowledge"]


@pytest.fixture
def adopted(hostile: Scratch) -> Scratch:
    """Where all has been done that a preparation begins with, and that it leaves."""
    for section in ADOPTED:
        hostile.migrate(section, "0001")
    return hostile


def test_it_leaves_no_trace(adopted: Scratch) -> None:
    before = adopted.dump()
    prepare(adopted)
    prepare(adopted, "--cancel")
    assert adopted.dump() == before


@pytest.mark.parametrize("steps", [1, 4, 12])
def test_half_done_it_leaves_no_trace_either(adopted: Scratch, steps: int) -> None:
    before = adopted.dump()
    assert killed_after(adopted, steps)
    prepare(adopted, "--cancel")
    assert adopted.dump() == before


def test_an_archive_that_was_there_before_stays(adopted: Scratch) -> None:
    adopted.script("CREATE SCHEMA public_archive")
    before = adopted.dump()
    prepare(adopted)
    prepare(adopted, "--cancel")
    assert adopted.dump() == before


def test_an_archive_in_which_something_is_stays(adopted: Scratch) -> None:
    prepare(adopted)
    adopted.script("CREATE TABLE public_archive.notes ()")
    prepare(adopted, "--cancel")
    tables = "SELECT tablename FROM pg_tables WHERE schemaname = 'public_archive'"
    assert adopted.query(tables) == [("notes",)]


def test_a_section_that_crossed_keeps_all_it_has(adopted: Scratch) -> None:
    adopted.migrate("snapshots")
    before = adopted.dump()
    prepare(adopted)
    prepare(adopted, "--cancel")
    assert _without_numbers(adopted.dump()) == _without_numbers(before)


def test_what_was_prepared_and_crossed_is_no_preparation_any_more(adopted: Scratch) -> None:
    prepare(adopted)
    adopted.migrate()
    adopted.migrate("alignment", "0001")
    before = adopted.dump()
    prepare(adopted, "--cancel")
    assert adopted.dump() == before


def test_there_may_be_nothing_to_cancel(legacy: Scratch) -> None:
    before = legacy.dump()
    assert prepare(legacy, "--cancel").count("not prepared") == 3
    assert legacy.dump() == before


def test_it_can_be_begun_again(legacy: Scratch) -> None:
    insert(legacy, "detection_events", *(event(n) for n in range(5)))
    prepare(legacy)
    prepare(legacy, "--cancel")
    prepare(legacy)
    assert status(legacy)["snapshots"]["tables"][0]["carried"] == 5
    legacy.migrate()
    assert legacy.value("SELECT max(id) FROM codebase_snapshots") == 5


def _without_numbers(dump: str) -> list[str]:
    """The ledger's next number moves on: it has rows that stay."""
    return [line for line in dump.splitlines() if "alignment_movedrow_id_seq'" not in line]

"""What the operations do to tables, refuse, and do again without harm after a kill."""

from importlib import import_module

import pytest
from django.db.migrations.writer import OperationWriter

from alignment.errors import LedgerNotEmpty, TableMissing
from alignment.operations import ArchiveTables, Reshape, RestoreTable
from tests.laws.test_dump import ALIGNED, LEGACY
from tests.rows import event, insert
from tests.scratch import Scratch

SECTIONS = "snapshots", "gitcoord", "techknowledge"


def test_a_legacy_table_dropped_from_the_archive_is_missed(legacy: Scratch) -> None:
    legacy.migrate()
    legacy.script("DROP TABLE public_archive.detection_events")
    aligned = legacy.dump(*ALIGNED)
    with pytest.raises(TableMissing, match="detection_events"):
        legacy.migrate("snapshots", "0001")
    assert legacy.dump(*ALIGNED) == aligned


def test_the_ledger_is_not_dropped_while_it_holds_receipts(legacy: Scratch) -> None:
    insert(legacy, "detection_events", event(1))
    legacy.migrate()
    with pytest.raises(LedgerNotEmpty, match="1 receipts"):
        legacy.migrate("alignment", "zero")
    assert legacy.value("SELECT count(*) FROM alignment_movedrow") == 1


@pytest.mark.parametrize("section", SECTIONS)
def test_a_crossing_that_was_not_recorded_is_done_again(legacy: Scratch, section: str) -> None:
    """Django records an unapplied migration after its transaction: a kill comes in between."""
    insert(legacy, "detection_events", event(1), event(2))
    before = legacy.dump(*LEGACY)
    legacy.migrate()
    aligned = legacy.dump(*ALIGNED)

    legacy.script(f"DELETE FROM django_migrations WHERE app = '{section}' AND name = '0002_align'")
    legacy.script("DELETE FROM django_migrations WHERE app = 'alignment' AND name = '0003_finish'")
    legacy.migrate()
    assert legacy.dump(*ALIGNED) == aligned

    legacy.migrate("alignment", "0001")
    legacy.script(
        "INSERT INTO django_migrations (app, name, applied) VALUES "
        f"('alignment', '0002_begin', now()), ('{section}', '0002_align', now())"
    )
    legacy.migrate("alignment", "0001")
    assert legacy.dump(*LEGACY) == before


@pytest.mark.parametrize("section", SECTIONS)
def test_operations_can_be_written_into_a_migration(section: str) -> None:
    migration = import_module(f"{section}.migrations.0002_align").Migration
    for operation in migration.operations:
        if isinstance(operation, ArchiveTables | Reshape | RestoreTable):
            text, imports = OperationWriter(operation, indentation=0).serialize()
            names: dict[str, object] = {}
            exec("\n".join(imports) + "\nfrom django.db import migrations, models", names)
            again = eval(text.rstrip(","), names)
            assert again.describe() == operation.describe()

"""The shipped set goes into the table, beside what is there and never over it."""

from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from techknowledge import shipped as the_set
from techknowledge.models import TechnologyPattern
from techknowledge.shipped import RULES, rules_checksum, shipped
from techknowledge.shipped.comparison import Verdict
from techknowledge.shipped.loading import Loading, load
from techknowledge.signatures import signature_of
from techknowledge.technologies import Technology
from tests.techknowledge.patterns.rows import again, pattern, stored, technology

pytestmark = pytest.mark.django_db

DJANGO = technology("django")
LONG_AGO = datetime(2025, 10, 5, tzinfo=UTC)


def whole_rows() -> list[Any]:
    """Every row with where it lies: a row that is written anew lies elsewhere."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT ctid, xmin, rows::text FROM technology_patterns AS rows ORDER BY id")
        return list(cursor.fetchall())


def verdict(name: str = "django", /, **options: bool) -> Verdict:
    """What a load makes of a framework."""
    return load(connection, **options).verdicts[technology(name)]


def ship(monkeypatch: Any, name: str = "django", **columns: Any) -> None:
    """Let the set be another one, as in the next release."""
    rows = the_set._rows

    def changed(kind: str) -> list[dict[str, Any]]:
        return [
            row | columns if (kind, row["technology_name"]) == ("framework", name) else row
            for row in rows(kind)
        ]

    monkeypatch.setattr(the_set, "_rows", changed)


def test_what_is_missing_is_inserted_as_it_was_shipped() -> None:
    loaded = load(connection)

    assert set(loaded.verdicts.values()) == {Verdict.INSERTED}
    rows = {one.technology: one for one in TechnologyPattern.objects.all()}
    assert rows.keys() == loaded.verdicts.keys()
    for ours in shipped():
        row = rows[ours.technology]
        assert {one: getattr(row, one) for one in RULES} == {
            one: getattr(ours, one) for one in RULES
        }
        assert (row.detection_count, row.success_rate, row.last_detected_at) == (0, 1.0, None)
        assert row.created_at == row.updated_at is not None


def test_a_stored_row_has_the_checksum_that_was_shipped() -> None:
    load(connection)

    for row in TechnologyPattern.objects.all():
        assert rules_checksum(row) == row.extended_metadata["checksum"], row


@pytest.mark.parametrize("options", [{}, {"force": True}, {"complete": True}])
def test_a_second_run_writes_nothing(options: dict[str, bool]) -> None:
    load(connection)
    before = whole_rows()

    with CaptureQueriesContext(connection) as queries:
        loaded = load(connection, **options)

    assert set(loaded.verdicts.values()) == {Verdict.UNCHANGED}
    assert whole_rows() == before
    assert not [one for one in queries if "INSERT" in one["sql"] or "UPDATE" in one["sql"]]


def test_all_is_inserted_in_one_statement() -> None:
    with CaptureQueriesContext(connection) as queries:
        load(connection)

    assert len([one for one in queries if "INSERT" in one["sql"]]) == 1


def test_a_row_of_the_set_follows_it(monkeypatch: Any) -> None:
    load(connection)
    before = stored("framework:django")
    TechnologyPattern.objects.filter(pk=before.pk).update(updated_at=LONG_AGO)
    ship(monkeypatch, dev_command="django run", file_patterns=["**/new.py"])

    loaded = load(connection)

    assert loaded.of(Verdict.UPDATED) == [DJANGO]
    assert len(loaded.of(Verdict.UNCHANGED)) == len(loaded.verdicts) - 1
    row = again(before)
    assert (row.dev_command, row.file_patterns) == ("django run", ["**/new.py"])
    assert row.extended_metadata["checksum"] == rules_checksum(row)
    assert row.created_at == before.created_at
    assert row.updated_at is not None
    assert row.updated_at > LONG_AGO
    assert verdict() == Verdict.UNCHANGED


def test_what_was_counted_stays(monkeypatch: Any) -> None:
    """Behaviour 4.3; counting is no change of a row, either."""
    load(connection)
    TechnologyPattern.objects.count_detections([DJANGO])
    TechnologyPattern.objects.judge(DJANGO, right=False)
    before = stored("framework:django")
    assert verdict() == Verdict.UNCHANGED
    ship(monkeypatch, dev_command="django run")

    assert verdict() == Verdict.UPDATED

    row = stored("framework:django")
    assert row.detection_count == 1
    assert row.success_rate == before.success_rate == 0.9
    assert row.last_detected_at == before.last_detected_at


@pytest.mark.parametrize(
    "change",
    [
        {"dev_command": "mine"},
        {"config_files": ["mine"]},
        {"confidence_weight": 0.5},
        {"confidence_weight": float("nan")},
        {"file_patterns": None},
    ],
)
def test_what_somebody_changed_is_kept_until_it_is_forced(
    change: dict[str, Any], monkeypatch: Any
) -> None:
    load(connection)
    TechnologyPattern.objects.filter(technology_name="django").update(**change)
    before = whole_rows()
    ship(monkeypatch, test_command="pytest")

    assert verdict() == Verdict.CHANGED
    assert verdict(complete=True) == Verdict.CHANGED
    assert whole_rows() == before

    assert verdict(force=True) == Verdict.UPDATED
    assert stored("framework:django").test_command == "pytest"
    assert verdict(force=True) == Verdict.UNCHANGED


@pytest.mark.parametrize("checksum", [None, 7, "0" * 64])
def test_a_row_without_its_checksum_counts_as_changed(checksum: Any) -> None:
    load(connection)
    row = stored("framework:django")
    row.extended_metadata["checksum"] = checksum
    row.save()

    assert verdict() == Verdict.CHANGED


def test_what_was_learnt_counts_as_a_change_of_the_row() -> None:
    load(connection)
    TechnologyPattern.objects.learn(DJANGO, config_files=["urls.toml"])

    assert verdict() == Verdict.CHANGED


def test_a_row_that_was_deleted_comes_back() -> None:
    load(connection)
    stored("framework:django").delete()

    assert verdict() == Verdict.INSERTED


def test_the_set_is_what_a_detection_reads() -> None:
    load(connection)

    assert signature_of(stored("database:redis")).technology == Technology("database", "redis")
    assert TechnologyPattern.objects.of_type("messaging").filter(technology_name="redis").exists()


def test_users_rows_are_no_matter_of_the_set() -> None:
    row = pattern("hologram", config_files=["x"])

    loaded: Loading = load(connection)

    assert row.technology not in loaded.verdicts
    assert again(row).config_files == ["x"]

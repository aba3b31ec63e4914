"""Recording snapshots, and finding them again."""

from collections import UserDict
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pytest
from django.db import connection

from snapshots.errors import InvalidValue, NoNumberLeft
from snapshots.models import CodebaseSnapshot
from techknowledge.technologies import Technology

pytestmark = pytest.mark.django_db

record = CodebaseSnapshot.objects.record

PAYLOAD: dict[str, Any] = {
    "metadata": {"detection_method": "walker"},
    "summary": {"languages": ["go"]},
    "detected_technologies": ["language:go"],
    "features": {"languages_count": 1},
}


def payload(snapshot: CodebaseSnapshot) -> dict[str, Any]:
    return {name: getattr(snapshot, name) for name in PAYLOAD}


def numbers(snapshots: Any) -> list[int]:
    return [one.snapshot_id for one in snapshots]


def aligned(codebase_id: str, number: int, **columns: Any) -> CodebaseSnapshot:
    """A row as another writer leaves it."""
    return CodebaseSnapshot.objects.create(codebase_id=codebase_id, snapshot_id=number, **columns)


# --- Recording -----------------------------------------------------------------------------------


def test_the_database_gives_id_and_time() -> None:
    """S-1: the authors' own check after the migration, which failed for want of both."""
    recorded = record("test", snapshot_id=1)

    assert recorded.pk
    assert recorded.inserted_at is not None
    assert abs(recorded.inserted_at - datetime.now(UTC)) < timedelta(minutes=1)


def test_what_is_returned_is_what_is_stored() -> None:
    recorded = record("shop", **PAYLOAD)

    stored = CodebaseSnapshot.objects.get()
    assert payload(recorded) == payload(stored) == PAYLOAD
    assert (recorded.pk, recorded.inserted_at) == (stored.pk, stored.inserted_at)


def test_what_is_not_given_is_empty_and_never_null() -> None:
    """S-2: of the original's two writers, the one in use stored NULL."""
    recorded = record("shop")

    assert payload(recorded) == {
        "metadata": {},
        "summary": {},
        "detected_technologies": [],
        "features": {},
    }


@pytest.mark.parametrize("kind", [dict, UserDict, MappingProxyType])
def test_any_mapping_of_text_keys_is_recorded(kind: Any) -> None:
    """S-3: the original added defaults under atoms, and Ecto refused the mixture."""
    event: Mapping[str, Any] = kind({"codebase_id": "shop", "snapshot_id": "42", **PAYLOAD})

    recorded = record(**event)

    assert (recorded.codebase_id, recorded.snapshot_id) == ("shop", 42)
    assert payload(recorded) == PAYLOAD


def test_numbers_are_given_by_code_base_from_one_on() -> None:
    """S-5: the original's were unique within one run of its virtual machine only."""
    assert numbers(record(name) for name in ("a", "b", "a", "a", "b")) == [1, 1, 2, 3, 2]


def test_the_next_number_comes_after_the_highest() -> None:
    record("shop", snapshot_id=1759622400)  # epoch seconds, of the detector in Rust
    assert record("shop").snapshot_id == 1759622401


def test_numbers_below_one_do_not_count() -> None:
    aligned("shop", -5)
    assert record("shop").snapshot_id == 1


def test_an_unnamed_number_overwrites_nothing() -> None:
    """S-5."""
    first = record("shop", **PAYLOAD)
    record("shop")

    first.refresh_from_db()
    assert payload(first) == PAYLOAD


def test_a_named_number_is_replaced_but_keeps_id_and_time() -> None:
    """S-6: documented as immutable, which it never was."""
    long_ago = datetime(2020, 1, 1, 12, 0, 0, 5, tzinfo=UTC)
    first = aligned("shop", 7, inserted_at=long_ago, metadata={"old": True})

    second = record("shop", snapshot_id=7, **PAYLOAD)

    assert CodebaseSnapshot.objects.count() == 1
    assert (second.pk, second.inserted_at) == (first.pk, long_ago)
    assert payload(second) == PAYLOAD


def test_a_replaced_snapshot_has_nothing_left_of_the_old_one() -> None:
    record("shop", snapshot_id=7, **PAYLOAD)
    assert payload(record("shop", snapshot_id=7))["summary"] == {}


def test_a_code_base_is_one_however_its_path_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """S-7."""
    monkeypatch.chdir(tmp_path)

    assert numbers(record(path) for path in (".", tmp_path, f"{tmp_path}/")) == [1, 2, 3]


def test_the_longest_texts_fit_into_the_indexes() -> None:
    incompressible = "".join(chr(0x4E00 + 7919 * n % 20000) for n in range(866))  # 2,598 bytes
    recorded = record(incompressible, detected_technologies=[incompressible])

    assert CodebaseSnapshot.objects.with_technology(incompressible).get() == recorded


def test_what_is_refused_leaves_the_transaction_usable() -> None:
    with pytest.raises(InvalidValue):
        record("shop", metadata={"a": "\0"})

    assert record("shop").snapshot_id == 1


def test_after_the_highest_number_of_all_there_is_none() -> None:
    record("shop", snapshot_id=2**63 - 1)

    with pytest.raises(NoNumberLeft, match=r"'shop'.*Record with a snapshot_id"):
        record("shop")


# --- Finding -------------------------------------------------------------------------------------


def test_history_is_newest_first_and_of_one_code_base() -> None:
    for number in (2, 10, 1):
        record("shop", snapshot_id=number)
    record("other")

    assert numbers(CodebaseSnapshot.objects.history(" shop ")) == [10, 2, 1]
    assert CodebaseSnapshot.objects.of_codebase("shop").count() == 3


def test_the_latest_has_the_highest_number_whatever_the_times() -> None:
    aligned("shop", 1, inserted_at=None)
    aligned("shop", 2, inserted_at=datetime(2030, 1, 1, tzinfo=UTC))
    aligned("shop", 3, inserted_at=datetime(2020, 1, 1, tzinfo=UTC))

    latest = CodebaseSnapshot.objects.latest_of("shop")

    assert latest is not None
    assert latest.snapshot_id == 3


def test_a_code_base_without_snapshots_has_no_latest() -> None:
    assert CodebaseSnapshot.objects.latest_of("shop") is None


def test_a_code_base_is_asked_for_by_its_path(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    record(tmp_path)
    monkeypatch.chdir(tmp_path)

    assert CodebaseSnapshot.objects.latest_of("./") is not None


@pytest.mark.parametrize(
    "asked",
    [
        "framework:phoenix",
        "frameworks:phoenix",
        "Framework:PHOENIX",
        Technology("framework", "phoenix"),
    ],
)
def test_a_technology_is_found_in_every_vocabulary(asked: str | Technology) -> None:
    """D-11."""
    aligned("a", 1, detected_technologies=["frameworks:phoenix"])
    aligned("b", 1, detected_technologies=["language:go", "framework:phoenix"])
    aligned("c", 1, detected_technologies=["framework:Phoenix"])
    aligned("d", 1, detected_technologies=["framework:phoenixx", "language:phoenix", "phoenix"])
    aligned("e", 1, detected_technologies=None)

    found = CodebaseSnapshot.objects.with_technology(asked)

    assert sorted(one.codebase_id for one in found) == ["a", "b", "c"]


def test_a_name_with_capitals_is_found_as_it_is_given() -> None:
    aligned("shop", 1, detected_technologies=["databases:PostgreSQL"])

    assert CodebaseSnapshot.objects.with_technology("database:PostgreSQL").exists()
    assert not CodebaseSnapshot.objects.with_technology("database:postgresql").exists()


def test_a_text_without_category_is_found_as_it_is() -> None:
    record("shop", detected_technologies=["Rust"])

    assert CodebaseSnapshot.objects.with_technology("Rust").exists()
    assert not CodebaseSnapshot.objects.with_technology("language:rust").exists()


@pytest.mark.parametrize("asked", ["a\0", "\ud800", "x" * 2601])
def test_what_no_snapshot_can_have_is_told_before_the_database_is_asked(asked: str) -> None:
    with pytest.raises(InvalidValue, match=r"^technology is "):
        CodebaseSnapshot.objects.with_technology(asked)
    with pytest.raises(InvalidValue, match=r"^codebase_id is "):
        CodebaseSnapshot.objects.latest_of(asked)
    assert connection.is_usable()


def test_questions_can_be_combined() -> None:
    record("shop", detected_technologies=["language:go"])
    record("shop")
    record("other", detected_technologies=["language:go"])

    found = CodebaseSnapshot.objects.history("shop").with_technology("language:go")

    assert numbers(found) == [1]


@pytest.mark.parametrize("time", ["infinity", "0044-03-15 12:00:00 BC"])
def test_a_time_that_python_cannot_hold_is_in_nobodys_way(time: str) -> None:
    """The alignment carries such rows."""
    snapshot = aligned("shop", 7)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE codebase_snapshots SET inserted_at = %s", [time])

    assert CodebaseSnapshot.objects.latest_of("shop") == snapshot
    assert record("shop", snapshot_id=7, **PAYLOAD) == snapshot

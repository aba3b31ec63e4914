"""Columns as Ecto has them."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from django.db import connection

from alignment.fields import UtcDateTimeField, UtcNow
from snapshots.models import CodebaseSnapshot

NOON = datetime(2025, 6, 1, 12, 0, 0, 123456, tzinfo=UTC)


@pytest.mark.parametrize(
    ("precision", "expected"),
    [(None, "timestamp without time zone"), (0, "timestamp(0) without time zone")],
)
def test_the_column_has_no_time_zone(precision: int | None, expected: str) -> None:
    assert UtcDateTimeField(precision=precision).db_type(connection) == expected


def test_precision_survives_a_migration_file() -> None:
    *_, kwargs = UtcDateTimeField(precision=0, null=True).deconstruct()
    assert kwargs == {"precision": 0, "null": True}


@pytest.mark.django_db
def test_an_instant_comes_back_aware_and_to_the_microsecond() -> None:
    elsewhere = NOON.astimezone(timezone(timedelta(hours=5)))
    snapshot = CodebaseSnapshot.objects.create(
        codebase_id="shop", snapshot_id=1, inserted_at=elsewhere
    )
    snapshot.refresh_from_db()
    assert snapshot.inserted_at == NOON
    assert CodebaseSnapshot.objects.get(inserted_at=NOON) == snapshot


@pytest.mark.django_db
def test_the_default_is_utc_whatever_the_session_thinks() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL timezone = 'Asia/Tokyo'")
        cursor.execute(
            "INSERT INTO codebase_snapshots (codebase_id, snapshot_id) VALUES ('a', 1) "
            "RETURNING inserted_at = now() AT TIME ZONE 'UTC'"
        )
        assert cursor.fetchone() == (True,)


def test_utc_now_can_be_a_database_default() -> None:
    assert UtcNow().allowed_default

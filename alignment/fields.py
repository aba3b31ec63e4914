"""Columns as Ecto declares them, where Django's own fields would make another type."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper

if TYPE_CHECKING:
    DateTimeField = models.DateTimeField[Any, Any]
else:
    DateTimeField = models.DateTimeField

UTC = datetime.UTC


class UtcDateTimeField(DateTimeField):
    """An instant, stored as ``timestamp without time zone`` in UTC.

    Ecto's ``utc_datetime`` and ``utc_datetime_usec`` are such columns; Django's
    ``DateTimeField`` would make ``timestamptz``. In Python the value is an aware datetime.

    Args:
        precision: digits kept of a second's fraction, 0 to 6; ``None`` keeps microseconds
            without saying so in the type, as Ecto's ``utc_datetime_usec`` does.
    """

    def __init__(self, *args: Any, precision: int | None = None, **kwargs: Any) -> None:
        self.precision = precision
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> tuple[str, str, Any, Any]:
        name, path, args, kwargs = super().deconstruct()
        if self.precision is not None:
            kwargs["precision"] = self.precision
        return name, path, args, kwargs

    def db_type(self, connection: BaseDatabaseWrapper) -> str:
        digits = "" if self.precision is None else f"({self.precision})"
        return f"timestamp{digits} without time zone"

    def get_db_prep_value(
        self, value: Any, connection: BaseDatabaseWrapper, prepared: bool = False
    ) -> Any:
        value = super().get_db_prep_value(value, connection, prepared)
        if isinstance(value, datetime.datetime) and value.tzinfo is not None:
            return value.astimezone(UTC).replace(tzinfo=None)
        return value

    def from_db_value(self, value: Any, *_context: Any) -> Any:
        if isinstance(value, datetime.datetime) and value.tzinfo is None:
            return value.replace(tzinfo=UTC)
        return value


class UtcNow(models.Func):
    """The database's clock in UTC, whatever the time zone of the session is.

    ``now()`` alone, written to a timestamp without time zone, is the session's local time.
    """

    template = "timezone('utc', now())"
    arity = 0

    def __init__(self, **extra: Any) -> None:
        super().__init__(output_field=UtcDateTimeField(), **extra)

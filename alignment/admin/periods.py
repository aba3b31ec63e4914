"""Years, months and days, as a filter by date speaks of them."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta

from alignment.fields import UTC


class Period:
    """A year, a month or a day.

    Attributes:
        unit: '' for all time.
        start, end: first day, and the first that is none of it any more.
    """

    def __init__(self, unit: str, start: date, end: date) -> None:
        self.unit, self.start, self.end = unit, start, end

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Period) and str(self) == str(other)

    def __hash__(self) -> int:
        return hash(str(self))

    def __str__(self) -> str:
        digits = {"year": 4, "month": 7, "day": 10}
        return self.start.isoformat()[: digits[self.unit]]

    @classmethod
    def of(cls, unit: str, start: date) -> Period:
        if unit == "year":
            return cls(unit, start, _or_last(start.year + 1))
        if unit == "month":
            following = start.year + start.month // 12, start.month % 12 + 1
            return cls(unit, start, _or_last(*following))
        return cls(unit, start, start + timedelta(days=1))

    @classmethod
    def read(cls, text: str) -> Period:
        """A period as it is written: 2025, 2025-03 or 2025-03-14.

        Raises:
            ValueError: it is none of these.
        """
        parts = re.fullmatch(r"(\d{4})(?:-(\d\d))?(?:-(\d\d))?", text, re.ASCII)
        try:
            year, month, day = parts.groups() if parts else ("", "", "")
            start = date(int(year), int(month or 1), int(day or 1))
            return cls.of("day" if day else "month" if month else "year", start)
        except (ValueError, OverflowError) as error:
            raise ValueError("that is no date: write 2025, 2025-03 or 2025-03-14") from error

    @property
    def begins(self) -> datetime:
        return datetime.combine(self.start, time(), UTC)

    @property
    def ends(self) -> datetime:
        """The instant that is none of it any more."""
        return datetime.combine(self.end, time(), UTC)

    @property
    def finer(self) -> str:
        return {"": "year", "year": "month", "month": "day"}[self.unit]

    @property
    def outer(self) -> list[Period]:
        """The periods this one is in, and itself."""
        units = ["year", "month", "day"]
        start = {"year": self.start.replace(month=1, day=1), "month": self.start.replace(day=1)}
        return [
            Period.of(unit, start.get(unit, self.start))
            for unit in units[: units.index(self.unit) + 1]
        ]


def _or_last(year: int, month: int = 1) -> date:
    """The first day of a month, as far as there are dates."""
    return date(year, month, 1) if year <= date.max.year else date.max


ALL_TIME = Period("", date.min, date.max)

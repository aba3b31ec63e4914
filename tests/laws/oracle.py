"""What holds for any pair of tables at a crossing: differences cross, everything else is verbatim.

What a difference becomes is said by the section, in `oracle_<section>.py`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tests.laws.reading import Row, State, Table


@dataclass(frozen=True)
class Differences:
    """Ids of one table's rows by what happened to them since the last crossing."""

    born: set[str]
    changed: set[str]
    deleted: set[str]
    untouched: set[str]

    @property
    def any(self) -> set[str]:
        return self.born | self.changed | self.deleted

    @classmethod
    def between(cls, then: Table, now: Table, known: set[str]) -> Differences:
        """Args: rows at the last crossing, rows now, and which of the former have a receipt."""
        here = {key for key in known & now.keys() if now[key].text == then[key].text}
        return cls(
            born=set(now.keys() - known),
            changed=(known & now.keys()) - here,
            deleted=known - now.keys(),
            untouched=here,
        )


@dataclass(frozen=True)
class Passage:
    """One crossing of one section: the state at the last one, before this one and after it."""

    forward: bool
    last: State
    before: State
    after: State

    def sides(self, legacy: str, aligned: str) -> tuple[str, str]:
        """The table the rows come from and the one they go to."""
        return (legacy, aligned) if self.forward else (aligned, legacy)

    def partners(self, state: State, legacy: str, aligned: str) -> dict[str, str]:
        """Target ids by source id, of a pair in which they correspond one to one."""
        pairs = state.pairs(legacy, aligned)
        found = dict(pairs if self.forward else {(there, here) for here, there in pairs})
        assert len(found) == len(pairs), f"several receipts for one row of {legacy} = {aligned}"
        return found


Carried = Callable[[str, Row, str, Row | None, Row], None]
"""Checks a row that was carried: source id and row, target id, its row at last and its row now."""


def verbatim(then: Table, now: Table, ids: set[str], why: str) -> None:
    """Rows that have to be exactly what they were."""
    for key in sorted(ids):
        assert key in now, f"{key} {why} is gone: {then[key].text}"
        assert now[key].text == then[key].text, f"{key} {why}"


def same(found: Any, expected: Any, what: str) -> None:
    """Values that have to be equal, in Python's == except that True is not 1."""
    assert _typed(found) == _typed(expected), f"{what}: found {found!r}, expected {expected!r}"


def _typed(value: Any) -> Any:
    if isinstance(value, bool):
        return ("boolean", value)
    if isinstance(value, dict):
        return {key: _typed(part) for key, part in value.items()}
    return [_typed(part) for part in value] if isinstance(value, list) else value


def check_source(passage: Passage, tables: tuple[str, ...]) -> None:
    """A crossing reads its source and writes nothing to it."""
    for table in tables:
        before, after = passage.before.tables[table], passage.after.tables[table]
        assert before.keys() == after.keys(), f"rows of {table} came or went"
        verbatim(before, after, set(before), f"of {table}, the source,")


def check_pair(
    passage: Passage,
    legacy: str,
    aligned: str,
    carried: Carried,
    *,
    births: bool = True,
    allowed: Callable[[Row, Row], bool] = lambda then, now: False,
    partnered: Callable[[Row], bool] = lambda row: True,
) -> Differences:
    """Check a pair of tables that correspond one to one.

    Args:
        births: whether what is born on the source side gets a partner.
        allowed: which change of a row whose partner is untouched is right all the same.
        partnered: which source rows have a partner at all.
    """
    source, target = passage.sides(legacy, aligned)
    partner = passage.partners(passage.last, legacy, aligned)
    now = passage.partners(passage.after, legacy, aligned)
    then_rows, rows = passage.last.tables[target], passage.after.tables[target]
    here = {key: row for key, row in passage.before.tables[source].items() if partnered(row)}
    found = Differences.between(passage.last.tables[source], here, set(partner))

    lonely = set(then_rows) - set(partner.values())
    verbatim(then_rows, rows, lonely, f"of {target}, which nothing corresponds to,")
    for key in found.untouched:
        assert now.get(key) == partner[key], f"{source} {key} has another partner than before"
        was, is_now = then_rows[partner[key]], rows.get(partner[key])
        if is_now is None or not allowed(was, is_now):
            verbatim(then_rows, rows, {partner[key]}, f"of {target}, whose partner is untouched,")
    for key in found.deleted:
        assert partner[key] not in rows, f"{source} {key} was deleted, its partner was not"
    born = found.born if births else set()
    expected = {partner[key] for key in found.untouched | found.changed} | lonely
    new = {now[key] for key in born}
    assert not new & expected, "a row that was born has the partner of another"
    assert set(rows) == expected | new, f"{target} has rows from nowhere, or lacks some"
    for key in sorted(found.changed | born):
        where = partner.get(key, now[key])
        assert now[key] == where, f"{source} {key} has another partner than before"
        carried(key, here[key], where, then_rows.get(where), rows[where])
    return found

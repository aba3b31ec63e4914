"""What an operator wants to be told, a sentence for each thing that was looked at, also if well."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.template.defaultfilters import filesizeformat
from django.utils.timesince import timesince

from alignment.catalog import rows
from alignment.history import seconds
from alignment.locks import HOLDER
from alignment.models import Inspection, InspectionKind
from alignment.overview import Overview, SectionStanding
from alignment.overview.memory import Inspected
from alignment.state import Side

MIGRATE = "python manage.py migrate"
PLAN = "python manage.py plan_alignment"

VERIFICATION, ROLLBACK = "Verification", "Rollback"

BUTTONS: dict[str, str] = {
    InspectionKind.VERIFICATION: "Verify every row",
    InspectionKind.ROLLBACK: "Look at a rollback",
}


class Mood(StrEnum):
    """How a sentence is meant."""

    WELL = "well"  # as it should be
    NOTE = "note"  # to be known, and nothing to be done
    LOOK = "look"  # somebody should look at it


@dataclass(frozen=True)
class Sentence:
    """One thing that was looked at.

    Attributes:
        about: in a word or two.
        commands: what to type, if anything.
        asks: the kind of inspection that would tell; empty for none.
    """

    about: str
    mood: Mood
    text: str
    commands: tuple[str, ...] = ()
    asks: str = ""

    @property
    def button(self) -> str:
        """What is on the button that asks."""
        return BUTTONS[self.asks]


def sentences(connection: BaseDatabaseWrapper, found: Overview) -> list[Sentence]:
    """All there is to say, in the order in which somebody would ask."""
    return [
        _tables(found),
        _record(found),
        _migration(connection),
        _crossing(found),
        _verification(found),
        _rollback(found),
        _archive(found),
    ]


def verdict(told: list[Sentence]) -> Sentence:
    """The whole in one sentence."""
    looks = [one.about.lower() for one in told if one.mood == Mood.LOOK]
    if looks:
        return Sentence("Overview", Mood.LOOK, f"Look at this: {', '.join(looks)}.")
    if unlooked := [one.about.lower() for one in told if one.asks and one.mood == Mood.NOTE]:
        text = f"Nothing is amiss so far. Not yet looked at: {', '.join(unlooked)}."
        return Sentence("Overview", Mood.NOTE, text)
    if any(one.mood == Mood.NOTE for one in told):
        return Sentence("Overview", Mood.NOTE, "Nothing is amiss as far as has been looked.")
    return Sentence("Overview", Mood.WELL, "All is well.")


# --- Tables --------------------------------------------------------------------------------------


def _tables(found: Overview) -> Sentence:
    if all(one.is_absent for one in found.sections):
        text = "No table is there yet, legacy or aligned. Look at the plan, then migrate:"
        return Sentence("Tables", Mood.NOTE, text, (PLAN, MIGRATE))
    if unclear := found.on(Side.BOTH, Side.NEITHER):
        said = "; ".join(f"{one.section.label}: {one.side.told}" for one in unclear)
        return Sentence("Tables", Mood.LOOK, f"Not on a clear side: {said}.", (PLAN,))
    legacy, aligned = found.on(Side.LEGACY), found.on(Side.ALIGNED)
    if not legacy:
        return Sentence("Tables", Mood.WELL, f"All {len(aligned)} sections are aligned.")
    if not aligned:
        return _all_legacy(found)
    text = f"Aligned: {_labels(aligned)}. On legacy tables: {_labels(legacy)}."
    return Sentence("Tables", Mood.LOOK, text, (PLAN, MIGRATE))


def _all_legacy(found: Overview) -> Sentence:
    if found.last_run is None:
        text = "No section has been aligned yet. Look at the plan, then migrate:"
    else:
        text = "All sections are rolled back: the legacy tables are in use. To align them again:"
    return Sentence("Tables", Mood.NOTE, text, (PLAN, MIGRATE))


def _record(found: Overview) -> Sentence:
    wrong = [one for one in found.sections if not one.on_record]
    if not wrong:
        text = "Django has every section on record where its tables are."
        return Sentence("Record", Mood.WELL, text)
    text = (
        f"Django has these on record on another side than their tables are: {_labels(wrong)}. "
        "Tables were moved by hand, or migrations faked, or a migration has just ended."
    )
    commands = *(f"python manage.py showmigrations {one.section.label}" for one in wrong), PLAN
    return Sentence("Record", Mood.LOOK, text, commands)


def _migration(connection: BaseDatabaseWrapper) -> Sentence:
    for pid, user, _name, age in rows(connection, HOLDER):
        text = f"A migration is at work: pid {pid}, user {user}, connected for {age}."
        return Sentence("Migration", Mood.NOTE, text)
    return Sentence("Migration", Mood.WELL, "None is at work.")


def _crossing(found: Overview) -> Sentence:
    last, run = found.last_crossed, found.last_run
    if last is None or run is None:
        return Sentence("Last crossing", Mood.NOTE, "Nothing has crossed in this database.")
    carried = _many(last.legacy_rows or 0, "legacy row")
    text = (
        f"{_ago(run.finished)}: {run.section}, {run.get_direction_display()}, {carried} "
        f"in {seconds(run):.1f} s. Its figures add up, or it would have been rolled back."
    )
    return Sentence("Last crossing", Mood.WELL, text)


# --- What takes a look at every row --------------------------------------------------------------


def _verification(found: Overview) -> Sentence:
    if not found.last_run:
        text = "There is nothing to verify before the first crossing."
        return Sentence(VERIFICATION, Mood.NOTE, text)
    return replace(_verified(found.verification), asks=InspectionKind.VERIFICATION)


def _verified(asked: Inspected) -> Sentence:
    if unanswered := _without_answer(VERIFICATION, asked, "Not every row has been looked at"):
        return unanswered
    assert asked.answered is not None
    when = _ago(asked.answered.started)
    if findings := asked.answered.findings:
        text = f"{when}: {_many(findings, 'finding')}, told below."
        return Sentence(VERIFICATION, Mood.LOOK, text)
    text = f"{when}: every row is accounted for, and nothing is amiss."
    return Sentence(VERIFICATION, Mood.WELL, text)


def _rollback(found: Overview) -> Sentence:
    if gone := [one for one in found.on(Side.ALIGNED) if one.retired]:
        text = f"Without a way back, as retire_archive dropped the legacy tables: {_labels(gone)}."
        return Sentence(ROLLBACK, Mood.NOTE, text)
    if not found.on(Side.ALIGNED):
        return Sentence(ROLLBACK, Mood.WELL, "There is nothing to roll back.")
    return replace(_rolled_back(found.rollback), asks=InspectionKind.ROLLBACK)


def _rolled_back(asked: Inspected) -> Sentence:
    unknown = "It has not been looked at what one would carry"
    if unanswered := _without_answer(ROLLBACK, asked, unknown):
        return unanswered
    assert asked.answered is not None
    return _would_carry(asked.answered)


def _would_carry(answered: Inspection) -> Sentence:
    plan: dict[str, Any] = answered.answer or {}
    when = _ago(answered.started)
    if obstacles := len(plan["obstacles"]):
        text = f"{when}: {_many(obstacles, 'thing')} in the way, told below."
        return Sentence(ROLLBACK, Mood.LOOK, text)
    tables = [table for section in plan["sections"] for table in section["tables"]]
    carried = sum(table["born"] + table["changed"] + table["deleted"] for table in tables)
    waiting = sum(table["waiting"] for table in tables)
    text = f"{when}: one would carry {_many(carried, 'row')}, and put the others back verbatim."
    text += f" {_many(waiting, 'row')} would wait in the archive." if waiting else ""
    return Sentence(ROLLBACK, Mood.WELL, text)


def _without_answer(about: str, asked: Inspected, unknown: str) -> Sentence | None:
    """What is to be said if nothing was asked yet, or the last asking came to nothing."""
    if asked.failed and asked.last is not None:
        why = asked.last.error or "The server in which it was at work was stopped"
        text = f"{_ago(asked.last.started)}, without an answer. {why.rstrip('.')}. Ask again."
        return Sentence(about, Mood.LOOK, text)
    if asked.answered is None:
        since = "since the last crossing" if asked.outdated else "yet"
        return Sentence(about, Mood.NOTE, f"{unknown} {since}.")
    return None


def _archive(found: Overview) -> Sentence:
    about = "Archive"
    if found.archive_size is None:
        return Sentence(about, Mood.NOTE, "Its size is not known while its tables are locked.")
    if not found.archive_size:
        return Sentence(about, Mood.WELL, "There is none.")
    since = found.archived_since
    out_of_use = f" out of use since {since:%Y-%m-%d %H:%M} UTC" if since else ""
    text = f"{_size(found.archive_size)}{out_of_use}. Nothing drops it by itself."
    return Sentence(about, Mood.WELL, text)


# --- Words ---------------------------------------------------------------------------------------


def _labels(those: list[SectionStanding]) -> str:
    return ", ".join(one.section.label for one in those)


def _many(number: int, what: str) -> str:
    return f"{number:,} {what}{'' if number == 1 else 's'}"


def _size(size: int) -> str:
    return filesizeformat(size).replace("\xa0", " ")


def ago(when: datetime) -> str:
    """How long that is, as precise as two units: `2 hours, 5 minutes ago`."""
    said = timesince(when).replace("\xa0", " ")
    return "just now" if said == "0 minutes" else f"{said} ago"


def _ago(when: datetime) -> str:
    """The same, to begin a sentence."""
    said = ago(when)
    return said[0].upper() + said[1:]

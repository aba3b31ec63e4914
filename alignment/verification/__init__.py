"""Whether everything is there: each row accounted for, and the archive as it was left."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper

from alignment.findings import Finding
from alignment.page import Page
from alignment.section import Section, sections
from alignment.state import Side, has_crossed, is_recorded_as_aligned, reading, side_of
from alignment.validation import validate
from alignment.verification.rows import PairVerified, Tally, verify_pair

KINDS = {
    "unaccounted": (
        "alignment.V03",
        "have no receipt in the ledger",
        "Somebody wrote to the archive or to the ledger. Compare with the backup; a row that is "
        "wanted has to be put where the application writes.",
    ),
    "tampered": (
        "alignment.V04",
        "are not what their receipts say",
        "Somebody wrote to the archive or to the ledger. Put those of the backup in their place.",
    ),
    "lost": (
        "alignment.V05",
        "have a receipt in the ledger, and are not there",
        "Somebody deleted from the archive. Put the rows of the backup in their place.",
    ),
}

UNVERIFIED = (
    "Rows that were written to since they crossed, and pending merges, are compared with nothing: "
    "what they should be, only the application knows."
)


@dataclass(frozen=True)
class SectionVerified:
    """What was found of one section.

    Attributes:
        side: which tables are in use.
        pairs: none where the section has never crossed, or is on no side to rely on.
        findings: what is not as it should be, tables that are not as their models say included.
    """

    section: Section
    side: Side
    pairs: tuple[PairVerified, ...]
    findings: tuple[Finding, ...]

    def as_json(self) -> dict[str, Any]:
        return {
            "section": self.section.label,
            "side": str(self.side),
            "pairs": [
                {"kept": _as_json(pair.kept), "in_use": _as_json(pair.in_use)}
                for pair in self.pairs
            ],
            "findings": [one.as_json() for one in self.findings],
        }


@dataclass(frozen=True)
class Verification:
    """What was found of all sections."""

    sections: tuple[SectionVerified, ...]

    @property
    def findings(self) -> int:
        return sum(len(one.findings) for one in self.sections)

    def as_json(self) -> dict[str, Any]:
        return {
            "sections": [one.as_json() for one in self.sections],
            "not_verified": UNVERIFIED,
        }

    def tell(self, page: Page) -> None:
        for one in self.sections:
            _tell_section(page, one)
        page.gap()
        pairs = sum(len(one.pairs) for one in self.sections)
        found = f"{self.findings} findings" if self.findings else "nothing is amiss"
        page.say(f"Verified {len(self.sections)} sections, {pairs} pairs of tables: {found}.")
        if pairs:
            page.say(f"Not verified: {UNVERIFIED[0].lower()}{UNVERIFIED[1:]}")


def verify(connection: BaseDatabaseWrapper, ids: int = 3) -> Verification:
    """Look at every row of every section, on whichever side it is. Writes nothing.

    Args:
        ids: how many ids of each kind of row to tell.
    """
    return Verification(tuple(verify_section(connection, one, ids) for one in sections()))


def verify_section(connection: BaseDatabaseWrapper, section: Section, ids: int) -> SectionVerified:
    side = side_of(connection, section)
    pairs: tuple[PairVerified, ...] = ()
    if side in (Side.LEGACY, Side.ALIGNED) and has_crossed(connection, section):
        with reading(connection):
            pairs = tuple(verify_pair(connection, one, side, ids) for one in section.pairs)
    findings = [
        *_places(connection, section, side),
        *(found for pair in pairs for found in _found_in(pair.kept)),
    ]
    if side == Side.ALIGNED:
        findings += validate(connection, [section.label]).differences
    return SectionVerified(section, side, pairs, tuple(findings))


def _places(connection: BaseDatabaseWrapper, section: Section, side: Side) -> Iterator[Finding]:
    if is_recorded_as_aligned(connection, section) != (side == Side.ALIGNED):
        yield Finding(
            "alignment.V01",
            f"section {section.label}",
            f"Django has it recorded on another side than its tables are, which is {side}",
            "Tables were moved by hand, or migrations faked. `showmigrations` and \\dt tell which; "
            "put the tables back, or correct the record with `migrate --fake`.",
        )


def _found_in(kept: Tally) -> Iterator[Finding]:
    for kind, (code, why, remedy) in KINDS.items():
        if count := kept.counts.get(kind):
            some = ", ".join(kept.ids[kind])
            more = ", …" if count > len(kept.ids[kind]) else ""
            yield Finding(
                code, f"{count:,} archived rows of {kept.table} ({some}{more})", why, remedy
            )


def _tell_section(page: Page, verified: SectionVerified) -> None:
    page.heading(f"{verified.section.title}: {verified.side.told}")
    for pair in verified.pairs:
        kept, used = pair.kept, pair.in_use
        if not any(kept.counts.values()):
            page.claim(
                f"{kept.table}: {kept.rows:,} archived rows, each as it was, and accounted for in "
                f"{used.table}",
                holds=True,
            )
        page.claim(f"{used.table}: {used.rows:,} rows in use, {_written(used)}", holds=True)
    for one in verified.findings:
        page.claim(f"{one.what}: {one.why}", holds=False)
        page.line(f"        {one.id}. {one.remedy}")


def _written(used: Tally) -> str:
    words = ("changed", "changed"), ("born", "new"), ("deleted", "deleted")
    since = [
        f"{used.counts[kind]:,} {word} ({', '.join(used.ids[kind])}"
        + (", …)" if used.counts[kind] > len(used.ids[kind]) else ")")
        for kind, word in words
        if used.counts.get(kind)
    ]
    return f"{used.unchanged:,} as they crossed" + "".join(f", {one}" for one in since)


def _as_json(tally: Tally) -> dict[str, Any]:
    return {
        "table": tally.table,
        "rows": tally.rows,
        **{kind: tally.counts.get(kind, 0) for kind in tally.kinds},
        "ids": tally.ids,
    }

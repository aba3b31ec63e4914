"""What a detection found, for people and for programs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from alignment.page import Page, printable
from snapshots.detection.detection import Detection
from snapshots.detection.evidence import Kind
from snapshots.detection.known import Problem
from snapshots.detection.languages import Language

# Characters of a path or a rule that people are told; programs get all.
LONGEST = 40

# How many of a long list people are told; programs get all.
FEW = 10


@dataclass(frozen=True)
class Stack:
    """A part of a code base with a manifest of its own.

    Attributes:
        root: its folder, from the root of the code base, which is "" itself.
    """

    root: str
    languages: tuple[Language, ...]
    detections: tuple[Detection, ...]

    def as_json(self) -> dict[str, Any]:
        return {
            "root": printable(self.root) or ".",
            "languages": [one.as_json() for one in self.languages],
            "detections": [one.as_json() for one in self.detections],
        }


@dataclass(frozen=True)
class Report:
    """The technologies of a code base; the same for the same tree and the same patterns.

    Attributes:
        codebase: absolute path, as it was given: a link in it stays one (behaviour S-7).
        categories: which were looked for.
        complete: whether these are all that there are patterns of.
        stacks: by root; the first is that of the code base itself.
        detections: of the whole code base, the surest first.
        doubtful: what something speaks for, and too little to be detected.
        problems: rules and files that could not be used.
        skipped: what was left out of the tree: reasons, and how many files or folders.
        files: how many there are in the tree.
        size: bytes that were read.
        seconds: how long it took.
    """

    codebase: str
    categories: tuple[str, ...]
    complete: bool
    stacks: tuple[Stack, ...]
    languages: tuple[Language, ...]
    detections: tuple[Detection, ...]
    doubtful: tuple[Detection, ...]
    problems: tuple[Problem, ...]
    skipped: Mapping[str, int]
    files: int
    size: int
    seconds: float = field(compare=False)

    def in_category(self, category: str) -> list[Detection]:
        """The detections of a category, the surest first."""
        return [one for one in self.detections if one.category == category]

    def as_json(self) -> dict[str, Any]:
        return {
            "codebase": printable(self.codebase),
            "files": self.files,
            "bytes": self.size,
            "seconds": round(self.seconds, 3),
            "categories": list(self.categories),
            "languages": [one.as_json() for one in self.languages],
            "detections": [one.as_json() for one in self.detections],
            "stacks": [one.as_json() for one in self.stacks],
            "doubtful": [one.as_json() for one in self.doubtful],
            "skipped": dict(self.skipped),
            "problems": [one.as_json() for one in self.problems],
        }

    def tell(self, page: Page) -> None:
        page.heading(f"Technologies of {printable(self.codebase)}")
        _tell_languages(page, self.languages)
        for category in self.categories:
            if category != "languages" and (found := self.in_category(category)):
                _tell_category(page, category, found)
        if not self.detections:
            page.say("No technology was detected.")
        _tell_stacks(page, self.stacks)
        _tell_doubtful(page, self.doubtful)
        _tell_problems(page, self.problems)
        self._tell_extent(page)

    def _tell_extent(self, page: Page) -> None:
        page.gap()
        page.say(
            f"Looked at {_counted(self.files, 'file')} and read {self.size / 1e6:,.1f} MB in "
            f"{self.seconds:.1f} s."
        )
        if self.skipped:
            reasons = (f"{why} ({count:,})" for why, count in self.skipped.items())
            page.say(f"Skipped: {', '.join(reasons)}.")


def _tell_languages(page: Page, languages: Sequence[Language]) -> None:
    if not languages:
        return
    rows = [
        (printable(one.display_name), one.files, _percent(one.share), f"{one.size / 1e3:,.0f} kB")
        for one in languages
    ]
    page.table(("languages", "files", "share", "size"), rows)


def _tell_category(page: Page, category: str, detections: Sequence[Detection]) -> None:
    rows = [
        (printable(one.display_name), one.confidence, str(one.scope), _strongest(one))
        for one in detections
    ]
    page.table((category.replace("_", " "), "confidence", "scope", "strongest evidence"), rows)


def _strongest(detection: Detection) -> str:
    first = detection.evidence[0]
    if first.kind in (Kind.IMPORT, Kind.CODE, Kind.DEV_CODE):
        return f"{_ending(first.place)}  {first.kind}"  # The line says more than an expression.
    rule = " ".join(printable(first.rule).split())
    told = rule if len(rule) <= LONGEST else f"{rule[: LONGEST - 1]}…"
    return f"{_ending(first.place)}  {first.kind} {told}"


def _ending(place: str) -> str:
    """A place; of a long one the end, which tells more than the beginning."""
    return place if len(place) <= LONGEST else f"…{place[1 - LONGEST :]}"


def _tell_stacks(page: Page, stacks: Sequence[Stack]) -> None:
    told = [one for one in stacks if one.detections]
    if len(stacks) == 1 or not told:
        return
    rows = [
        (
            printable(one.root) or ".",
            ", ".join(printable(each.display_name) for each in one.detections),
        )
        for one in told[:FEW]
    ]
    page.table(("stack", "technologies"), rows)
    _tell_more(page, len(told), "stacks")


def _tell_doubtful(page: Page, doubtful: Sequence[Detection]) -> None:
    if not doubtful:
        return
    some = (f"{printable(one.display_name)} ({one.confidence:.2f})" for one in doubtful[:FEW])
    page.gap()
    page.say(f"Too little evidence for: {', '.join(some)}.")
    _tell_more(page, len(doubtful), "technologies")


def _tell_problems(page: Page, problems: Sequence[Problem]) -> None:
    if not problems:
        return
    page.gap()
    page.say(f"All was used but for {_counted(len(problems), 'thing')}:")
    for one in problems[:FEW]:
        page.line(f"    {printable(one.where)}: {printable(one.what)}")
    _tell_more(page, len(problems), "problems")


def _tell_more(page: Page, count: int, what: str) -> None:
    if count > FEW:
        page.say(f"… and {count - FEW:,} more {what}; `--format json` has all.")


def _counted(count: int, noun: str) -> str:
    return f"{count:,} {noun}" if count == 1 else f"{count:,} {noun}s"


def _percent(share: float | None) -> str:
    return "" if share is None else f"{share:.1%}"

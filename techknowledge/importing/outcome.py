"""What became of each file of an import."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from alignment.page import Page
from techknowledge.importing.files import Gathered, Note, TemplateFile
from techknowledge.storing import Outcome
from techknowledge.technologies import Technology

KEPT = "They are of another source, or were changed since. `--force` writes over them."


@dataclass
class Import:
    """What became of each file, and of each technology that one is about.

    Attributes:
        templates, patterns: what was written and what was not.
        missing: templates whose files are gone.
        errors: files that do not count, in reading order.
        warnings: what is not well in files that do.
    """

    gathered: Gathered
    force: bool
    dry_run: bool
    templates: dict[str, Outcome] = field(default_factory=dict)
    patterns: dict[Technology, Outcome] = field(default_factory=dict)
    missing: list[str] = field(default_factory=list)
    warnings: list[Note] = field(default_factory=list)

    @property
    def errors(self) -> list[Note]:
        return self.gathered.errors

    @property
    def findings(self) -> int:
        return len(self.errors)

    def warn(self, file: TemplateFile, reason: str) -> None:
        self.warnings.append(Note(file.path, reason))

    def as_json(self) -> dict[str, Any]:
        notes = {
            "skipped": self.gathered.skipped,
            "shadowed": self.gathered.shadowed,
            "errors": self.errors,
            "warnings": self.warnings,
        }
        return {
            "roots": [*map(str, self.gathered.roots)],
            "forced": self.force,
            "dry_run": self.dry_run,
            **_lists(self.templates),
            "missing": self.missing,
            **{key: [one.as_json() for one in found] for key, found in notes.items()},
            "patterns": _lists(self.patterns),
        }

    def tell(self, page: Page) -> None:
        page.heading("Templates" + (" (nothing was written)" if self.dry_run else ""))
        _tell_lists(page, self.templates)
        if self.missing:
            page.names("missing", self.missing)
            page.say("Their files are gone since the last import.")
        if self.patterns:
            page.heading("Patterns of technologies")
            _tell_lists(page, self.patterns)
        _tell_notes(page, "shadowed", self.gathered.shadowed)
        _tell_notes(page, "skipped", self.gathered.skipped)
        _tell_notes(page, "warnings", self.warnings)
        _tell_notes(page, "errors", self.errors)


def _lists(outcomes: Mapping[Any, Outcome]) -> dict[str, list[str]]:
    return {
        "upserted": [str(one) for one, outcome in outcomes.items() if outcome.written],
        "unchanged": [str(o) for o, outcome in outcomes.items() if outcome is Outcome.UNCHANGED],
        "kept": [str(one) for one, outcome in outcomes.items() if outcome is Outcome.KEPT],
    }


def _tell_lists(page: Page, outcomes: Mapping[Any, Outcome]) -> None:
    lists = _lists(outcomes)
    for word in ("upserted", "kept"):
        if found := lists[word]:
            page.names(word, found)
    if lists["kept"]:
        page.say(KEPT)
    if unchanged := len(lists["unchanged"]):
        page.say(f"unchanged {unchanged:,}.")


def _tell_notes(page: Page, title: str, notes: Iterable[Note]) -> None:
    if notes := [*notes]:
        page.heading(f"{len(notes)} {title}")
        for note in notes:
            page.line(f"  {note.path}: {note.reason}")

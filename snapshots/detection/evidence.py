"""What speaks for a technology, where it is to be seen, and how much it counts.

Each kind of evidence has a weight, the chance that it is right if there is nothing else. Different
rules are taken as independent: together they are wrong only where each of them is,

    confidence = signature's weight * (1 - product of (1 - weight of the kind))

which stays within 0 and 1 (behaviour R-7). A rule counts once, however many files meet it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from enum import StrEnum
from math import prod
from typing import Any, NamedTuple

from alignment.page import printable
from snapshots.detection.scope import Scope

# A technology of at least this confidence is detected. One piece of strong evidence is enough;
# weak evidence (directories, lock files, source files by their names, code) needs other evidence.
THRESHOLD = 0.5


class Kind(StrEnum):
    """What a piece of evidence is, the most telling first."""

    LANGUAGE = "language file"
    DEPENDENCY = "dependency"
    CONFIG_FILE = "config file"
    DEV_DEPENDENCY = "dev dependency"
    LAYOUT = "layout"
    IMPORT = "import"
    FILE = "file"
    SOURCE_FILE = "source file"
    CODE = "code"
    DEV_CODE = "dev code"
    DIRECTORY = "directory"
    FIXTURE = "fixture"
    LOCK_FILE = "lock file"


WEIGHTS = {
    Kind.LANGUAGE: 0.95,
    Kind.DEPENDENCY: 0.9,
    Kind.CONFIG_FILE: 0.8,
    Kind.DEV_DEPENDENCY: 0.8,
    # Directories whose number or combination a row asks for, met: the rule of an architecture.
    Kind.LAYOUT: 0.8,
    Kind.IMPORT: 0.6,
    # A file that is there for the technology's sake: no language claims it, as with `**/*.vue`.
    Kind.FILE: 0.6,
    # One that is source of a language like any other, as `main.py` is Python: FastAPI's or not.
    Kind.SOURCE_FILE: 0.4,
    Kind.CODE: 0.4,
    # Imports and code in tests, examples and documents. They show what others may use, too.
    Kind.DEV_CODE: 0.4,
    Kind.DIRECTORY: 0.25,
    # Whatever is found in what tests only read, which can be any program.
    Kind.FIXTURE: 0.25,
    Kind.LOCK_FILE: 0.2,
}

_SETUP = {Kind.CONFIG_FILE, Kind.DIRECTORY, Kind.LAYOUT, Kind.LOCK_FILE}

_ORDER = {kind: place for place, kind in enumerate(Kind)}


class Evidence(NamedTuple):
    """One place that meets one rule.

    Attributes:
        rule: its text: the name of a package, a glob, a regular expression.
        file: path from the root of the code base.
        line: from 1; None where the rule is about the path.
    """

    kind: Kind
    rule: str
    file: str
    line: int | None = None
    scope: Scope = Scope.RUNTIME

    @property
    def subject(self) -> tuple[Kind, str]:
        """What it says; evidence of one subject counts once.

        A package is one subject whichever way it is declared. All directories are one, as are all
        lock files, all code of tests and all fixtures: `pages/` and `app/` are no Next.js however
        many there are of them (R-6).
        """
        match self.kind:
            case Kind.DEV_DEPENDENCY:
                return Kind.DEPENDENCY, self.rule
            case Kind.DIRECTORY | Kind.LAYOUT | Kind.LOCK_FILE | Kind.DEV_CODE | Kind.FIXTURE:
                return self.kind, ""
            case Kind.FILE | Kind.SOURCE_FILE:
                return Kind.FILE, self.rule
        return self.kind, self.rule

    @property
    def place(self) -> str:
        """``mix.exs:12``, as editors and terminals take it."""
        return self.file if self.line is None else f"{self.file}:{self.line}"

    def as_json(self) -> dict[str, Any]:
        return {
            "kind": str(self.kind),
            "rule": self.rule,
            "file": self.file,
            "line": self.line,
            "scope": str(self.scope),
        }


def confidence(evidence: Iterable[Evidence], weight: float) -> float:
    """How sure a technology is, 0 to 1, in thousandths.

    Args:
        weight: of its signature, 0 to 1.
    """
    weights: dict[tuple[Kind, str], float] = {}
    for one in evidence:
        weights[one.subject] = max(WEIGHTS[one.kind], weights.get(one.subject, 0.0))
    if any(kind in (Kind.IMPORT, Kind.CODE) for kind, _ in weights):
        weights.pop((Kind.DEV_CODE, ""), None)  # The tests of what uses it say nothing more.
    # In one order: products of floats depend on it.
    return round(weight * (1 - prod(1 - one for one in sorted(weights.values()))), 3)


def scope_of(evidence: Iterable[Evidence]) -> Scope:
    """Whether a technology is one of runtime.

    Where packages declare it, how they do decides, and where the source uses it; how it is set up
    does not, for `jest.config.js` is there for development too.
    """
    evidence = list(evidence)
    declared = any(one.kind in (Kind.DEPENDENCY, Kind.DEV_DEPENDENCY) for one in evidence)
    deciding = {one.scope for one in evidence if not (declared and one.kind in _SETUP)}
    return Scope.RUNTIME if Scope.RUNTIME in deciding else Scope.DEVELOPMENT


def told(evidence: Iterable[Evidence], places: int) -> tuple[Evidence, ...]:
    """The most telling first, and so many places for each rule; those outside tests first."""
    chosen = []
    used: Counter[tuple[Kind, str]] = Counter()
    for one in sorted(set(evidence), key=_by_weight):
        used[one.kind, one.rule] += 1
        if used[one.kind, one.rule] <= places:
            chosen.append(one._replace(file=printable(one.file)))
    return tuple(chosen)


def _by_weight(one: Evidence) -> tuple[Any, ...]:
    return _ORDER[one.kind], one.scope == Scope.DEVELOPMENT, one.file, one.line or 0, one.rule

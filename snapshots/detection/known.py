"""The technologies that the table knows, one signature each, and what is wrong with its rows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, cached_property
from math import isfinite
from typing import Any, NamedTuple

from snapshots.detection.globs import translate
from snapshots.detection.paths import tail
from snapshots.errors import InvalidGlob
from techknowledge.models import TechnologyPattern
from techknowledge.shipped import shipped
from techknowledge.signatures import Signature, signature_of

LANGUAGE = "language"

# Whose manifests are read.
ECOSYSTEMS = ("npm", "pypi", "cargo", "golang", "hex", "rubygems", "composer", "maven", "docker")

_GLOBS = ("files", "directories", "config_files", "lock_files")
_LISTS = (*_GLOBS, "packages", "excluded_packages", "regexes", "problems")
# A language is met by its files (behaviour 3.2): `def` is in every second one.
_NOT_OF_LANGUAGES = ("directories", "packages", "excluded_packages", "regexes")


class Problem(NamedTuple):
    """Something that could not be used; the rest was.

    Attributes:
        where: a technology, whose row has it, or the path of a file.
    """

    where: str
    what: str

    def as_json(self) -> dict[str, str]:
        return self._asdict()


@dataclass(frozen=True)
class Known:
    """What a detection goes by.

    Attributes:
        signatures: in the order of their technologies, each of which stands here once.
        prose: names of the languages that are prose, markup or data, whose words say nothing: a
            README that mentions Docker deploys nothing (D-9). A row says so with `"prose": true` in
            its extended_metadata, or denies it with false; of one that says neither, the shipped
            set has the answer, so that rows from before that key keep their meaning.
    """

    signatures: tuple[Signature, ...]
    prose: frozenset[str]
    problems: tuple[Problem, ...]

    @cached_property
    def languages(self) -> dict[str, int]:
        """Places of the languages, by name."""
        return {
            one.technology.name: place
            for place, one in enumerate(self.signatures)
            if is_language(one)
        }

    @cached_property
    def sources(self) -> frozenset[int]:
        """Places of the languages that programs are written in."""
        return frozenset(n for name, n in self.languages.items() if name not in self.prose)

    def places_of(self, names: Iterable[str]) -> frozenset[int]:
        """Places of the languages that a rule names; of all sources where it names none."""
        named = {*names}
        if not named:
            return self.sources
        return frozenset(place for name, place in self.languages.items() if name in named)


def known(patterns: Iterable[TechnologyPattern]) -> Known:
    """The signatures of rows, in whatever order they come.

    Rows whose names are one but for case and spelling (`Technology.of`) are one technology, by the
    rules of all of them.
    """
    stated = defaultdict(list)
    prose = dict(_shipped_prose())
    problems: list[Problem] = []
    for row in sorted(patterns, key=lambda row: (row.technology_name, row.technology_type)):
        if not all(technology := row.technology):
            problems.append(Problem(str(technology), "it needs a type and a name"))
            continue
        stated[technology].append(signature_of(row))
        if technology.type == LANGUAGE and (said := _said_of_prose(row)) is not None:
            prose[technology.name] = said
    languages = {technology.name for technology in stated if technology.type == LANGUAGE}
    signatures = tuple(
        _usable(_together(stated[technology]), languages, problems) for technology in sorted(stated)
    )
    of_prose = frozenset(name for name, said in prose.items() if said)
    if not languages - of_prose and any(one.regexes for one in signatures):
        problems.append(Problem(LANGUAGE, "no row says which files are source: no regex is tried"))
    return Known(signatures, of_prose, tuple(problems))


def is_language(signature: Signature) -> bool:
    return signature.technology.type == LANGUAGE


def _together(signatures: Sequence[Signature]) -> Signature:
    """All rules of a technology that several rows are about."""
    first, *others = signatures
    for other in others:
        first = replace(
            first,
            **{name: getattr(first, name) + getattr(other, name) for name in _LISTS},
            weight=max(first.weight, other.weight),
            at_least=max(first.at_least, other.at_least),
            every_directory=first.every_directory or other.every_directory,
        )
    return first


def _usable(signature: Signature, languages: set[str], problems: list[Problem]) -> Signature:
    """Without the rules that cannot be followed; why not is added to the problems."""
    wrong = [*signature.problems, *_unknown(signature, languages)]
    changed: dict[str, Any] = {"weight": _bounded(signature.weight)}
    for field in _GLOBS:
        flaws = {
            text: _flaw_of(text if field == "files" else tail(text))
            for text in getattr(signature, field)
        }
        changed[field] = tuple(text for text, flaw in flaws.items() if not flaw)
        wrong += [flaw for flaw in flaws.values() if flaw]
    if is_language(signature):
        changed |= dict.fromkeys(_NOT_OF_LANGUAGES, ())
    problems += [Problem(str(signature.technology), what) for what in wrong]
    return replace(signature, **changed)


def _flaw_of(glob: str) -> str | None:
    try:
        translate(glob)
    except InvalidGlob as error:
        return str(error)
    return None


def _unknown(signature: Signature, languages: set[str]) -> Iterator[str]:
    """What a row says and nothing can be done with."""
    if is_language(signature) and not signature.files and signature.has_rules:
        yield "a language is met by its files, and no file_patterns say which"
    if signature.weight != _bounded(signature.weight):
        yield f"confidence_weight is {signature.weight}, which is not from 0 to 1"
    packages = signature.packages + signature.excluded_packages
    for ecosystem in sorted({one.ecosystem for one in packages if one.ecosystem} - {*ECOSYSTEMS}):
        yield f"{ecosystem!r} is no ecosystem; there are {', '.join(sorted(ECOSYSTEMS))}"
    named = {name for rule in signature.regexes for name in rule.languages}
    for name in sorted(named - languages):
        yield f"{name!r} is no language that a row of type language is about"


def _bounded(weight: float) -> float:
    """A weight that keeps confidence between 0 and 1 (behaviour R-7)."""
    return min(max(weight, 0.0), 1.0) if isfinite(weight) else 1.0


@cache
def _shipped_prose() -> Mapping[str, bool]:
    """What the shipped set says of each language."""
    said = {one.technology.name: _said_of_prose(one) for one in shipped()}
    return {name: prose for name, prose in said.items() if prose is not None}


def _said_of_prose(row: TechnologyPattern) -> bool | None:
    metadata = row.extended_metadata
    said = metadata.get("prose") if isinstance(metadata, dict) else None
    return said if isinstance(said, bool) else None

"""All rules of all technologies, compiled once for a run, so that each file is looked at once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple, TypeVar

from snapshots.detection.evidence import Kind
from snapshots.detection.globs import GlobSet
from snapshots.detection.known import ECOSYSTEMS, Known, is_language
from snapshots.detection.manifests import Dependency, canonical_name
from snapshots.detection.paths import tail
from techknowledge.regexes import Regex, RegexSet
from techknowledge.signatures import PackageRule, RegexRule, Signature

K = TypeVar("K")
V = TypeVar("V")


class Rule(NamedTuple):
    """One rule of one technology.

    Attributes:
        technology: its place in `Known.signatures`.
        text: as the row has it, and as evidence tells it.
    """

    technology: int
    kind: Kind
    text: str


class Rules:
    """What a tree is searched for."""

    def __init__(self, known: Known) -> None:
        self.files = PathRules(_of_each(known.signatures, _file_rules))
        self.directories = PathRules(_of_each(known.signatures, _directory_rules))
        self.packages = PackageRules(_of_each(known.signatures, lambda one: one.packages))
        self.excluded = PackageRules(_of_each(known.signatures, lambda one: one.excluded_packages))
        self.code = CodeRules(_of_each(known.signatures, lambda one: one.regexes), known)


class PathRules:
    """Rules that are globs over whole paths; a glob of several technologies is tried once."""

    def __init__(self, rules: Iterable[tuple[int, tuple[str, Kind, str]]]) -> None:
        by_glob = _grouped((glob, Rule(place, kind, text)) for place, (glob, kind, text) in rules)
        self._globs = GlobSet(list(by_glob))
        self._rules = list(by_glob.values())

    def met_by(self, *spellings: str) -> list[Rule]:
        """Rules that any of these spellings of one path meets, each once."""
        globs = {place for path in set(spellings) for place in self._globs.matching(path)}
        return [rule for place in sorted(globs) for rule in self._rules[place]]


class PackageRules:
    """Rules that are names of packages, which are compared whole (behaviour D-6)."""

    def __init__(self, rules: Iterable[tuple[int, PackageRule]]) -> None:
        self._rules = _grouped((key, (n, one)) for n, one in rules for key in _keys_of_rule(one))

    def met_by(self, dependency: Dependency) -> Iterator[tuple[int, PackageRule]]:
        """Rules that a dependency meets, each with the place of its technology."""
        file = dependency.file.rpartition("/")[2]
        for key in _keys_of(dependency):
            for place, rule in self._rules.get(key, ()):
                if rule.file in (None, file):
                    yield place, rule


class CodeRules:
    """Rules that are regular expressions, all matched against a file in one pass."""

    def __init__(self, rules: Iterable[tuple[int, RegexRule]], known: Known) -> None:
        by_text = _grouped((one.text, (place, one)) for place, one in rules)
        self._regexes = [Regex(text) for text in by_text]
        self._set = RegexSet(list(by_text))
        self._rules = [
            [(_code_rule(place, one), known.places_of(one.languages)) for place, one in same]
            for same in by_text.values()
        ]
        self._languages = frozenset().union(*(where for same in self._rules for _, where in same))

    def concern(self, languages: frozenset[int]) -> bool:
        """Whether any rule is about files of these languages."""
        return not self._languages.isdisjoint(languages)

    def met_by(self, content: bytes, languages: frozenset[int]) -> Iterator[tuple[Rule, Regex]]:
        """Rules that a file of these languages meets, and their expressions."""
        for place in self._set.matching(content):
            for rule, where in self._rules[place]:
                if not where.isdisjoint(languages):
                    yield rule, self._regexes[place]


def _file_rules(signature: Signature) -> Iterator[tuple[str, Kind, str]]:
    for glob in signature.files:
        yield glob, Kind.LANGUAGE if is_language(signature) else Kind.FILE, glob
    for name in signature.config_files:
        yield tail(name), Kind.CONFIG_FILE, name
    for name in signature.lock_files:
        yield tail(name), Kind.LOCK_FILE, name


def _directory_rules(signature: Signature) -> Iterator[tuple[str, Kind, str]]:
    for name in signature.directories:
        yield tail(name), Kind.DIRECTORY, name


def _code_rule(place: int, stated: RegexRule) -> Rule:
    return Rule(place, Kind.IMPORT if stated.imports else Kind.CODE, stated.text)


def _keys_of_rule(rule: PackageRule) -> Iterator[tuple[str, str]]:
    for ecosystem in [rule.ecosystem] if rule.ecosystem else ECOSYSTEMS:
        yield ecosystem, canonical_name(ecosystem, rule.name)


def _keys_of(dependency: Dependency) -> Iterator[tuple[str, str]]:
    yield dependency.ecosystem, dependency.name
    if dependency.ecosystem == "docker" and "/" in dependency.name:
        yield "docker", dependency.name.rpartition("/")[2]  # bitnami/redis is Redis


def _of_each(
    signatures: Sequence[Signature], rules_of: Callable[[Signature], Iterable[V]]
) -> Iterator[tuple[int, V]]:
    for place, signature in enumerate(signatures):
        for rule in rules_of(signature):
            yield place, rule


def _grouped(pairs: Iterable[tuple[K, V]]) -> dict[K, list[V]]:
    groups: dict[K, list[V]] = {}
    for key, value in pairs:
        groups.setdefault(key, []).append(value)
    return groups

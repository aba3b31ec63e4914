"""A tree searched for what meets the rules; each file is looked at once, and read once at most."""

from __future__ import annotations

import os
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

from snapshots.detection.evidence import Evidence, Kind
from snapshots.detection.known import Known, Problem
from snapshots.detection.manifests import dependencies_in, is_manifest, marks_root
from snapshots.detection.paths import folders_above, within
from snapshots.detection.rules import Rule, Rules
from snapshots.detection.scope import Scope, is_fixture, scope_of_file
from snapshots.detection.stacks import Stacks
from snapshots.detection.tree import Tree
from snapshots.errors import InvalidManifest


@dataclass
class Matches:
    """What was found in one stack; a technology is its place in `Known.signatures`.

    Attributes:
        excluded: technologies that a package beside them denies.
        files: how many of each language.
        size: bytes of each language.
    """

    evidence: defaultdict[int, list[Evidence]] = field(default_factory=lambda: defaultdict(list))
    excluded: set[int] = field(default_factory=set)
    files: Counter[int] = field(default_factory=Counter)
    size: Counter[int] = field(default_factory=Counter)


@dataclass(frozen=True)
class Found:
    """What was found in a tree.

    Attributes:
        stacks: by root.
        size: bytes of all that was read.
    """

    stacks: dict[str, Matches]
    problems: tuple[Problem, ...]
    size: int


class _File(NamedTuple):
    """A file that was looked at.

    Attributes:
        root: of its stack.
        languages: whose it is, as places.
        content: None where it does not matter, or is not to be had.
    """

    path: str
    root: str
    scope: Scope
    languages: frozenset[int]
    content: bytes | None

    @property
    def fixture(self) -> bool:
        return is_fixture(self.path)


def search(tree: Tree, known: Known, places: int) -> Found:
    """Look at every file.

    Args:
        places: of how many files of a stack the line is told on which an expression is met.
    """
    run = _Search(tree, known, places)
    files: dict[Scope, list[str]] = {scope: [] for scope in Scope}
    for path in tree.files:
        files[scope_of_file(path)].append(path)
    # Tests last: lines are told of other files, if there are any.
    for scope in (Scope.RUNTIME, Scope.DEVELOPMENT):
        for path in files[scope]:
            run.look_at(path, scope)
    for folder in sorted(folders_above(tree.files)):
        run.look_at_folder(folder)
    unread = [Problem(path, why) for path, why in sorted(tree.unread.items())]
    return Found(run.stacks, (*run.problems, *unread), run.size)


class _Search:
    """One run over a tree."""

    def __init__(self, tree: Tree, known: Known, places: int) -> None:
        self._tree = tree
        self._sources = known.sources
        self._rules = Rules(known)
        self._places = places
        self._stacks = Stacks(path for path in tree.files if marks_root(path))
        self._lines: Counter[tuple[str, Rule]] = Counter()
        self.stacks = {root: Matches() for root in self._stacks.roots}
        self.problems: list[Problem] = []
        self.size = 0

    def look_at(self, path: str, scope: Scope) -> None:
        """Add what a file says."""
        root = self._stacks.root_of(path)
        met = self._rules.files.met_by(path, within(root, path))
        file = self._opened(path, root, scope, met)
        self._count(file)
        for rule in met:
            if rule.kind != Kind.LANGUAGE or rule.technology in file.languages:
                self._add(file, rule)
        if file.content is None:
            return
        if is_manifest(path):
            self._add_dependencies(file, file.content)
        if not any(rule.kind == Kind.LOCK_FILE for rule in met):
            self._add_code(file, file.content)

    def look_at_folder(self, path: str) -> None:
        """Add what the name of a folder says."""
        root = self._stacks.root_of(path)
        folder = _File(f"{path}/", root, scope_of_file(f"{path}/"), frozenset(), None)
        for rule in self._rules.directories.met_by(path, within(root, path)):
            self._add(folder, rule)

    def _opened(self, path: str, root: str, scope: Scope, met: Iterable[Rule]) -> _File:
        """A file, with what stands in it if that matters."""
        languages = frozenset(rule.technology for rule in met if rule.kind == Kind.LANGUAGE)
        source = self._is_source(languages)
        content = None
        if source or self._rules.code.concern(languages) or is_manifest(path):
            content = self._tree.read(path)
            self.size += len(content or b"")
        if source and content is None:
            languages = frozenset()  # No text: `.ts` is a film too.
        return _File(path, root, scope, languages, content)

    def _is_source(self, languages: frozenset[int]) -> bool:
        return not self._sources.isdisjoint(languages)

    def _count(self, file: _File) -> None:
        if not file.languages or file.fixture:
            return
        size = self._size_of(file.path) if file.content is None else len(file.content)
        stack = self.stacks[file.root]
        for language in file.languages:
            stack.files[language] += 1
            stack.size[language] += size

    def _size_of(self, path: str) -> int:
        try:
            return os.lstat(f"{self._tree.root}/{path}").st_size
        except OSError:
            return 0  # It has gone since, and was not to be read anyway.

    def _add(self, file: _File, rule: Rule, line: int | None = None) -> None:
        kind = self._kind_of(file, rule.kind)
        evidence = Evidence(kind, rule.text, file.path, line, file.scope)
        self.stacks[file.root].evidence[rule.technology].append(evidence)

    def _kind_of(self, file: _File, kind: Kind) -> Kind:
        """What meeting a rule of a kind is worth in a file."""
        if file.fixture:
            return Kind.FIXTURE
        if kind == Kind.FILE and self._is_source(file.languages):
            return Kind.SOURCE_FILE
        if kind in (Kind.IMPORT, Kind.CODE) and file.scope == Scope.DEVELOPMENT:
            return Kind.DEV_CODE
        return kind

    def _add_dependencies(self, file: _File, content: bytes) -> None:
        try:
            dependencies = dependencies_in(file.path, content, self._tree.read)
        except InvalidManifest as error:
            place = error.file if error.line is None else f"{error.file}:{error.line}"
            self.problems.append(Problem(place, error.reason))
            return
        stack = self.stacks[file.root]
        for one in dependencies:
            kind, scope = _DECLARED[one.development]
            for technology, rule in self._rules.packages.met_by(one):
                evidence = Evidence(self._kind_of(file, kind), rule.name, one.file, one.line, scope)
                stack.evidence[technology].append(evidence)
            if file.scope == Scope.RUNTIME:  # What an example depends on denies nothing here.
                stack.excluded |= {technology for technology, _ in self._rules.excluded.met_by(one)}

    def _add_code(self, file: _File, content: bytes) -> None:
        for rule, regex in self._rules.code.met_by(content, file.languages):
            line = None
            if self._lines[file.root, rule] < self._places:
                self._lines[file.root, rule] += 1
                line = regex.line_in(content)
            self._add(file, rule, line)


_DECLARED = {
    False: (Kind.DEPENDENCY, Scope.RUNTIME),
    True: (Kind.DEV_DEPENDENCY, Scope.DEVELOPMENT),
}

"""A row of technology_patterns, read as rules.

Columns: ``file_patterns`` (globs), ``directory_patterns``, ``config_files`` (names or globs, met as
the tail of a path), ``confidence_weight``. The rest stands in ``extended_metadata``:

    display_name            how people write it
    dependencies            names of packages, in any of three forms (behaviour D-10):
                              ["phoenix", …]                            in whatever ecosystem
                              {"names": […], "ecosystem": …, "file": …}
                              [{"ecosystem": "npm", "names": […]}, …]
    excluded_dependencies   likewise: beside one of these it is another technology
    code_patterns           regular expressions over source files, each a text or
                              {"regex": "…", "languages": ["python", …]}
    import_patterns         likewise
    lock_files              names; weak evidence
    at_least                how many different directories have to match, in place of one
    every_directory         true: each of directory_patterns has to match
    prose                   read by the detection: true of a language whose text tells nothing of
                            what is in use (markup, documents, data)

Anybody may write to that table, and one bad row must not stop a detection: what is of another type
is no rule, and is told in `Signature.problems`. So is a rule whose limits (languages, ecosystem,
file) cannot be read, since without them it would be a wider one, and an expression that is met by
every file.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from reprlib import repr as _short
from typing import Any, TypeVar

from techknowledge.errors import InvalidRegex
from techknowledge.models import TechnologyPattern
from techknowledge.regexes import Regex
from techknowledge.signatures.rules import PackageRule, RegexRule, Signature

T = TypeVar("T")


def signature_of(pattern: TechnologyPattern) -> Signature:
    """The rules that a row states."""
    read = _Metadata(pattern.extended_metadata)
    return Signature(
        technology=pattern.technology,
        display_name=read.text("display_name") or pattern.technology_name,
        weight=1.0 if pattern.confidence_weight is None else pattern.confidence_weight,
        files=tuple(read.column("file_patterns", pattern.file_patterns)),
        directories=tuple(
            text
            for one in read.column("directory_patterns", pattern.directory_patterns)
            if (text := one.rstrip("/"))
        ),
        config_files=tuple(read.column("config_files", pattern.config_files)),
        lock_files=tuple(read.texts("lock_files")),
        packages=tuple(read.packages("dependencies")),
        excluded_packages=tuple(read.packages("excluded_dependencies")),
        regexes=(
            *read.regexes("import_patterns", imports=True),
            *read.regexes("code_patterns", imports=False),
        ),
        at_least=max(read.number("at_least") or 1, 1),
        every_directory=read.flag("every_directory"),
        problems=tuple(read.problems),
    )


class _Metadata:
    """extended_metadata, read key by key, and arrays; remembers what it could not read."""

    def __init__(self, metadata: Any) -> None:
        self.problems: list[str] = []
        self._values = self._expect(dict, "extended_metadata", metadata) or {}

    def text(self, key: str) -> str | None:
        return self._expect(str, key, self._values.get(key))

    def number(self, key: str) -> int | None:
        return self._expect(int, key, self._values.get(key))

    def flag(self, key: str) -> bool:
        return bool(self._expect(bool, key, self._values.get(key)))

    def texts(self, key: str) -> Iterator[str]:
        return self.column(key, self._expect(list, key, self._values.get(key)))

    def column(self, key: str, values: Iterable[Any] | None) -> Iterator[str]:
        """The texts of an array, which of PostgreSQL's has as many dimensions as it likes."""
        for one in values or ():
            if text := self._expect(str, key, one):
                yield text

    def packages(self, key: str) -> Iterator[PackageRule]:
        value = self._values.get(key)
        stated = [value] if isinstance(value, dict) else self._expect(list, key, value)
        for one in stated or ():
            yield from self._package(key, {"names": [one]} if isinstance(one, str) else one)

    def regexes(self, key: str, *, imports: bool) -> Iterator[RegexRule]:
        for one in self._expect(list, key, self._values.get(key)) or ():
            stated = {"regex": one} if isinstance(one, str) else self._expect(dict, key, one) or {}
            known = len(self.problems)
            regex = self._regex(key, stated.get("regex"))
            languages = frozenset(self._languages(key, stated.get("languages")))
            # With more problems than before it would be a wider rule than was meant.
            if regex and len(self.problems) == known:
                yield RegexRule(regex, languages, imports)

    def _package(self, key: str, stated: Any) -> Iterator[PackageRule]:
        stated = self._expect(dict, key, stated) or {}
        known = len(self.problems)
        ecosystem = self._expect(str, f"{key}: ecosystem", stated.get("ecosystem"))
        file = self._expect(str, f"{key}: file", stated.get("file"))
        if len(self.problems) > known:
            return
        for name in self._expect(list, f"{key}: names", stated.get("names")) or ():
            if text := self._expect(str, f"{key}: names", name):
                yield PackageRule(text, ecosystem and ecosystem.strip().lower(), file)

    def _regex(self, key: str, text: Any) -> str | None:
        """The text, if it is an expression that the engine takes and that tells files apart."""
        if (regex := self._expect(str, key, text)) is None:
            return None
        try:
            if Regex(regex).line_in(b"") is None:
                return regex
            self.problems.append(f"{key}: {_short(regex)} is met by an empty file, so by every one")
        except InvalidRegex as error:
            self.problems.append(f"{key}: {error}")
        return None

    def _languages(self, key: str, stated: Any) -> Iterator[str]:
        for one in self._expect(list, f"{key}: languages", stated) or ():
            if name := self._expect(str, f"{key}: languages", one):
                yield name.strip().lower()

    def _expect(self, kind: type[T], key: str, value: Any) -> T | None:
        if isinstance(value, kind) and not (kind is int and isinstance(value, bool)):
            return value
        if value is None:
            return None
        self.problems.append(f"{key} is {_short(value)}, which is no {kind.__name__}")
        return None

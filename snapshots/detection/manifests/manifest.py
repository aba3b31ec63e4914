"""A manifest's text: what its parsers read it as, and where in it things are."""

from __future__ import annotations

import json
import re
import tomllib
from bisect import bisect_right
from collections.abc import Callable, Iterator
from functools import cached_property
from itertools import accumulate
from typing import Any

import re2

from snapshots.detection.manifests.dependency import Dependency, canonical_name
from snapshots.detection.scope import is_development
from snapshots.errors import InvalidManifest

# tomllib takes time by the square of a key's length: an hour for one that fills a megabyte.
_DEEP_KEY = re2.compile(
    r"""(?:(?:[\w-]+|"[^"\n]*"|'[^'\n]*')[ \t]*\.[ \t]*){40}""",
)

_COMMENT = re.compile(r"(?:^|\s)#")
_WORD = re.compile(r"[\w@][\w@./+-]*")

# Nobody writes a longer one; it would end up in the database as somebody's evidence.
_LONGEST_VERSION = 200

# What people call groups and manifests for development.
_DEVELOPMENT = frozenset(
    {
        *(
            "dev",
            "devel",
            "develop",
            "development",
            "local",
            "test",
            "tests",
            "testing",
            "ci",
            "qa",
        ),
        *("bench", "benchmark", "benchmarks", "lint", "linting", "linters", "typing", "mypy"),
        *("doc", "docs", "documentation"),
    }
)

Read = Callable[[str], bytes | None]


class Manifest:
    """A manifest.

    Attributes:
        path: within the tree.
        text: with line ends as in Unix and without a mark of its encoding. Bytes that are not UTF-8
            are replaced: most are in comments.
        for_development: whether its name or a folder's says so (`requirements/test.txt`).
        read: gives the contents of other files of the tree, and None for any path elsewhere.
    """

    def __init__(self, path: str, content: bytes, read: Read = lambda _: None) -> None:
        self.path = path
        self.read = read
        self.for_development = is_development(path) or names_development(path.rpartition("/")[2])
        self.text = _with_unix_lines(content.decode("utf-8-sig", "replace"))
        self._content = content

    def states(
        self,
        ecosystem: str,
        name: str,
        version: object = None,
        *,
        line: int | None = None,
        development: bool = False,
    ) -> Dependency:
        """A dependency that it states."""
        constraint = version.strip() if isinstance(version, str) else ""
        sound = constraint.isprintable() and len(constraint) <= _LONGEST_VERSION
        return Dependency(
            ecosystem,
            canonical_name(ecosystem, name),
            constraint if constraint and sound else None,
            development or self.for_development,
            self.path,
            line,
        )

    def invalid(self, reason: str, line: int | None = None) -> InvalidManifest:
        return InvalidManifest(self.path, line, reason)

    def statements(self, *joining: str) -> Iterator[tuple[int, str]]:
        """Lines without comments, which begin with ``#``, and their numbers.

        Args:
            joining: a line that ends with one of these goes on in the next one; a backslash is not
                kept.
        """
        begun, pieces = 1, list[str]()
        for line, written in enumerate(self.text.split("\n"), 1):
            begun = begun if pieces else line
            piece = _COMMENT.split(written, maxsplit=1)[0].strip()
            pieces.append(piece.removesuffix("\\"))
            if not piece.endswith(joining):
                yield begun, " ".join(pieces).strip()
                pieces = []
        yield begun, " ".join(pieces).strip()

    def json(self) -> dict[str, Any]:
        """The object that it is.

        Raises:
            InvalidManifest: it is no JSON, or something else than an object.
        """
        document = self._parsed(json.loads)
        if not isinstance(document, dict):
            raise self.invalid("it is no JSON object", 1)
        return document

    def toml(self) -> dict[str, Any]:
        """The table that it is.

        Raises:
            InvalidManifest: it is no TOML.
        """
        if deep := _DEEP_KEY.search(self.text):
            raise self.invalid("a key has more than 40 parts", self.line_at(deep.start()))
        return table(self._parsed(tomllib.loads))

    def _parsed(self, parse: Callable[[str], Any]) -> Any:
        try:
            return parse(self.strict_text())
        except json.JSONDecodeError as error:
            raise self.invalid(error.msg, error.lineno) from error
        except ValueError as error:
            found = re.search(r" \(at line (\d+), column \d+\)$", str(error))
            reason = str(error)[: found.start()] if found else str(error)
            raise self.invalid(reason, int(found[1]) if found else None) from error
        except RecursionError as error:
            raise self.invalid("it is nested too deep") from error

    def strict_text(self) -> str:
        """The text, if all of it is UTF-8, as formats that are nothing else have to be.

        Raises:
            InvalidManifest: it is not.
        """
        try:
            self._content.decode()
        except UnicodeDecodeError as error:
            line = self._content.count(b"\n", 0, error.start) + 1
            raise self.invalid(f"it is not in UTF-8: {error.reason}", line) from error
        return self.text

    def line_of(self, *words: str) -> int | None:
        """The line of a word after others, in this order: of a package after its section.

        As good as words can tell: who writes a section's name into a description is misled.
        """
        at = -1
        for word in words:
            places = self._places.get(word, [])
            next_one = bisect_right(places, at)
            if next_one < len(places):
                at = places[next_one]
            elif word is words[-1]:
                return None
        return self.line_at(at)

    def line_at(self, place: int) -> int:
        """The line of a character, both counted as usual: from 1, and from 0."""
        return bisect_right(self._line_ends, place - 1) + 1

    @cached_property
    def _line_ends(self) -> list[int]:
        lengths = [len(line) + 1 for line in self.text.split("\n")]
        return [end - 1 for end in accumulate(lengths)]

    @cached_property
    def _places(self) -> dict[str, list[int]]:
        """Where each word begins; of one with dots, the first and the last part too."""
        places: dict[str, list[int]] = {}
        for match in _WORD.finditer(self.text):
            word = match[0]
            parts = word.split(".")
            for spelling in {word, parts[0], parts[-1]}:
                places.setdefault(spelling, []).append(match.start())
        return places


def table(value: object) -> dict[str, Any]:
    """A value that should be an object; one without keys if it is something else."""
    return value if isinstance(value, dict) else {}


def texts(value: object) -> list[str]:
    """The texts in a value that should be a list of them."""
    return [one for one in value if isinstance(one, str)] if isinstance(value, list) else []


def names_development(name: str) -> bool:
    """Whether a group, an environment or a file is one of development, by the words in its name."""
    return not _DEVELOPMENT.isdisjoint(re.split(r"[^a-z]+", name.lower()))


def _with_unix_lines(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")

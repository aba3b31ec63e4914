"""Manifests of Maven."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from xml.parsers import expat

from snapshots.detection.manifests.dependency import Dependency
from snapshots.detection.manifests.manifest import Manifest

_DEEPEST = 100
_PARTS = frozenset({"groupId", "artifactId", "version", "scope"})

# Within these, dependencies are those of something else, or only bounds for versions.
_ELSEWHERE = frozenset({"dependencyManagement", "plugin"})


def pom_xml(manifest: Manifest) -> Iterator[Dependency]:
    """What the project and its profiles depend on, as ``group:artifact``.

    Raises:
        InvalidManifest: it is no XML, or has a document type, of which entities are made.
    """
    for line, parts in _Pom(manifest).dependencies:
        if parts.get("groupId") and parts.get("artifactId"):
            yield manifest.states(
                "maven",
                f"{parts['groupId']}:{parts['artifactId']}",
                parts.get("version"),
                line=line,
                development=parts.get("scope") == "test",
            )


class _Pom:
    """Goes through the elements; keeps the line and the parts of each dependency."""

    def __init__(self, manifest: Manifest) -> None:
        self.dependencies: list[tuple[int, dict[str, str]]] = []
        self._manifest = manifest
        self._open: list[str] = []
        self._text: list[str] = []
        self._inside: dict[str, str] | None = None
        self._parser = expat.ParserCreate()
        self._parser.StartDoctypeDeclHandler = self._doctype
        self._parser.StartElementHandler = self._start
        self._parser.CharacterDataHandler = self._text.append
        self._parser.EndElementHandler = self._end
        try:
            self._parser.Parse(manifest.text, True)
        except expat.ExpatError as error:
            raise manifest.invalid(expat.ErrorString(error.code), error.lineno) from error

    def _doctype(self, *_: Any) -> None:
        line = self._parser.CurrentLineNumber
        raise self._manifest.invalid("a document type is not accepted", line)

    def _start(self, name: str, _attributes: dict[str, str]) -> None:
        self._text.clear()
        listed = name == "dependency" and self._open[-1:] == ["dependencies"]
        if listed and _ELSEWHERE.isdisjoint(self._open):
            self._inside = {}
            self.dependencies.append((self._parser.CurrentLineNumber, self._inside))
        self._open.append(name)
        if len(self._open) > _DEEPEST:
            line = self._parser.CurrentLineNumber
            raise self._manifest.invalid(f"it is nested more than {_DEEPEST} deep", line)

    def _end(self, name: str) -> None:
        self._open.pop()
        if name == "dependency":
            self._inside = None
        elif self._inside is not None and name in _PARTS and self._open[-1:] == ["dependency"]:
            self._inside[name] = "".join(self._text).strip()
        self._text.clear()

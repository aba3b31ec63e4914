"""Manifests of Gradle: build scripts, which are read and never run, and version catalogs."""

from __future__ import annotations

import re
from collections.abc import Iterator

from snapshots.detection.manifests.dependency import Dependency
from snapshots.detection.manifests.manifest import Manifest, table

# Strings, so that no comment begins in one, and comments. What is open ends with its line or with
# the file: to look for its end again and again would take time by the square.
_COMMENT = re.compile(
    r""""(?:\\.|[^"\\\n])*+"?|'(?:\\.|[^'\\\n])*+'?|(?P<comment>//[^\n]*|/\*(?:.*?\*/|.*))""",
    re.DOTALL,
)

_WORD = re.compile(r"\b[a-zA-Z]+\b(?=[\s(])")
_CONFIGURATIONS = (
    *("implementation", "api", "compile", "compileonly", "runtime", "runtimeonly"),
    *("annotationprocessor", "kapt", "ksp", "developmentonly", "classpath"),
)

# Asked for to build, or to restart the program while it is written.
_DEVELOPMENT = frozenset({"classpath", "developmentonly"})

_OPENING = re.compile(r"[\s(]*+(?:(?:enforcedPlatform|platform|testFixtures)\s*+\(\s*+)?")
_COMMA = re.compile(r"[\s)]*+,\s*+")

# What follows the name of a configuration: group, name and version.
_NOTATION = re.compile(r"""["']([^"'\s:]+):([^"'\s:]+)(?::([^"'\s:@]+))?[^"'\n]*["']""")
_MAP = re.compile(
    r"""group\s*+[:=]\s*+["']([^"'\s]+)["']\s*+,\s*+name\s*+[:=]\s*+["']([^"'\s]+)["']"""
    r"""(?:\s*+,\s*+version\s*+[:=]\s*+["']([^"'\s]+)["'])?"""
)
_KOTLIN = re.compile(r"""(kotlin)\s*+\(\s*+["']([\w-]+)["'](?:\s*+,\s*+["']([^"'\s]+)["'])?""")


def build_gradle(manifest: Manifest) -> Iterator[Dependency]:
    """What is written out in Groovy or Kotlin; what a catalog names is in the catalog."""
    text = _COMMENT.sub(_blanked, manifest.text)
    for word in _WORD.finditer(text):
        configuration = word[0].lower()
        if configuration.endswith(_CONFIGURATIONS):
            development = "test" in configuration or configuration in _DEVELOPMENT
            for stated in _stated(text, word.end()):
                yield manifest.states(
                    "maven",
                    _name(stated),
                    stated[3],
                    line=manifest.line_at(stated.start()),
                    development=development,
                )


def version_catalog(manifest: Manifest) -> Iterator[Dependency]:
    """The libraries of a catalog; what each is used for stands in the build scripts."""
    for alias, stated in table(manifest.toml().get("libraries")).items():
        group, artifact, version = _coordinates(stated)
        if group and artifact:
            line = manifest.line_of("libraries", alias)
            yield manifest.states("maven", f"{group}:{artifact}", version, line=line)


def _coordinates(stated: object) -> tuple[object, object, object]:
    """Group, artifact and version, where they are known, of a text or a table."""
    parts = table(stated)
    notation = stated if isinstance(stated, str) else parts.get("module")
    if isinstance(notation, str):
        group, artifact, version, *_ = [*notation.split(":"), "", ""]
        return group, artifact, version or parts.get("version")
    return parts.get("group"), parts.get("name"), parts.get("version")


def _blanked(match: re.Match[str]) -> str:
    """A string as it is, a comment as blanks, so that all keeps its place."""
    comment: str | None = match["comment"]
    return match[0] if comment is None else re.sub(r"[^\n]", " ", comment)


def _stated(text: str, place: int) -> Iterator[re.Match[str]]:
    """The dependencies after the name of a configuration, with commas between them."""
    while True:
        if opening := _OPENING.match(text, place):
            place = opening.end()
        forms = (form.match(text, place) for form in (_NOTATION, _MAP, _KOTLIN))
        stated = next(filter(None, forms), None)
        if stated is None:
            return
        yield stated
        comma = _COMMA.match(text, stated.end())
        if comma is None:
            return
        place = comma.end()


def _name(stated: re.Match[str]) -> str:
    group, name, _ = stated.groups()
    return f"org.jetbrains.kotlin:kotlin-{name}" if group == "kotlin" else f"{group}:{name}"

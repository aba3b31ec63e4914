"""Manifests of Gradle: build scripts, which are read and never run, and version catalogs."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from posixpath import dirname, join

from snapshots.detection.manifests.dependency import Dependency
from snapshots.detection.manifests.manifest import Manifest, table, texts
from snapshots.errors import InvalidManifest

# Strings, so that no comment begins in one, and comments. What is open ends with its line or with
# the file: to look for its end again and again would take time by the square.
_COMMENT = re.compile(
    r""""(?:\\.|[^"\\\n])*+"?|'(?:\\.|[^'\\\n])*+'?|(?P<comment>//[^\n]*|/\*(?:.*?\*/|.*))""",
    re.DOTALL,
)

# Its name, and its version where it is known.
Library = tuple[str, object]

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
_NOTATION = re.compile(r"""["']([^"'\s:]++):([^"'\s:]++)(?::([^"'\s:@]++))?+[^"'\n]*+["']""")
_MAP = re.compile(
    r"""group\s*+[:=]\s*+["']([^"'\s]+)["']\s*+,\s*+name\s*+[:=]\s*+["']([^"'\s]+)["']"""
    r"""(?:\s*+,\s*+version\s*+[:=]\s*+["']([^"'\s]+)["'])?"""
)
_KOTLIN = re.compile(r"""(kotlin)\s*+\(\s*+["']([\w-]+)["'](?:\s*+,\s*+["']([^"'\s]+)["'])?""")


# What a catalog of versions calls a library: `libs.ktor.core`, `libs.bundles.ktor`.
_ACCESSOR = re.compile(r"libs\.([A-Za-z][\w.]*+)")
_CATALOG = "gradle/libs.versions.toml"


def build_gradle(manifest: Manifest) -> Iterator[Dependency]:
    """What is written out in Groovy or Kotlin, and what it takes from the catalog of versions."""
    text = _COMMENT.sub(_blanked, manifest.text)
    for word in _WORD.finditer(text):
        configuration = word[0].lower()
        if configuration.endswith(_CONFIGURATIONS):
            development = "test" in configuration or configuration in _DEVELOPMENT
            for stated in _stated(text, word.end()):
                line = manifest.line_at(stated.start())
                for name, version in _libraries(manifest, stated):
                    yield manifest.states(
                        "maven", name, version, line=line, development=development
                    )


def version_catalog(manifest: Manifest) -> Iterator[Dependency]:
    """None: a catalog bounds versions, and the build scripts depend on what they take from it.

    Raises:
        InvalidManifest: it is no TOML.
    """
    manifest.toml()
    yield from ()


def _libraries(manifest: Manifest, stated: re.Match[str]) -> Iterable[Library]:
    """Names and versions of what a build script states, which a catalog may have several of."""
    if stated.re is _ACCESSOR:
        return _catalog_of(manifest).get(stated[1].removesuffix(".get"), ())
    return [(_name(stated), stated[3])]


def _catalog_of(manifest: Manifest) -> Mapping[str, Sequence[Library]]:
    """The nearest catalog above a build script."""
    folder = manifest.path
    while folder:
        folder = dirname(folder)
        path = join(folder, _CATALOG)
        if (content := manifest.read(path)) is not None:
            return _catalog(path, content)
    return {}


@lru_cache(maxsize=8)
def _catalog(path: str, content: bytes) -> Mapping[str, Sequence[Library]]:
    """What a catalog has, by accessor. Nothing if it is no TOML: that is told of it by itself."""
    try:
        document = Manifest(path, content).toml()
    except InvalidManifest:
        return {}
    libraries = {
        _accessor(alias): [library]
        for alias, stated in table(document.get("libraries")).items()
        if (library := _library(stated))
    }
    bundles = {
        f"bundles.{_accessor(bundle)}": [
            library for alias in texts(stated) for library in libraries.get(_accessor(alias), ())
        ]
        for bundle, stated in table(document.get("bundles")).items()
    }
    return libraries | bundles


def _accessor(alias: str) -> str:
    """An alias as build scripts write it."""
    return re.sub(r"[-_]", ".", alias)


def _library(stated: object) -> Library | None:
    """Name and version of a library in a catalog, which is a text or a table."""
    parts = table(stated)
    notation = stated if isinstance(stated, str) else parts.get("module")
    if not isinstance(notation, str):
        notation = f"{parts.get('group', '')}:{parts.get('name', '')}"
    group, artifact, version, *_ = [*notation.split(":"), "", ""]
    return (f"{group}:{artifact}", version or parts.get("version")) if group and artifact else None


def _blanked(match: re.Match[str]) -> str:
    """A string as it is, a comment as blanks, so that all keeps its place."""
    comment: str | None = match["comment"]
    return match[0] if comment is None else re.sub(r"[^\n]", " ", comment)


def _stated(text: str, place: int) -> Iterator[re.Match[str]]:
    """The dependencies after the name of a configuration, with commas between them."""
    while True:
        if opening := _OPENING.match(text, place):
            place = opening.end()
        forms = (form.match(text, place) for form in (_NOTATION, _MAP, _KOTLIN, _ACCESSOR))
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

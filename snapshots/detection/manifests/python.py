"""Manifests of Python other than pip's."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from snapshots.detection.manifests.dependency import Dependency
from snapshots.detection.manifests.manifest import Manifest, names_development, table, texts
from snapshots.detection.manifests.requirements import requirement

_SECTION = re.compile(r"\[([^\]]+)\]")
_KEY = re.compile(r"([\w.-]+)\s*[=:]\s*(.*)")

# Keys of [options] in setup.cfg.
_OPTIONS = {"install_requires": False, "setup_requires": True, "tests_require": True}


def pyproject_toml(manifest: Manifest) -> Iterator[Dependency]:
    """The dependencies of the standard, and those of Poetry, PDM and uv.

    Groups are for development (PEP 735), as is what builds the package; extras are if their name
    says so.
    """
    document = manifest.toml()
    tools = table(document.get("tool"))
    for section, stated, development in _lists(document, tools):
        for text in stated:
            yield from _required(manifest, section, text, development)
    yield from _poetry(manifest, table(tools.get("poetry")))


def _lists(
    document: dict[str, Any], tools: dict[str, Any]
) -> Iterator[tuple[str, list[str], bool]]:
    """Lists of requirements: section, texts, whether they are for development."""
    project = table(document.get("project"))
    yield "dependencies", texts(project.get("dependencies")), False
    for extra, stated in table(project.get("optional-dependencies")).items():
        yield extra, texts(stated), names_development(extra)
    pdm = table(tools.get("pdm")).get("dev-dependencies")
    for groups in (document.get("dependency-groups"), pdm):
        for group, stated in table(groups).items():
            yield group, texts(stated), True
    yield "dev-dependencies", texts(table(tools.get("uv")).get("dev-dependencies")), True
    yield "build-system", texts(table(document.get("build-system")).get("requires")), True


def _required(
    manifest: Manifest, section: str, text: str, development: bool
) -> Iterator[Dependency]:
    found = requirement(text)
    if found is None:
        raise manifest.invalid(f"{text[:60]!r} is no requirement", manifest.line_of(section))
    name, version = found
    line = manifest.line_of(section, name)
    yield manifest.states("pypi", name, version, line=line, development=development)


def _poetry(manifest: Manifest, poetry: dict[str, Any]) -> Iterator[Dependency]:
    yield from _named(manifest, "tool.poetry.dependencies", poetry.get("dependencies"), False)
    section = "tool.poetry.dev-dependencies"
    yield from _named(manifest, section, poetry.get("dev-dependencies"), True)
    for group, stated in table(poetry.get("group")).items():
        section = f"tool.poetry.group.{group}.dependencies"
        yield from _named(manifest, section, table(stated).get("dependencies"), True)


def pipfile(manifest: Manifest) -> Iterator[Dependency]:
    document = manifest.toml()
    yield from _named(manifest, "packages", document.get("packages"), False)
    yield from _named(manifest, "dev-packages", document.get("dev-packages"), True)


def _named(
    manifest: Manifest, section: str, stated: object, development: bool
) -> Iterator[Dependency]:
    """Dependencies by name, each with a version or a table that has one."""
    for name, value in table(stated).items():
        if name.lower() != "python":
            version = value if isinstance(value, str) else table(value).get("version")
            line = manifest.line_of(section, name)
            yield manifest.states("pypi", name, version, line=line, development=development)


def setup_cfg(manifest: Manifest) -> Iterator[Dependency]:
    """The requirements in [options] and its extras.

    Read here and not by configparser, which takes time by the square of a line's length.
    """
    for line, section, key, text in _settings(manifest.text):
        extra = section == "options.extras_require"
        if not extra and not (section == "options" and key in _OPTIONS):
            continue
        if text.startswith(("file:", "attr:")):
            continue
        if found := requirement(text):
            development = names_development(key) if extra else _OPTIONS[key]
            yield manifest.states("pypi", *found, line=line, development=development)
        else:
            raise manifest.invalid(f"{text[:60]!r} is no requirement", line)


def _settings(text: str) -> Iterator[tuple[int, str, str, str]]:
    """Lines of values, each with its number, section and key."""
    section = key = ""
    for line, written in enumerate(text.split("\n"), 1):
        stripped = written.strip()
        if stripped.startswith(("#", ";")):
            continue
        if not written[:1].isspace():
            if found := _SECTION.match(written):
                section, key, stripped = found[1].strip(), "", ""
            elif setting := _KEY.match(written):
                key, stripped = setting[1], setting[2].strip()
        if stripped:
            yield line, section, key, stripped

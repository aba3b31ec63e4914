"""Dependencies, from the manifests of package managers.

    if is_manifest(path):
        dependencies = dependencies_in(path, content, tree.read)

Names are compared whole, never searched for in texts: `falco` is not in `falcon` (behaviour D-6).
Manifests come from anybody. None is run, none takes longer than by its length, and whatever is in
one, it has dependencies or is an `InvalidManifest`. Of an entry that is of another type than it
should be, what can be read is taken.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from itertools import islice

from snapshots.detection.manifests import (
    containers,
    elixir,
    go,
    gradle,
    java,
    javascript,
    php,
    python,
    ruby,
    rust,
)
from snapshots.detection.manifests.dependency import Dependency, canonical_name
from snapshots.detection.manifests.manifest import Manifest, Read
from snapshots.detection.manifests.requirements import is_requirements, requirements_txt
from snapshots.detection.scope import is_development

__all__ = ["Dependency", "canonical_name", "dependencies_in", "is_manifest", "marks_root"]

Parser = Callable[[Manifest], Iterator[Dependency]]

# Manifests that make their folder a part of its own, by their names.
_OF_ROOTS: dict[str, Parser] = {
    "package.json": javascript.package_json,
    "pyproject.toml": python.pyproject_toml,
    "setup.cfg": python.setup_cfg,
    "Pipfile": python.pipfile,
    "Cargo.toml": rust.cargo_toml,
    "go.mod": go.go_mod,
    "mix.exs": elixir.mix_exs,
    "Gemfile": ruby.gemfile,
    "gems.rb": ruby.gemfile,
    "composer.json": php.composer_json,
    "pom.xml": java.pom_xml,
    "build.gradle": gradle.build_gradle,
    "build.gradle.kts": gradle.build_gradle,
}

_OTHERS: list[tuple[re.Pattern[str], Parser]] = [
    (re.compile(r"libs\.versions\.toml"), gradle.version_catalog),
    (
        re.compile(r"(?:Docker|Container)file(?:[.-][^/]+)?|[^/]+\.(?:[Dd]ocker|[Cc]ontainer)file"),
        containers.dockerfile,
    ),
    (re.compile(r"(?:docker-)?compose(?:[.-][^/]+)?\.ya?ml"), containers.compose),
]

# Dependencies of one manifest. Frozen requirements of large programs have some hundreds.
_MOST = 20_000

# What no package is called, nor a database takes: control characters, halves of characters, essays.
_LONGEST_NAME = 300


def is_manifest(path: str) -> bool:
    """Whether a file is a manifest, by its whole name: `mypackage.json` is none (behaviour D-8)."""
    return _parser_for(path) is not None


def marks_root(path: str) -> bool:
    """Whether a manifest makes its folder a root of a stack within a monorepo.

    Those of containers do not, nor do those of tests, examples and documentation.
    """
    name = path.rpartition("/")[2]
    return (name in _OF_ROOTS or name == "requirements.txt") and not is_development(path)


def dependencies_in(path: str, content: bytes, read: Read) -> list[Dependency]:
    """The dependencies that a manifest states, in its order.

    Args:
        path: of the manifest, within the tree; `is_manifest` is true of it.
        content: what is in it.
        read: gives the contents of other files of the tree that it goes by, and None for any path
            that leads elsewhere.

    Raises:
        InvalidManifest: it cannot be taken apart, which says in which file and line, or has more
            dependencies than anybody means.
    """
    manifest = Manifest(path, content, read)
    parser = _parser_for(path)
    stated = parser(manifest) if parser else iter(())
    dependencies = list(islice(stated, _MOST + 1))
    if len(dependencies) > _MOST:
        raise manifest.invalid(f"it states more than {_MOST:,} dependencies")
    return [dependency for dependency in dependencies if _is_name(dependency.name)]


def _parser_for(path: str) -> Parser | None:
    if is_requirements(path):
        return requirements_txt
    name = path.rpartition("/")[2]
    if parser := _OF_ROOTS.get(name):
        return parser
    return next((parser for pattern, parser in _OTHERS if pattern.fullmatch(name)), None)


def _is_name(text: str) -> bool:
    return 0 < len(text) <= _LONGEST_NAME and text.isprintable() and " " not in text

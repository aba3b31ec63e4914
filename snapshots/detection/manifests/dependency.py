"""A dependency, and what its package is called."""

from __future__ import annotations

import re
from dataclasses import dataclass

from packaging.utils import canonicalize_name

# Names that are the same in capitals and without.
_CASELESS = frozenset({"composer", "hex", "npm"})

# github.com/labstack/echo/v4, gopkg.in/yaml.v3
_MAJOR_VERSION = re.compile(r"[/.]v\d+$")
_DEFAULT_REGISTRY = re.compile(r"^(?:(?:index\.|registry-1\.)?docker\.io/)?(?:library/)?")


@dataclass(frozen=True)
class Dependency:
    """A package that a manifest asks for.

    Attributes:
        ecosystem: npm, pypi, cargo, golang, hex, rubygems, composer, maven or docker.
        name: canonical, see `canonical_name`; of maven ``group:artifact``.
        version: the constraint as it is written, an image's tag; None where there is none.
        development: whether it is asked for only to develop, test or build.
        file: the manifest, as a path within the tree.
        line: where, from 1; None where that is not known.
    """

    ecosystem: str
    name: str
    version: str | None
    development: bool
    file: str
    line: int | None


def canonical_name(ecosystem: str, name: str) -> str:
    """The one name of a package that can be written in several ways.

    What a dependency is compared with has to come through here too.

    >>> canonical_name("pypi", "Flask_SQLAlchemy"), canonical_name("docker", "docker.io/postgres")
    ('flask-sqlalchemy', 'postgres')
    >>> canonical_name("golang", "github.com/labstack/echo/v4")
    'github.com/labstack/echo'
    """
    name = name.strip()
    match ecosystem:
        case "pypi":
            return canonicalize_name(name)
        case "golang":
            return _MAJOR_VERSION.sub("", name)
        case "docker":
            return _DEFAULT_REGISTRY.sub("", name.lower())
        case "cargo":
            return name.lower().replace("_", "-")  # crates.io takes either for the other
    return name.lower() if ecosystem in _CASELESS else name

"""What stands in a tree and was not written for it: fetched, built or generated.

Folders with names that people give to their own are vendored only beside the file that says who
fills them. `tests`, `migrations`, `bin`, `lib`, `packages` are never.
"""

from __future__ import annotations

import os.path
import re

# Where systems of version control keep their own; no part of what they control.
HISTORY = frozenset({".git", ".hg", ".svn", ".jj", ".bzr"})

_FETCHED = frozenset(
    {
        *("node_modules", "bower_components", "jspm_packages", ".yarn", ".pnpm-store"),
        *("site-packages", "dist-packages", ".eggs", ".tox", ".nox", ".terraform"),
    }
)
_BUILT = frozenset(
    {
        *("__pycache__", ".mypy_cache", ".ruff_cache", ".pytest_cache", ".hypothesis"),
        *(".next", ".nuxt", ".svelte-kit", ".angular", ".parcel-cache", ".turbo", "elm-stuff"),
        *(".gradle", ".elixir_ls", ".stack-work", "dist-newstyle", ".dart_tool", ".zig-cache"),
    }
)
_ALWAYS = HISTORY | _FETCHED | _BUILT

_BESIDE = {
    "target": ("Cargo.toml", "pom.xml", "build.sbt"),
    "deps": ("mix.exs",),
    "_build": ("mix.exs", "rebar.config", "dune-project"),
    "vendor": ("go.mod", "composer.json", "Gemfile"),
    "build": ("build.gradle", "build.gradle.kts"),
    "Pods": ("Podfile",),
}

# A folder with one of these is an environment, whatever it is called.
_WITHIN = ("pyvenv.cfg", "conda-meta")

_MINIFIED = re.compile(r"[.-]min\.(?:[cm]?js|css)$|\.(?:bundle|chunk)\.js$|\.(?:[cm]?js|css)\.map$")


def is_vendored(folder: str) -> bool:
    """Whether a folder, by its path on disk, holds what others wrote."""
    above, name = os.path.split(folder)
    return (
        name in _ALWAYS
        or any(os.path.lexists(f"{above}/{file}") for file in _BESIDE.get(name, ()))
        or any(os.path.lexists(f"{folder}/{file}") for file in _WITHIN)
    )


def is_generated(name: str) -> bool:
    """Whether a file is made from others for browsers, or is part of git, by its name."""
    # `.git` is a file where a repository lies within another.
    return name in HISTORY or _MINIFIED.search(name) is not None

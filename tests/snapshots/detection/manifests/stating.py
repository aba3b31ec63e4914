"""Manifests taken apart, in the words of tests."""

from __future__ import annotations

from textwrap import dedent

import pytest

from snapshots.detection.manifests import Dependency, dependencies_in
from snapshots.errors import InvalidManifest


def stated(path: str, text: str | bytes, **others: str) -> list[Dependency]:
    """The dependencies that a manifest states; `others` are files that it may include, by name."""
    content = dedent(text).lstrip("\n").encode() if isinstance(text, str) else text
    return dependencies_in(path, content, lambda asked: _included(others, asked))


def _included(others: dict[str, str], asked: str) -> bytes | None:
    found = others.get(asked.replace(".", "_").replace("/", "_"))
    return None if found is None else found.encode()


def names(path: str, text: str, **others: str) -> dict[str, bool]:
    """Names of dependencies, and whether each is for development."""
    return {one.name: one.development for one in stated(path, text, **others)}


def refused(path: str, text: str | bytes) -> InvalidManifest:
    """The error that a manifest is."""
    with pytest.raises(InvalidManifest) as caught:
        stated(path, text)
    return caught.value


RUNTIME, DEVELOPMENT = False, True

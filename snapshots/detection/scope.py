"""Whether a code base runs on a technology, or is only developed with it, as its paths tell."""

from __future__ import annotations

import re
from enum import StrEnum

# Folders of what tests read: whole programs stand there that are not part of this one.
_FIXTURES = frozenset({"fixtures", "__fixtures__", "testdata", "test-data", "test_data"})

_TESTS = frozenset({"test", "tests", "testing", "spec", "__tests__", "__mocks__", "e2e"})

# Folders that stand beside the program. Within it, their names are those of packages and of pages:
# `src/main/java/com/example/shop`, `app/docs/page.tsx`.
_BESIDE = frozenset(
    {
        *("example", "examples", "sample", "samples", "doc", "docs", "documentation"),
        *("bench", "benches", "benchmark", "benchmarks"),
    }
)
_PROGRAM = frozenset({"src", "lib", "app", "cmd", "internal", "pkg"})

# Integration tests of Maven.
_MAVEN = re.compile(r"(?:^|/)src/it/")

# Files of tests that stand beside what they test.
_TEST_FILE = re.compile(r"(?:^|/)(?:test_[^/]*|tests|conftest)\.py$|[._-](?:test|spec)\.\w+$")


class Scope(StrEnum):
    """What a technology is there for. RUNTIME wins where there is evidence for both."""

    RUNTIME = "runtime"
    DEVELOPMENT = "development"


def is_development(path: str) -> bool:
    """Whether a file is there to develop the program and no part of it, as a test or an example.

    Args:
        path: from the root of the code base; of a folder, with a slash at the end.

    >>> is_development("Shop.Tests/cart.cs"), is_development("src/contest.py")
    (True, False)
    """
    if _TEST_FILE.search(path) or _MAVEN.search(path) or is_fixture(path):
        return True
    inside = False
    for folder in path.split("/")[:-1]:
        # `Shop.Tests` and `ShopTests` are those of .NET and Xcode.
        name = folder.lower()
        if name in _TESTS or folder.endswith(("Tests", ".Test")):
            return True
        if name in _BESIDE and not inside:
            return True
        inside = inside or name in _PROGRAM
    return False


def is_fixture(path: str) -> bool:
    """Whether a file is one that tests read, by the folders it is in."""
    return not _FIXTURES.isdisjoint(path.lower().split("/")[:-1])


def scope_of_file(path: str) -> Scope:
    return Scope.DEVELOPMENT if is_development(path) else Scope.RUNTIME

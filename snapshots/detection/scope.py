"""Whether a code base runs on a technology, or is only developed with it."""

from __future__ import annotations

import re
from enum import StrEnum

# Folders of tests, and files of tests that stand beside what they test.
_TEST = re.compile(
    r"(?:^|/)(?:tests?|specs?|__tests__|e2e)/"
    r"|(?:^|/)(?:test_[^/]*|conftest)\.py$"
    r"|[._-](?:test|spec)\.\w+$"
)


class Scope(StrEnum):
    """What a technology is there for. RUNTIME wins where there is evidence for both."""

    RUNTIME = "runtime"
    DEVELOPMENT = "development"


def is_test(path: str) -> bool:
    """Whether a file is one of tests, by its path from the root of the code base.

    >>> is_test("tests/app.py"), is_test("src/app_test.go"), is_test("src/contest.py")
    (True, True, False)
    """
    return _TEST.search(path) is not None


def scope_of_file(path: str) -> Scope:
    return Scope.DEVELOPMENT if is_test(path) else Scope.RUNTIME

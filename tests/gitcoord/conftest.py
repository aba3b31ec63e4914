"""One database for all tests of a module."""

from tests.walks import shared  # noqa: F401

"""What can go wrong with git coordination, said with the value and the remedy."""

from __future__ import annotations

from collections.abc import Sequence

from django.core.management.base import CommandError

from alignment.documents import shortened
from alignment.page import printable

# Characters of a value or of git's words that a message quotes.
QUOTED = 200


class GitCoordinationError(CommandError):
    """Base of all errors of this app; a command prints it in one line and exits with 1."""

    def __init__(self, message: str) -> None:
        super().__init__(printable(message))


class InvalidValue(GitCoordinationError):
    """A value that its column cannot hold; nothing was written.

    Args:
        name: of the column.
        value: as it was given.
        reason: why not, and what would do.
    """

    def __init__(self, name: str, value: object, reason: str) -> None:
        self.name = name
        super().__init__(f"{name} cannot be {shortened(value)}: {reason}.")


class NotStored(GitCoordinationError):
    """PostgreSQL refused a row; the application of old went on as if it had not (behaviour G-1).

    Args:
        what: the row, in words.
        cause: what PostgreSQL said.
    """

    def __init__(self, what: str, cause: Exception) -> None:
        super().__init__(
            f"{what} was not stored: {' '.join(str(cause).split())}. Nothing was written; mend the "
            "cause and do the same again."
        )


class SomebodyAtWork(GitCoordinationError):
    """What only one may do at a time, another process is doing, and goes on doing."""

    def __init__(self, what: str, waited: float) -> None:
        super().__init__(
            f"Another process is at work to {what}, for more than {waited:g} seconds. Do the same "
            "again later; pg_locks says who it is (locktype advisory)."
        )


class PullRequestFailed(GitCoordinationError):
    """No pull request was opened; the work is handed in all the same."""


def listed(names: Sequence[str], most: int = 5) -> str:
    """Names in a row, the first few if there are many."""
    more = f" and {len(names) - most:,} more" if len(names) > most else ""
    return ", ".join(repr(name) for name in names[:most]) + more

"""What can go wrong with technology knowledge, said with the value and the remedy."""

from __future__ import annotations

from django.core.management.base import CommandError


class KnowledgeError(CommandError):
    """Base of all errors of this app; a command prints it in one line and exits with 1."""


class InvalidRegex(KnowledgeError):
    """A regular expression that the engine does not take."""

    def __init__(self, regex: str, reason: str) -> None:
        self.regex = regex
        self.reason = reason
        super().__init__(
            f"{regex!r} is no regular expression for RE2: {reason}. It knows no look-around and no "
            "back-references; brackets and backslashes that are meant as such need a backslash."
        )

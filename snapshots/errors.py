"""What can go wrong with snapshots and detection, said with the value and the remedy."""

from __future__ import annotations

from collections.abc import Sequence

from django.core.management.base import CommandError

from alignment.documents import shortened


class SnapshotError(CommandError):
    """Base of all errors of this app; a command prints it in one line and exits with 1."""


class NoReadableFolder(SnapshotError):
    """What should be walked is no folder, or one that may not be read."""

    def __init__(self, path: str, reason: str) -> None:
        self.path = path
        self.reason = reason
        super().__init__(
            f"{path!r} cannot be walked: {reason}. Name a folder that this user may read."
        )


class InvalidGlob(SnapshotError):
    """A pattern for paths that cannot be understood."""

    def __init__(self, glob: str, reason: str) -> None:
        self.glob = glob
        self.reason = reason
        super().__init__(
            f"{glob!r} is no glob: {reason}. Brackets, braces and stars meant as such need a "
            r"backslash: pages/\[id\].tsx."
        )


class NoRules(SnapshotError):
    """There is nothing to detect technologies by."""

    def __init__(self, patterns: int) -> None:
        self.patterns = patterns
        told = f"None of {patterns:,} patterns has" if patterns else "There is no pattern that has"
        super().__init__(
            f"{told} a rule, so nothing could be detected. `manage.py load_patterns` loads the set "
            "that comes with this project."
        )


class UnknownCategory(SnapshotError):
    """A category that no pattern is of."""

    def __init__(self, category: str, there_are: Sequence[str]) -> None:
        self.category = category
        self.there_are = there_are
        super().__init__(
            f"No pattern is of category {shortened(category)}. There are: {', '.join(there_are)}."
        )


class PartialReport(SnapshotError):
    """A report of some categories, which is no snapshot of a code base."""

    def __init__(self, categories: Sequence[str]) -> None:
        self.categories = categories
        super().__init__(
            f"Only {', '.join(categories)} were looked for, and a snapshot is of all categories: "
            "what was not looked for would seem to be gone. Detect without naming categories."
        )


class InvalidManifest(SnapshotError):
    """A manifest that cannot be taken apart.

    Attributes:
        file: path within the tree.
        line: where, from 1; None where that is not known.
    """

    def __init__(self, file: str, line: int | None, reason: str) -> None:
        self.file = file
        self.line = line
        self.reason = reason
        place = file if line is None else f"{file}:{line}"
        super().__init__(f"{place} was not read: {reason}. Its dependencies are not known.")


class InvalidValue(SnapshotError):
    """A value that no snapshot can have.

    Args:
        field: whose it is; within a document with the way to it, e.g. ``metadata['files'][3]``.
        value: what was given.
        why: what is wrong and what to do, without the full stop at the end.
    """

    def __init__(self, field: str, value: object, why: str) -> None:
        self.field = field
        self.value = value
        super().__init__(f"{field} is {shortened(value)}: {why}.")


class NoNumberLeft(SnapshotError):
    """A code base has a snapshot of the highest number there is, so none comes after it."""

    def __init__(self, codebase_id: str) -> None:
        super().__init__(
            f"Code base {shortened(codebase_id)} has a snapshot of the highest number that a "
            "bigint holds, so there is no next one. Record with a snapshot_id, or give that "
            "snapshot a lower one."
        )

"""What can go wrong with technology knowledge, said with the value and the remedy."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django.core.management.base import CommandError

from alignment.documents import shortened


class KnowledgeError(CommandError):
    """Base of all errors of this app; a command prints it in one line and exits with 1."""


class InvalidRegex(KnowledgeError):
    """A regular expression that the engine does not take."""

    def __init__(self, regex: str, reason: str) -> None:
        self.regex = regex
        self.reason = reason
        super().__init__(
            f"{shortened(regex)} is no regular expression for RE2: {reason}. It knows no "
            "look-around and no back-references; brackets and backslashes that are meant as such "
            "need a backslash."
        )


class NoTechnology(KnowledgeError):
    """A technology that lacks its type or its name."""

    def __init__(self, technology: tuple[str, str]) -> None:
        super().__init__(
            f"{shortened(tuple(technology))} is no technology: it needs a type and a name, such as "
            "framework and phoenix."
        )


class UnknownTechnology(KnowledgeError):
    """A technology that technology_patterns has no row of."""

    def __init__(self, technology: object) -> None:
        super().__init__(
            f"There is no pattern of {str(technology)!r}. `learn` makes one; `load_patterns` loads "
            "those of the shipped set."
        )


class InvalidLanguage(KnowledgeError):
    """What was given as the name of a programming language is none."""

    def __init__(self, language: object) -> None:
        super().__init__(
            f"{shortened(language)} is no name of a programming language: it begins with a letter "
            "or a digit, has these, spaces and _ . + # * / - only, and at most 64 of them."
        )


class UnknownLevel(KnowledgeError):
    """A level of quality that there is not."""

    def __init__(self, level: object, levels: Iterable[str]) -> None:
        super().__init__(
            f"{shortened(level)} is no level of quality; these are: {', '.join(levels)}."
        )


class InvalidQualityTemplate(KnowledgeError):
    """A stored template that is asked what good code is like, and does not say.

    Attributes:
        identifier: of the template.
        problems: what is missing or wrong, and where.
    """

    def __init__(self, identifier: str, problems: list[str]) -> None:
        self.identifier = identifier
        self.problems = problems
        super().__init__(
            f"The template {identifier!r} is no quality template: {'; '.join(problems)}. Correct "
            "it, or delete it to have the built-in default."
        )


class NothingWeighs(KnowledgeError):
    """Weights of which no mean can be taken."""

    def __init__(self, weights: Mapping[str, float]) -> None:
        super().__init__(f"The weights {dict(weights)} sum up to nothing; give one that is over 0.")


class NegativeWeight(KnowledgeError):
    """A weight by which a mean would leave its bounds."""

    def __init__(self, name: str, weight: float) -> None:
        super().__init__(
            f"The weight of {shortened(name)} is {weight}; give one that is 0 or more, and 0 for "
            "what should not count."
        )


class InvalidIdentifier(KnowledgeError):
    """A name that no template can have."""

    def __init__(self, identifier: object, reason: str) -> None:
        self.identifier = identifier
        self.reason = reason
        super().__init__(
            f"{shortened(identifier)} cannot name a template: {reason}. A name is a path of "
            "segments with a slash between them, such as framework/phoenix."
        )


class InvalidTemplate(KnowledgeError):
    """A document that cannot be stored as a template."""

    def __init__(self, identifier: str, reason: str) -> None:
        self.identifier = identifier
        self.reason = reason
        super().__init__(
            f"Template {identifier!r} cannot be stored: {reason}. A template is one JSON object; "
            "correct it, or leave it out."
        )


class FileNotWritable(KnowledgeError):
    """A file that was to be written."""

    def __init__(self, path: object, reason: str) -> None:
        super().__init__(
            f"{str(path)!r} cannot be written: {reason}. Nothing was changed. Name a file in a "
            "folder that is there and writable, or - for standard output."
        )


class NoSuchRoot(KnowledgeError):
    """A folder that templates cannot be imported from."""

    def __init__(self, path: object, reason: str) -> None:
        self.path = path
        self.reason = reason
        super().__init__(
            f"No templates can be imported from {str(path)!a}: {reason}. Name folders that are "
            "there."
        )


class UnreadableFile(KnowledgeError):
    """A file that is no template, for a reason that stands in the import's report."""

"""Technologies by one name each, whatever vocabulary they come in.

The detector in Elixir writes ``frameworks:phoenix``, the one in Rust ``framework:Phoenix
Framework``, the documents say ``framework:phoenix`` (behaviour D-11). The last is the form of this
project.
"""

from __future__ import annotations

from typing import NamedTuple

# What is one thing is called in the singular, a map of many by this (behaviour 3.2).
CATEGORIES = {
    "language": "languages",
    "framework": "frameworks",
    "database": "databases",
    "messaging": "messaging",
    "monitoring": "monitoring",
    "security": "security",
    "ai": "ai_frameworks",
    "cloud": "cloud_platforms",
    "build_system": "build_systems",
    "deployment": "deployment",
    "architecture": "architecture_patterns",
}

_TYPES = {plural: singular for singular, plural in CATEGORIES.items()}


class Technology(NamedTuple):
    """A technology as it stands in a snapshot: ``str(technology)`` is ``framework:phoenix``."""

    type: str
    name: str

    @classmethod
    def parse(cls, text: str) -> Technology | None:
        """The technology that a text names, in any vocabulary; None where it has no category.

        >>> Technology.parse("frameworks:Phoenix")
        Technology(type='framework', name='phoenix')
        """
        category, colon, name = text.partition(":")
        if not (colon and category.strip() and name.strip()):
            return None
        return cls.of(category, name)

    @classmethod
    def of(cls, category: str, name: str) -> Technology:
        """The technology of a category and a name, in any vocabulary."""
        return cls(type_of(category), name.strip().lower())

    @property
    def spellings(self) -> list[str]:
        """Texts that the detectors of the field write for it, ours first."""
        plural = category_of(self.type)
        return list(dict.fromkeys([str(self), f"{plural}:{self.name}"]))

    def __str__(self) -> str:
        return f"{self.type}:{self.name}"


def type_of(category: str) -> str:
    """The type of technologies in a category: ``AI_Frameworks`` and ``ai`` are both ``ai``."""
    category = category.strip().lower()
    return _TYPES.get(category, category)


def category_of(technology_type: str) -> str:
    """The category that technologies of a type stand under; a type of the user's is its own."""
    return CATEGORIES.get(technology_type, technology_type)

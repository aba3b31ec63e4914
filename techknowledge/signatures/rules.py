"""Rules by which a technology is recognised."""

from __future__ import annotations

from dataclasses import dataclass, field

from techknowledge.technologies import Technology


@dataclass(frozen=True)
class PackageRule:
    """A package whose presence in a manifest gives a technology away.

    Attributes:
        name: as the ecosystem writes it.
        ecosystem: npm, pypi, cargo, golang, hex, rubygems, composer, maven, docker; None for any.
        file: name of the only manifest that counts; None for any.
    """

    name: str
    ecosystem: str | None = None
    file: str | None = None


@dataclass(frozen=True)
class RegexRule:
    """A regular expression over the text of source files.

    Attributes:
        text: the expression, not yet compiled.
        languages: names of the languages whose files count; empty for all.
        imports: whether it is met by an import, which says more than other code.
    """

    text: str
    languages: frozenset[str] = frozenset()
    imports: bool = False


@dataclass(frozen=True)
class Signature:
    """All rules for one technology.

    Attributes:
        weight: 0 to 1, what its evidence counts for.
        problems: what stands in the row and is no rule, in words.
    """

    technology: Technology
    display_name: str
    weight: float = 1.0
    files: tuple[str, ...] = ()
    directories: tuple[str, ...] = ()
    config_files: tuple[str, ...] = ()
    lock_files: tuple[str, ...] = ()
    packages: tuple[PackageRule, ...] = ()
    excluded_packages: tuple[PackageRule, ...] = ()
    regexes: tuple[RegexRule, ...] = ()
    at_least: int = 1
    every_directory: bool = False
    problems: tuple[str, ...] = field(default=(), compare=False)

    @property
    def has_rules(self) -> bool:
        """Whether anything could ever match."""
        return bool(
            self.files or self.directories or self.config_files or self.packages or self.regexes
        )

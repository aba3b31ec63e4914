"""Values as they are written in sources: atoms, strings, lists, modules."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

RESERVED = ("true", "false", "nil")


@dataclass(frozen=True)
class Atom:
    """An atom; ``true``, ``false`` and ``nil`` are some."""

    name: str

    def __str__(self) -> str:
        return self.name if self.name in RESERVED else f":{self.name}"


@dataclass(frozen=True)
class Module:
    """A module, by its full name."""

    name: str

    def __str__(self) -> str:
        return self.name


@dataclass(frozen=True)
class Text:
    """A string."""

    content: str

    def __str__(self) -> str:
        return f'"{self.content}"'


@dataclass(frozen=True)
class Number:
    """A number, as it is written."""

    digits: str

    def __str__(self) -> str:
        return self.digits


@dataclass(frozen=True)
class Pair:
    """A key of a keyword list with its value."""

    key: str
    value: Value

    def __str__(self) -> str:
        return f"{self.key}: {self.value}"


@dataclass(frozen=True)
class Items:
    """A list or a tuple."""

    items: tuple[Value, ...]
    is_tuple: bool = False

    def __str__(self) -> str:
        inside = ", ".join(map(str, self.items))
        return f"{{{inside}}}" if self.is_tuple else f"[{inside}]"


@dataclass(frozen=True)
class Computed:
    """What only Elixir can tell."""

    code: str

    def __str__(self) -> str:
        return self.code


Value: TypeAlias = Atom | Module | Text | Number | Pair | Items | Computed

NIL, TRUE, FALSE = Atom("nil"), Atom("true"), Atom("false")

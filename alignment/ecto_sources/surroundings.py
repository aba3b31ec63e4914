"""What names stand for at a place in a source, and so what value some code is."""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from alignment.ecto_sources.nesting import Group, Node, Nodes, is_group, is_token, shown
from alignment.ecto_sources.statements import is_between, split
from alignment.ecto_sources.tokens import Token
from alignment.ecto_sources.values import (
    RESERVED,
    Atom,
    Computed,
    Items,
    Module,
    Number,
    Pair,
    Text,
    Value,
)


@dataclass
class Surroundings:
    """The names of a module, as far as it has been read.

    Attributes:
        module: its full name; empty outside of all.
        attributes: their values.
        lines: where they are set.
        aliases: short names of modules with what they stand for.
    """

    module: str = ""
    attributes: dict[str, Value] = field(default_factory=dict)
    lines: dict[str, int] = field(default_factory=dict)
    aliases: ChainMap[str, str] = field(default_factory=ChainMap)

    def full_name(self, name: str) -> str:
        """The name that a module's name, maybe a short one, stands for."""
        first, dot, rest = name.partition(".")
        return self.aliases.get(first, first) + dot + rest

    def define(self, attribute: Token, rest: Nodes, certain: bool = True) -> None:
        """Take in `@name value`, or that it may be so. If it is only read, nothing changes."""
        if _sets(rest):
            inside = rest[0].nodes if len(rest) == 1 and is_group(rest[0], "(") else rest
            values = self.values(split(inside))
            literal = certain and len(values) == 1
            self.attributes[attribute.text] = values[0] if literal else Computed(shown(rest))
            self.lines[attribute.text] = attribute.line

    def shorten(self, arguments: Sequence[Nodes]) -> None:
        """Take in `alias A.B`, `alias A.B, as: C`, `alias A.{B, C}`."""
        names = self._aliased(arguments[0])
        short = [name.rpartition(".")[2] for name in names]
        for argument in arguments[1:]:
            if is_token(argument[0], "key", "as"):
                short = [shown(argument[1:])]
        self.aliases.update(zip(short, names, strict=False))

    def _aliased(self, nodes: Nodes) -> list[str]:
        many = nodes[-1]
        if is_group(many, "{"):
            first = self.value(nodes[:-2])
            return [f"{first}.{shown(name)}" for name in split(many.nodes)]
        return [str(self.value(nodes))]

    def values(self, arguments: Iterable[Nodes]) -> list[Value]:
        """The values of a call's arguments, the keywords at the end as one list."""
        return _with_keywords_last([self._argument(argument) for argument in arguments])

    def value(self, nodes: Nodes) -> Value:
        """The value that some code is."""
        found: Value | None = None
        if len(nodes) == 1:
            found = self._of_node(nodes[0])
        elif len(nodes) == 2:
            found = self._of_two(*nodes)
        return found or Computed(shown(nodes))

    def _argument(self, nodes: Nodes) -> Value:
        if is_token(nodes[0], "key"):
            return Pair(nodes[0].text, self.value(nodes[1:]))
        return self.value(nodes)

    def _of_node(self, node: Node) -> Value | None:
        return self._of_group(node) if isinstance(node, Group) else self._of_token(node)

    def _of_group(self, group: Group) -> Value | None:
        parts = [self._part(part) for part in split(group.nodes)]
        if group.opening == "{":
            return Items(tuple(_with_keywords_last(parts)), is_tuple=True)
        return Items(tuple(parts)) if group.opening == "[" else None

    def _part(self, nodes: Nodes) -> Value:
        if is_token(nodes[0], "key"):
            return Pair(nodes[0].text, self._scalar(nodes[1:]))
        return self._scalar(nodes)

    def _scalar(self, nodes: Nodes) -> Value:
        # Lists of attributes that are lists of attributes grow beyond all bounds.
        value = self.value(nodes)
        if isinstance(value, Items) and not isinstance(nodes[0], Group):
            return Computed(shown(nodes))
        return value

    def _of_token(self, token: Token) -> Value | None:
        match token.kind:
            case "atom":
                return Atom(token.text)
            case "name":
                return self._of_name(token.text)
            case "alias":
                return Module(self.full_name(token.text))
            case "text":
                return Text(token.text)
            case "number":
                return Number(token.text)
            case "words":
                return Items(tuple(map(Text, token.text.split())))
            case "attribute":
                return self.attributes.get(token.text)
        return None

    def _of_name(self, name: str) -> Value | None:
        if name == "__MODULE__":
            return Module(self.module)
        return Atom(name) if name in RESERVED else None

    def _of_two(self, first: Node, second: Node) -> Value | None:
        if is_token(first, "op", "-") and is_token(second, "number"):
            return Number(f"-{second.text}")
        if is_token(first, "name", "__MODULE__") and is_token(second, "member"):
            return Module(f"{self.module}.{second.text}")
        return None


def _sets(rest: Nodes) -> bool:
    """Whether what follows an attribute is its value: not `@name <> "text"`, not `@name[:key]`."""
    if not rest or is_between(rest[0]):
        return False
    return rest[0].spaced or not is_group(rest[0], "[")


def _with_keywords_last(values: list[Value]) -> list[Value]:
    """`:id, :uuid, a: 1, b: 2` is `:id, :uuid, [a: 1, b: 2]`."""
    pairs = tuple(value for value in values if isinstance(value, Pair))
    others: list[Value] = [value for value in values if not isinstance(value, Pair)]
    return [*others, Items(pairs)] if pairs else others

"""Statements, and the calls that most of them are in a module."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from alignment.ecto_sources.nesting import Node, Nodes, is_group, is_token
from alignment.ecto_sources.tokens import Token

# Operators that can begin an operand; all others stand between two.
BEGINNING = ("-", "+", "!", "^", "~~~", "&", "@", "%", "...")
BETWEEN = ("and", "or", "in", "when")


@dataclass(frozen=True)
class Call:
    """A call of a function or a macro without a module before it.

    Attributes:
        name: of what is called.
        line: where.
        arguments: the code of each, keywords one by one; without ``do``.
        body: what is in its ``do … end`` or after its ``do:``, or None.
    """

    name: str
    line: int
    arguments: tuple[Nodes, ...]
    body: Nodes | None


def statements(nodes: Nodes) -> Iterator[Nodes]:
    """The statements of a block, which end where a line does unless an operand is missing.

    What is before an arrow or an equals sign is taken for a statement of its own: a schema may come
    after it.
    """
    current: list[Node] = []
    for place, node in enumerate(nodes):
        if not _may_end(node):
            current.append(node)
        elif current and not (is_token(node, "eol", "\n") and _goes_on(nodes, place)):
            yield current
            current = []
    if current:
        yield current


def _may_end(node: Node) -> bool:
    return is_token(node, "eol") or is_token(node, "op", "->", "=")


def _goes_on(nodes: Nodes, place: int) -> bool:
    """Whether the end of a line is none of a statement. Only called after a node."""
    before = nodes[place - 1]
    if is_token(before, "op") or is_token(before, "key") or is_token(before, "name", *BETWEEN):
        return True
    return place + 1 < len(nodes) and is_between(nodes[place + 1])


def is_between(node: Node) -> bool:
    """Whether a node comes after an operand, so that no call and no statement begins with it."""
    if not isinstance(node, Token):
        return False
    if node.kind == "op":
        return node.text not in BEGINNING
    return node.kind == "member" or is_token(node, "name", *BETWEEN)


def pieces(statement: Nodes) -> Iterator[Nodes]:
    """What is before, and what comes after, each ``do:`` and ``else:`` of a statement."""
    begin = 0
    for place, node in enumerate(statement):
        if is_token(node, "key", "do", "else"):
            yield statement[begin:place]
            begin = place + 1
    yield statement[begin:]


def call_of(statement: Nodes) -> Call | None:
    """The call that a statement is, if it is one."""
    statement = _without_module(statement)
    head, rest = statement[0], statement[1:]
    if not is_token(head, "name") or (rest and is_between(rest[0])):
        return None
    arguments, body = _apart(rest)
    if rest and is_group(rest[0], "(") and not rest[0].spaced:
        arguments, inside = _apart(rest[0].nodes)
        body = inside if body is None else body
    return Call(head.text, head.line, tuple(split(arguments)), body)


def _without_module(statement: Nodes) -> Nodes:
    """`Ecto.Schema.schema "users"` is `schema "users"`."""
    if len(statement) > 1 and is_token(statement[0], "alias", "Ecto.Schema"):
        member = statement[1]
        if is_token(member, "member"):
            return [member._replace(kind="name"), *statement[2:]]
    return statement


def _apart(nodes: Nodes) -> tuple[Nodes, Nodes | None]:
    """Arguments and body."""
    for place, node in enumerate(nodes):
        if is_group(node, "do"):
            return nodes[:place], node.nodes
        if is_token(node, "key", "do"):
            return nodes[:place], _unwrapped(nodes[place + 1 :])
    return nodes, None


def _unwrapped(nodes: Nodes) -> Nodes:
    """`do: (a; b)` is `do a; b end`."""
    return nodes[0].nodes if len(nodes) == 1 and is_group(nodes[0], "(") else nodes


def split(nodes: Nodes) -> Iterator[Nodes]:
    """What is between commas; line ends do not matter there."""
    current: list[Node] = []
    for node in nodes:
        if is_token(node, "op", ","):
            if current:
                yield current
            current = []
        elif not is_token(node, "eol"):
            current.append(node)
    if current:
        yield current

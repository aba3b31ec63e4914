"""Tokens put into the brackets and blocks that they stand in."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import TypeAlias, TypeGuard

from alignment.ecto_sources.tokens import Malformed, Token

# Nobody writes code that deep, and what reads it is recursive.
DEEPEST = 64

CLOSING = {"(": ")", "[": "]", "{": "}", "<<": ">>", "do": "end", "fn": "end"}
SHOWN = {"atom": ":{}", "attribute": "@{}", "key": "{}:", "member": ".{}", "text": '"{}"'}

# The longest piece of code that is shown to somebody.
SHORT = 60


@dataclass(frozen=True, slots=True)
class Group:
    """What is between two brackets, or between ``do`` or ``fn`` and their ``end``.

    Attributes:
        opening: what opens it.
        nodes: what is inside.
        line: where it opens.
        spaced: whether a blank is before it.
    """

    opening: str
    nodes: tuple[Node, ...]
    line: int
    spaced: bool


Node: TypeAlias = Token | Group
Nodes: TypeAlias = Sequence[Node]


def nest(tokens: Iterable[Token]) -> list[Node]:
    """Tokens as a tree.

    Raises:
        Malformed: a bracket or a block does not end, or ends another one.
    """
    levels: list[list[Node]] = [[]]
    opened: list[Token] = []
    for token in tokens:
        if token.kind == "open":
            opened.append(token)
            levels.append([])
        elif token.kind == "close":
            opening = _opening(opened, token)
            inside = tuple(levels.pop())
            levels[-1].append(Group(opening.text, inside, opening.line, opening.spaced))
        else:
            levels[-1].append(token)
        if len(opened) > DEEPEST:
            raise Malformed(token.line, f"blocks and brackets are nested more than {DEEPEST} deep")
    if opened:
        raise Malformed(opened[-1].line, f"no `{CLOSING[opened[-1].text]}` for this")
    return levels[0]


def _opening(opened: list[Token], closing: Token) -> Token:
    """What a closing bracket closes."""
    if not opened:
        raise Malformed(closing.line, f"this `{closing.text}` ends nothing")
    opening = opened.pop()
    if CLOSING[opening.text] != closing.text:
        why = f"`{opening.text}` of line {opening.line} is ended by `{closing.text}`"
        raise Malformed(closing.line, why)
    return opening


def is_group(node: Node, opening: str) -> TypeGuard[Group]:
    """Whether a node is a group with a certain opening."""
    return isinstance(node, Group) and node.opening == opening


def is_token(node: Node, kind: str, *texts: str) -> TypeGuard[Token]:
    """Whether a node is a token of a certain kind and, if any are named, one of some texts."""
    return isinstance(node, Token) and node.kind == kind and (not texts or node.text in texts)


def shown(nodes: Nodes) -> str:
    """Code as it was written, in a line, without its blocks; if it is long, its beginning."""
    text = "".join(islice(_pieces(nodes), SHORT)).strip()
    return text if len(text) <= SHORT else f"{text[: SHORT - 2]} …"


def _pieces(nodes: Nodes) -> Iterator[str]:
    line = nodes[0].line if nodes else 0
    for node in nodes:
        if isinstance(node, Token) and node.kind == "eol":
            yield node.text.strip()
            continue
        if node.spaced or node.line != line:
            yield " "
        line = node.line
        if isinstance(node, Token):
            yield SHOWN.get(node.kind, "{}").format(" ".join(node.text.split()))
        elif node.opening == "do":
            yield "do … end"
        else:
            yield node.opening
            yield from _pieces(node.nodes)
            yield " end" if node.opening == "fn" else CLOSING[node.opening]

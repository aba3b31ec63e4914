"""The schemas of one source file."""

from __future__ import annotations

from alignment.ecto_sources.block import Block
from alignment.ecto_sources.nesting import Group, Nodes, is_token, nest, shown
from alignment.ecto_sources.reading import EctoSchema, Reading, Unread
from alignment.ecto_sources.scope import Place, Scope
from alignment.ecto_sources.statements import Call, call_of, pieces, statements
from alignment.ecto_sources.tokens import Malformed, tokenize
from alignment.ecto_sources.values import Text


def read_source(path: str, text: str) -> Reading:
    """The schemas of a source file, whatever is in it."""
    reader = _Reader(path)
    # Most files have none of either; to take them apart would take most of the time.
    if "schema" in text or "Ecto.Schema" in text:
        reader.read(text)
    schemas = sorted(reader.schemas, key=lambda schema: schema.line)
    return Reading(tuple(schemas), tuple(sorted(reader.unread, key=lambda one: one.line)))


class _Reader:
    """Goes through the blocks of a file."""

    def __init__(self, path: str) -> None:
        self.path = path
        self.schemas: list[EctoSchema] = []
        self.unread: list[Unread] = []

    def read(self, text: str) -> None:
        try:
            nodes = nest(tokenize(text))
        except Malformed as reason:
            self._leave(reason.line, _line(text, reason.line), reason.why)
        else:
            self._walk(nodes, Scope(), Place.MODULE)

    def _leave(self, line: int, what: str, why: str) -> None:
        self.unread.append(Unread(self.path, line, what, why))

    def _walk(self, nodes: Nodes, scope: Scope, place: Place) -> None:
        for statement in statements(nodes):
            if not self._known(statement, scope, place):
                self._enter(statement, scope, place)

    def _enter(self, statement: Nodes, scope: Scope, place: Place) -> None:
        """Look for schemas within a statement that is none."""
        inner = Place.BLOCK if place is Place.MODULE else place
        if is_token(statement[0], "name", "quote"):
            inner = Place.QUOTE
        for number, piece in enumerate(pieces(statement)):
            if number == 0 or not self._known(piece, scope, inner):
                for node in piece:
                    if isinstance(node, Group):
                        self._walk(node.nodes, scope, inner)

    def _known(self, statement: Nodes, scope: Scope, place: Place) -> bool:
        """Read a statement, if it is one that matters; whether there is no more in it."""
        call = call_of(statement) if statement else None
        if call is None:
            self._attribute(statement, scope, place)
        elif call.name == "defmodule" and call.body is not None and call.arguments:
            self._module(call, call.body, scope, place)
            return True
        elif _could_be_schema(call, scope, place):
            self._schema(call, shown(statement), scope, place)
            return True
        elif call.arguments and place is Place.MODULE:
            scope.take_in(call)
        return False

    def _attribute(self, statement: Nodes, scope: Scope, place: Place) -> None:
        first = statement[0] if statement else None
        if first and is_token(first, "attribute") and place is not Place.QUOTE:
            scope.surroundings.define(first, statement[1:], certain=place is Place.MODULE)

    def _module(self, call: Call, body: Nodes, outer: Scope, place: Place) -> None:
        inner = outer.module(call.arguments[0])
        certain = inner is not None and place is not Place.QUOTE
        scope = inner or Scope()
        self._walk(body, scope, Place.MODULE if certain else Place.QUOTE)
        if scope.ecto and not scope.schema:
            self._leave(scope.ecto, "use Ecto.Schema", "no schema was found in its module")

    def _schema(self, call: Call, code: str, scope: Scope, place: Place) -> None:
        if call.name != "embedded_schema":
            why = scope.obstacle(call, place)
            if why:
                self._leave(call.line, code, why)
            else:
                self._table(call, scope)
        if place is not Place.QUOTE:
            scope.schema = scope.schema or call.line

    def _table(self, call: Call, scope: Scope) -> None:
        table, prefix = scope.table(call), scope.prefix
        block = Block(scope.surroundings)
        block.read(call.line, call.body or ())
        for line, what, why in block.not_understood:
            self._leave(line, what, why)
        self.schemas.append(
            EctoSchema(
                module=scope.surroundings.module,
                path=self.path,
                line=call.line,
                table=table.content if isinstance(table, Text) else "",
                prefix=prefix.content if isinstance(prefix, Text) else None,
                fields=tuple(block.fields),
                complete=not block.not_understood,
            )
        )


def _could_be_schema(call: Call, scope: Scope, place: Place) -> bool:
    """Whether it is a schema, or what another library may call so."""
    if call.name in ("schema", "embedded_schema") and scope.ecto and place is Place.MODULE:
        return True
    return call.name.endswith("schema") and call.body is not None and bool(call.arguments)


def _line(text: str, number: int) -> str:
    return " ".join(text.split("\n")[number - 1].split())[:60]

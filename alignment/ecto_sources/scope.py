"""A module of a source file, as far as it has been read."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum

from alignment.ecto_sources.nesting import Nodes, is_token, shown
from alignment.ecto_sources.statements import Call
from alignment.ecto_sources.surroundings import Surroundings
from alignment.ecto_sources.values import NIL, Atom, Module, Text, Value

ECTO = Module("Ecto.Schema")

# What `use Ecto.Schema` sets anew.
RESET = (
    "primary_key",
    "foreign_key_type",
    "timestamps_opts",
    "schema_prefix",
    "field_source_mapper",
)


class Place(Enum):
    """Where code stands: right in a module, in a block of it, or in what a macro returns."""

    MODULE = "module"
    BLOCK = "block"
    QUOTE = "quote"


@dataclass
class Scope:
    """A module, or what is outside of modules.

    Attributes:
        surroundings: what names stand for in it.
        ecto: line of its `use Ecto.Schema`, or 0.
        others: what else it uses.
        schema: line of its schema, or 0.
    """

    surroundings: Surroundings = field(default_factory=Surroundings)
    ecto: int = 0
    others: list[str] = field(default_factory=list)
    schema: int = 0

    def take_in(self, call: Call) -> None:
        """Take in a `use` or an `alias`; other calls change nothing here."""
        if call.name == "alias":
            self.surroundings.shorten(call.arguments)
        elif call.name == "use" and self.surroundings.value(call.arguments[0]) == ECTO:
            self.ecto = call.line
            for name in RESET:
                self.surroundings.attributes.pop(name, None)
                self.surroundings.lines.pop(name, None)
        elif call.name == "use":
            self.others.append(shown(call.arguments[0]))

    def module(self, nodes: Nodes) -> Scope | None:
        """The module of a `defmodule` in this one, from its name; None if that is computed."""
        outer = self.surroundings
        name = outer.value(nodes)
        if len(nodes) == 1 and is_token(nodes[0], "alias"):
            name = self._written(nodes[0].text)
        if not isinstance(name, Module | Atom):
            return None
        return Scope(Surroundings(str(name), aliases=outer.aliases.new_child()))

    def _written(self, name: str) -> Module:
        """A nested module has a longer name, and can from then on be called by the short one."""
        outer = self.surroundings
        if name.startswith("Elixir."):
            return Module(name.removeprefix("Elixir."))
        if not outer.module:
            return Module(outer.full_name(name))
        first = name.partition(".")[0]
        outer.aliases[first] = f"{outer.module}.{first}"
        return Module(f"{outer.module}.{name}")

    def obstacle(self, call: Call, place: Place) -> str | None:
        """What keeps a schema from being read, if anything does."""
        if call.name != "schema":
            return f"`{call.name}` is no macro of Ecto.Schema"
        if place is not Place.MODULE or not self.surroundings.module:
            return "it is not directly in a module whose name is written out"
        if not self.ecto:
            others = f", only {', '.join(self.others)}" if self.others else ""
            return f"its module does not use Ecto.Schema{others}"
        if self.schema:
            return f"its module has a schema already, in line {self.schema}"
        if "field_source_mapper" in self.surroundings.attributes:
            return "@field_source_mapper computes the names of its columns"
        return self._obstacle_to_name(call)

    def _obstacle_to_name(self, call: Call) -> str | None:
        table, prefix = self.table(call), self.prefix
        if call.body is None:
            return "it has no block"
        if not isinstance(table, Text):
            return f"the name of its table is not a literal string: {table}"
        if not isinstance(prefix, Text) and prefix != NIL:
            return f"@schema_prefix is not a literal string: {prefix}"
        return None

    def table(self, call: Call) -> Value:
        """What a schema says of its table; nil if it has no argument, or several."""
        values = self.surroundings.values(call.arguments)
        return values[0] if len(values) == 1 else NIL

    @property
    def prefix(self) -> Value:
        """What `@schema_prefix` says."""
        return self.surroundings.attributes.get("schema_prefix", NIL)

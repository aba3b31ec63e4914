"""The block of a schema: a column or an association a line."""

from __future__ import annotations

from dataclasses import dataclass, field

from alignment.ecto_sources import columns
from alignment.ecto_sources.columns import Columns, NotUnderstood
from alignment.ecto_sources.nesting import Nodes, is_token, shown
from alignment.ecto_sources.reading import EctoField
from alignment.ecto_sources.statements import Call, call_of, statements
from alignment.ecto_sources.surroundings import Surroundings
from alignment.ecto_sources.values import Atom, Items, Value

WITHOUT_COLUMN = ("has_one", "has_many", "many_to_many", "alias", "import", "require")


@dataclass
class Block:
    """What a schema's block was found to have.

    Attributes:
        surroundings: of the schema.
        fields: the columns.
        not_understood: line, code and reason of what was not.
    """

    surroundings: Surroundings
    fields: list[EctoField] = field(default_factory=list)
    not_understood: list[tuple[int, str, str]] = field(default_factory=list)

    def read(self, line: int, body: Nodes) -> None:
        """Read the block of a schema that begins in a line."""
        self._primary_key(line)
        for statement in statements(body):
            first = statement[0]
            if is_token(first, "attribute"):
                self.surroundings.define(first, statement[1:])
            else:
                self._line(statement)

    def _primary_key(self, line: int) -> None:
        value = self.surroundings.attributes.get("primary_key")
        line = self.surroundings.lines.get("primary_key", line)
        try:
            self.fields += columns.primary_key(value, line)
        except NotUnderstood as reason:
            self.not_understood.append((line, f"@primary_key {value}", str(reason)))

    def _line(self, statement: Nodes) -> None:
        try:
            self.fields += self._columns(call_of(statement))
        except NotUnderstood as reason:
            line = statement[0].line
            self.not_understood.append((line, shown(statement), str(reason)))

    def _columns(self, call: Call | None) -> Columns:
        if call is None:
            raise NotUnderstood("it is no call of a macro of Ecto.Schema")
        values = self.surroundings.values(call.arguments)
        match call.name:
            case "field":
                return columns.field(values, call.line)
            case "belongs_to":
                type_ = self._attribute("foreign_key_type", Atom("id"))
                return columns.belongs_to(values, type_, call.line)
            case "timestamps":
                defaults = self._attribute("timestamps_opts", Items(()))
                return columns.timestamps(values, defaults, call.line)
            case "embeds_one":
                return columns.embeds_one(values, call.line)
            case "embeds_many":
                return columns.embeds_many(values, call.line)
            case name if name in WITHOUT_COLUMN:
                return iter(())
            case name:
                raise NotUnderstood(f"`{name}` is no macro of Ecto.Schema")

    def _attribute(self, name: str, default: Value) -> Value:
        return self.surroundings.attributes.get(name, default)

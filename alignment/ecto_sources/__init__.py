"""Ecto schemas, read from the application's Elixir sources, without Elixir and without a database.

    reading = read_tree(Path("/srv/singularity"))
    reading.schemas  # tables, with the columns that the application reads and writes
    reading.unread   # what looks like a schema and was not understood, and why

Sources are taken apart by a tokenizer, not run. What is understood is a part of the language:

    module    = defmodule NAME do … end, nested, in any block but `quote`; alias NAME [, as: NAME]
    ecto      = use Ecto.Schema, in the module itself; it resets the attributes below, as Ecto does
    attribute = @primary_key {:NAME, TYPE, OPTIONS} | false        default {:id, :id, autogenerate}
              | @foreign_key_type TYPE                             default :id
              | @schema_prefix "NAME"
              | @timestamps_opts OPTIONS
              | @NAME VALUE                                        for use as a value further down
    schema    = schema "TABLE" | @NAME do LINE … end
    line      = field :NAME [, TYPE [, OPTIONS]]                   virtual, source, primary_key,
                                                                   autogenerate, values
              | belongs_to :NAME, MODULE [, OPTIONS]               foreign_key, type, define_field,
                                                                   source, primary_key
              | timestamps [OPTIONS]                               type, inserted_at, updated_at,
                                                                   inserted_at_source and its like
              | embeds_one | embeds_many :NAME, … [do … end]       source
              | has_one | has_many | many_to_many …                no column
    value     = atom, string, number, module, list, keyword list, tuple, ~w(), @NAME

Parentheses or none, `do:`, options over several lines, comments and Windows line ends make no
difference; text in strings, heredocs and sigils is no code. `embedded_schema` has no table and is
passed over. Everything else that could be a schema, or a column of one, is in `unread`: macros of
other libraries, computed names, schemas in a `quote`, files whose blocks do not end.

Not seen: attributes that another module's `use` or `Module.put_attribute` sets.
"""

from alignment.ecto_sources.reading import EctoField, EctoSchema, Reading, Unread
from alignment.ecto_sources.tree import read_tree

__all__ = ["EctoField", "EctoSchema", "Reading", "Unread", "read_tree"]

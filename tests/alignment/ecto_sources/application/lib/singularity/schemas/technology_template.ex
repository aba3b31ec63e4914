defmodule Singularity.Schemas.TechnologyTemplate do
  @moduledoc ~S"""
  A template by its identifier, e.g. `framework/phoenix`.

  Templates come from files ("#{root}/**/*.json"), from NATS or from an agent; `source` tells.
  """

  use Ecto.Schema
  import Ecto.Changeset

  @timestamps_opts [type: :utc_datetime_usec]
  @checksum ~r/\A[0-9a-f]{64}\z/

  schema "technology_templates" do
    field :identifier, :string
    field :category, :string
    field :version, :string
    field :source, :string
    field :template, :map
    field :metadata, :map, default: %{}
    field :checksum, :string

    timestamps()
  end

  def changeset(template, attrs) do
    template
    |> cast(attrs, __schema__(:fields) -- [:id, :inserted_at, :updated_at])
    |> validate_required([:identifier, :category, :template])
    |> validate_format(:checksum, @checksum)
    |> unique_constraint(:identifier)
  end
end

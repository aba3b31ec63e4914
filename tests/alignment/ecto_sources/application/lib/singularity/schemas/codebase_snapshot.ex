defmodule Singularity.Schemas.CodebaseSnapshot do
  @moduledoc """
  What one run of the detector found in a code base.

  A run is known by the code base and a number:

      schema "codebase_snapshots" do
        field :codebase_id, :string
        field :run, :integer
      end

  Writing the same number again replaces what was found; `inserted_at` stays.
  """

  use Ecto.Schema
  import Ecto.Changeset

  @type t :: %__MODULE__{}

  @payload [:metadata, :summary, :detected_technologies, :features]

  schema "codebase_snapshots" do
    field :codebase_id, :string
    field :snapshot_id, :integer
    field :metadata, :map
    field :summary, :map
    field :detected_technologies, {:array, :string}
    field :features, :map

    timestamps(updated_at: false, type: :utc_datetime)
  end

  @doc "Checks what the detector hands over."
  def changeset(snapshot, attrs) do
    snapshot
    |> cast(attrs, [:codebase_id, :snapshot_id | @payload])
    |> validate_required([:codebase_id, :snapshot_id])
    |> unique_constraint([:codebase_id, :snapshot_id])
  end

  def upsert(repo, attrs) do
    %__MODULE__{}
    |> changeset(attrs)
    |> repo.insert(
      on_conflict: {:replace, @payload},
      conflict_target: [:codebase_id, :snapshot_id],
      returning: true
    )
  end
end

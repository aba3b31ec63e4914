defmodule Singularity.Schemas.TechnologyPattern do
  @moduledoc """
  By what a technology is known when one sees it.
  """

  use Ecto.Schema
  import Ecto.Changeset

  schema "technology_patterns" do
    # What it is
    field :technology_name, :string
    field :technology_type, :string
    field :version_pattern, :string

    # What gives it away
    field :file_patterns, {:array, :string}, default: []
    field :directory_patterns, {:array, :string}, default: []
    field :config_files, {:array, :string}, default: []

    # What one does with it
    field :build_command, :string
    field :dev_command, :string
    field :install_command, :string
    field :test_command, :string
    field :output_directory, :string

    # How well it did so far
    field :confidence_weight, :float, default: 1.0
    field :detection_count, :integer, default: 0
    field :success_rate, :float, default: 1.0
    field :last_detected_at, :utc_datetime

    field :extended_metadata, :map

    timestamps(
      inserted_at: :created_at,
      updated_at: :updated_at,
      type: :utc_datetime
    )
  end

  @required ~w(technology_name technology_type)a

  def changeset(pattern, attrs) do
    pattern
    |> cast(attrs, [:version_pattern, :extended_metadata | @required])
    |> validate_required(@required)
    |> validate_number(:success_rate, greater_than_or_equal_to: 0, less_than_or_equal_to: 1)
    |> unique_constraint(@required, name: :technology_patterns_technology_name_technology_type_index)
  end
end

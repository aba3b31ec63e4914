defmodule Singularity.Git.Store do
  @moduledoc "Keeps what the coordinator knows about branches, so that it survives a restart."

  alias Singularity.Repo

  defmodule AgentSession do
    @moduledoc false
    use Ecto.Schema

    schema "git_agent_sessions" do
      field :agent_id, :string
      field :branch, :string
      field :workspace_path, :string
      field :correlation_id, :string
      field :status, :string, default: "active"
      field :meta, :map, default: %{}

      timestamps()
    end
  end

  defmodule PendingMerge do
    @moduledoc false
    use Ecto.Schema

    schema "git_pending_merges" do
      field :branch, :string
      field :pr_number, :integer
      field :agent_id, :string
      field :task_id, :string
      field :correlation_id, :string
      field :meta, :map, default: %{}

      timestamps()
    end
  end

  defmodule MergeHistory do
    @moduledoc false
    use Ecto.Schema

    # Rows are only ever added: the time of an update would say nothing.
    @timestamps_opts [updated_at: false]

    schema "git_merge_history" do
      field(:branch, :string)
      field(:agent_id, :string)
      field(:task_id, :string)
      field(:correlation_id, :string)
      field(:merge_commit, :string)
      field(:status, :string)
      field(:details, :map, default: %{})

      timestamps()
    end
  end

  def sessions do
    for session <- Repo.all(AgentSession), into: %{} do
      {session.agent_id, session}
    end
  end

  def log_merge(attrs) do
    case Repo.insert(struct(MergeHistory, Map.put_new(attrs, :status, "unknown"))) do
      {:ok, merge} -> {:ok, merge.id}
      {:error, changeset} -> {:error, changeset.errors}
    end
  end
end

defmodule Singularity.Detection.Detector do
  @moduledoc "Finds technologies, and hands what it found to the schema of the snapshots."

  alias Singularity.Schemas.CodebaseSnapshot

  @markers %{"kubernetes" => ["k8s", "apiVersion:"], "docker" => ["Dockerfile"]}

  def detect(files, schema \\ CodebaseSnapshot) do
    found = Enum.flat_map(files, &technologies/1)

    if schema do
      schema.upsert(Singularity.Repo, %{detected_technologies: found})
    else
      {:ok, found}
    end
  end

  defp technologies(%{path: path, content: content}) do
    for {name, markers} <- @markers, String.contains?(path <> "\n" <> content, markers) do
      "deployment:#{name}"
    end
  end
end

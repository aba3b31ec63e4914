"""`validate_schema --ecto`: tables against the application's own sources."""

import json
from pathlib import Path
from typing import Any

import pytest

from alignment.errors import NoSuchFolder
from alignment.validation.ecto import EctoValidation, validate_ecto
from tests.config.processes import manage
from tests.field.states import STATES
from tests.scratch import Scratch

SNAPSHOT = """
defmodule Shop.Snapshot do
  use Ecto.Schema

  schema "codebase_snapshots" do
    field :codebase_id, :string
    field :snapshot_id, :integer
    field :metadata, :map
    field :summary, :map
    field :detected_technologies, {:array, :string}
    field :features, :map
    field :inserted_at, :utc_datetime
    field :note, :string, virtual: true
  end
end
"""

AGENT = """
defmodule Shop.Git.Agent do
  use Ecto.Schema

  schema "git_agent_sessions" do
    field(:agent_id, :string)
    field(:branch, :string)
    field(:workspace_path, :string)
    field(:correlation_id, :string)
    field(:status, :string, default: "active")
    field(:meta, :map, default: %{})
    timestamps(type: :utc_datetime_usec)
  end
end
"""


@pytest.fixture
def sources(tmp_path: Path) -> Path:
    (tmp_path / "lib").mkdir()
    (tmp_path / "lib/snapshot.ex").write_text(SNAPSHOT)
    (tmp_path / "lib/agent.ex").write_text(AGENT)
    return tmp_path


def told(validation: EctoValidation) -> list[tuple[str, str]]:
    return [(one.id[-3:], one.what.partition(" ")[0]) for one in validation.differences]


def test_the_aligned_tables_are_what_the_application_expects(
    legacy: Scratch, sources: Path
) -> None:
    legacy.migrate()
    validation = validate_ecto(legacy.connection, sources)
    assert (validation.schemas, told(validation)) == (2, [])


def test_the_mismatch_of_the_report_is_found(legacy: Scratch, sources: Path) -> None:
    assert told(validate_ecto(legacy.connection, sources)) == [
        ("E01", "Shop.Git.Agent"),
        ("E01", "Shop.Snapshot"),
    ]


def test_what_the_predecessor_left_fails_the_application(scratch: Scratch, sources: Path) -> None:
    scratch.script(STATES["half aligned"].tables)
    found = told(validate_ecto(scratch.connection, sources))
    assert ("E03", "Shop.Snapshot.id") in found
    assert ("E04", "Shop.Snapshot.id") in found
    assert ("E05", "Shop.Snapshot") in found


def test_a_column_under_another_name_is_pointed_at(legacy: Scratch, sources: Path) -> None:
    legacy.migrate()
    legacy.script("ALTER TABLE codebase_snapshots RENAME detected_technologies TO technologies")
    [one] = validate_ecto(legacy.connection, sources).differences
    assert one.what == "Shop.Snapshot.detected_technologies (lib/snapshot.ex:10)"
    assert "There is technologies, which may be it" in one.remedy


def test_what_was_not_understood_is_listed(legacy: Scratch, sources: Path) -> None:
    legacy.migrate()
    (sources / "lib/odd.ex").write_text(
        "defmodule Odd do\n  use Ecto.Schema\n  schema table_name() do\n  end\nend\n"
    )
    outcome = manage("validate_schema", "--ecto", str(sources), DATABASE_URL=legacy.url)
    assert outcome.returncode == 0
    assert "Not understood, and not looked at" in outcome.stdout
    assert "lib/odd.ex:3" in outcome.stdout
    assert outcome.stdout.endswith("Compared 2 Ecto schemas with the database: no differences.\n")


def test_findings_are_told_in_json_with_status_3(legacy: Scratch, sources: Path) -> None:
    outcome = manage(
        "validate_schema", "--ecto", str(sources), "--format", "json", DATABASE_URL=legacy.url
    )
    answer: dict[str, Any] = json.loads(outcome.stdout)
    assert (outcome.returncode, answer["schemas"], answer["unread"]) == (3, 2, [])
    assert [one["id"] for one in answer["findings"]] == ["alignment.E01", "alignment.E01"]


def test_a_folder_that_is_not_there_is_named(legacy: Scratch, tmp_path: Path) -> None:
    with pytest.raises(NoSuchFolder, match=r"There is no folder '.*nowhere'"):
        validate_ecto(legacy.connection, tmp_path / "nowhere")


def test_models_and_sources_are_not_compared_together(legacy: Scratch, sources: Path) -> None:
    outcome = manage(
        "validate_schema", "snapshots", "--ecto", str(sources), DATABASE_URL=legacy.url
    )
    assert outcome.returncode == 2

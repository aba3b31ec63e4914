"""`manage.py import_templates`"""

import io
import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from techknowledge.methodology.errors import SHIPPED
from techknowledge.models import TechnologyTemplate
from tests.scratch import Scratch
from tests.techknowledge.importing.trees import write, write_examples

with_tables = pytest.mark.django_db


def run(*arguments: Any, **options: Any) -> tuple[int, str]:
    """The command's exit status, and what it said."""
    output = io.StringIO()
    try:
        call_command(
            "import_templates", *map(str, arguments), stdout=output, no_color=True, **options
        )
    except SystemExit as end:
        return int(str(end.code)), output.getvalue()
    return 0, output.getvalue()


@with_tables
def test_errors_are_findings(tmp_path: Path) -> None:
    write_examples(tmp_path)
    status, said = run(tmp_path)
    assert status == 3
    assert "upserted 11: api-maker, quality/brook_production, database/cellar" in said
    assert f"{tmp_path / 'broken.json'}: is no JSON: Extra data at line 1, column 10" in said
    (tmp_path / "broken.json").unlink()
    status, said = run(tmp_path)
    assert status == 0
    assert "unchanged 11." in said


@with_tables
def test_json_says_all_of_it(tmp_path: Path) -> None:
    TechnologyTemplate.objects.upsert("kept", {}, source="agent")
    local = write(tmp_path / "local", {"kept.json": {}, "a.json": {}, "bad.json": "{"})
    shared = write(tmp_path / "shared", {"a.json": {}, "s.json": {"$id": "x", "type": "object",
                                                                  "properties": {}}})  # fmt: skip
    status, said = run(local, shared, "--format", "json")
    assert status == 3
    answer = json.loads(said)
    del answer["database"]
    assert answer == {
        "status": "findings",
        "exit_status": 3,
        "roots": [str(local), str(shared)],
        "forced": False,
        "dry_run": False,
        "upserted": ["a"],
        "unchanged": [],
        "kept": ["kept"],
        "missing": [],
        "skipped": [
            {"path": f"{shared}/s.json", "reason": "is a JSON Schema, and no template"}
        ],
        "shadowed": [{"path": f"{shared}/a.json", "reason": f"{local}/a.json comes first"}],
        "errors": [
            {
                "path": f"{local}/bad.json",
                "reason": "is no JSON: Expecting property name enclosed in double quotes at "
                "line 1, column 2",
            }
        ],
        "warnings": [],
        "patterns": {"upserted": [], "unchanged": [], "kept": []},
    }  # fmt: skip


@with_tables
def test_kept_rows_and_what_is_missing_are_told(tmp_path: Path) -> None:
    TechnologyTemplate.objects.upsert("mine", {}, source="agent")
    write(tmp_path, {"mine.json": {}, "gone.json": {}})
    run(tmp_path)
    (tmp_path / "gone.json").unlink()
    status, said = run(tmp_path)
    assert status == 0
    assert "kept 1: mine." in said
    assert "missing 1: gone.\nTheir files are gone since the last import." in said
    _, said = run(tmp_path, "--force", "--dry-run")
    assert "Templates (nothing was written)" in said
    assert "upserted 1: mine." in said
    assert TechnologyTemplate.objects.get(identifier="mine").source == "agent"


@with_tables
def test_a_folder_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="No templates can be imported from"):
        run(tmp_path / "nothing")


def test_a_database_without_the_tables_is_refused(tmp_path: Path, scratch: Scratch) -> None:
    with pytest.raises(
        CommandError, match=r"cannot be used: .*technology_templates.* does not exist"
    ):
        run(write_examples(tmp_path), database=scratch.alias)


@with_tables
def test_the_shipped_templates_are_there_wherever_one_stands(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """L-1: the original looks for them beside a source file that has moved."""
    monkeypatch.chdir(tmp_path)
    status, said = run(SHIPPED)
    assert (status, "upserted 14:" in said) == (0, True)
    found = TechnologyTemplate.objects.find("sparc-completion")
    assert found is not None
    assert found.identifier == "workflows/sparc/5-completion"

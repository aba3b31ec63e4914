"""`manage.py load_patterns`: what it prints, for people and for programs."""

import io
import json
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection

from alignment.errors import TablesNotUsable
from techknowledge.models import TechnologyPattern
from techknowledge.shipped import shipped
from tests.scratch import Scratch
from tests.techknowledge.patterns.rows import pattern, stored

COUNT = len(shipped())


def run(**options: Any) -> str:
    """What the command prints; it has to end with status 0."""
    output = io.StringIO()
    call_command("load_patterns", stdout=output, no_color=True, **options)
    return output.getvalue()


def answer(**options: Any) -> dict[str, Any]:
    said: dict[str, Any] = json.loads(run(format="json", **options))
    return said


@pytest.mark.django_db
def test_programs_are_told_each_technology_and_what_became_of_it() -> None:
    pattern("django", config_files=["mine"])
    pattern("flask")

    said = answer()

    assert said["status"] == "ok"
    assert said["counts"] == {
        "inserted": COUNT - 2,
        "updated": 0,
        "completed": 0,
        "unchanged": 0,
        "kept": 2,
    }
    assert len(said["inserted"]) == COUNT - 2
    assert "database:redis" in said["inserted"]
    assert said["kept"] == [
        {"technology": "framework:django", "why": "yours"},
        {"technology": "framework:flask", "why": "without rules"},
    ]


@pytest.mark.django_db
def test_people_are_told_what_was_kept_and_what_to_do() -> None:
    run()
    TechnologyPattern.objects.filter(technology_name="gin").update(dev_command="mine")
    stored("framework:flask").delete()
    stored("framework:django").delete()
    pattern("django", config_files=["mine"])
    pattern("flask")

    said = " ".join(run().split())

    assert f"{COUNT} technologies of the shipped set" in said
    assert f"unchanged {COUNT - 3}" in said
    assert "kept 1: framework:django. They are yours." in said
    assert "kept 1: framework:gin. They were changed since they were loaded. `--force`" in said
    assert "kept 1: framework:flask. They are yours and have no rule" in said
    assert "`--complete`" in said


@pytest.mark.django_db
def test_what_is_kept_is_written_when_it_is_asked_for() -> None:
    run()
    TechnologyPattern.objects.filter(technology_name="gin").update(dev_command="mine")
    stored("framework:flask").delete()
    pattern("flask")

    said = answer(force=True, complete=True)

    assert said["updated"] == ["framework:gin"]
    assert said["completed"] == ["framework:flask"]
    assert said["kept"] == []
    assert stored("framework:gin").dev_command == "go run ."


@pytest.mark.django_db
def test_a_second_run_has_nothing_to_tell() -> None:
    run()

    said = run()

    assert "inserted" not in said
    assert f"unchanged {COUNT}" in said


def test_another_database_is_loaded_by_its_alias(scratch: Scratch) -> None:
    scratch.migrate()

    assert answer(database=scratch.alias)["counts"]["inserted"] == COUNT
    assert scratch.value("SELECT count(*) FROM technology_patterns") == COUNT


def test_a_database_that_is_not_aligned_is_told_what_it_lacks(legacy: Scratch) -> None:
    with pytest.raises(TablesNotUsable, match=r"technology_patterns.* does not exist.*migrate"):
        run(database=legacy.alias)


@pytest.mark.django_db
def test_patterns_stay_without_a_change_of_the_schema() -> None:
    output = io.StringIO()
    call_command("makemigrations", "techknowledge", check=True, dry_run=True, stdout=output)

    assert "No changes" in output.getvalue()
    assert connection.introspection.table_names()

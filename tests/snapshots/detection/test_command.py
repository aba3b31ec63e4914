"""`manage.py detect_technologies`, as its operator meets it."""

import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from snapshots.models import CodebaseSnapshot
from techknowledge.models import TechnologyPattern
from tests.scratch import Scratch
from tests.snapshots.detection.world import knows, pattern, plant, python


def run(*arguments: str, **options: Any) -> str:
    out = StringIO()
    call_command("detect_technologies", *arguments, stdout=out, no_color=True, **options)
    return out.getvalue()


@pytest.fixture
def shop(db: None, tmp_path: Path) -> str:
    """Django at run time, pytest in development."""
    knows(
        python(),
        pattern("framework:django", dependencies=["django"], display_name="Django"),
        pattern("framework:pytest", config_files=["pytest.ini"], display_name="pytest"),
        pattern("database:redis", code_patterns=["redis", "("], display_name="Redis"),
    )
    files = {
        "requirements.txt": "# ours\nDjango>=5\n",
        "shop/app.py": "import redis\n",
        "tests/pytest.ini": "",
        "web/package.json": "{",
    }
    return str(plant(tmp_path / "shop", files))


def test_it_tells_what_it_found_and_where(shop: str) -> None:
    said = run(shop)

    assert f"Technologies of {shop}" in said
    for line in (
        ["python", "1", "100.0%"],
        ["Django", "0.90", "runtime", "requirements.txt:2  dependency django"],
        ["pytest", "0.80", "development", "tests/pytest.ini  config file pytest.ini"],
    ):
        assert _line(said, *line), said
    assert "Too little evidence for: Redis (0.40)" in said
    assert "database:redis: code_patterns: '(' is no regular expression" in said
    assert "web/package.json" in said
    assert "All was used but for 2 things:" in said
    assert "Looked at 4 files" in said
    assert f"Recorded as snapshot 1 of {shop}." in " ".join(said.split())  # wherever it is wrapped


def test_one_file_is_one_file(shop: str, tmp_path: Path) -> None:
    said = run(str(plant(tmp_path / "one", {"a.py": ""})))

    assert "Looked at 1 file and read" in said
    assert "All was used but for 1 thing:" in said


def test_expressions_are_told_by_the_line_they_are_met_on(shop: str) -> None:
    knows(python(), pattern("framework:x", import_patterns=[r"import\s+redis"]))

    said = run(shop)

    assert _line(said, "x", "0.60", "shop/app.py:1  import")
    assert r"import\s+redis" not in said


def test_it_records_under_the_id_and_number_given(shop: str) -> None:
    run(shop, "--codebase-id", "acme/shop", "--snapshot-id", "7")

    snapshot = CodebaseSnapshot.objects.get()
    assert (snapshot.codebase_id, snapshot.snapshot_id) == ("acme/shop", 7)


def test_dry_run_records_nothing(shop: str) -> None:
    said = run(shop, "--dry-run")

    assert "Dry run: nothing recorded." in said
    assert not CodebaseSnapshot.objects.exists()
    assert not TechnologyPattern.objects.filter(detection_count__gt=0).exists()


def test_json_has_it_all(shop: str) -> None:
    answer = json.loads(run(shop, "--format", "json"))

    assert (answer["status"], answer["exit_status"]) == ("ok", 0)
    assert answer["recorded"] == {"codebase_id": shop, "snapshot_id": 1}
    [_, django, in_tests] = answer["detections"]
    assert django["technology"] == "framework:django"
    assert django["evidence"][0]["line"] == 2
    assert in_tests["scope"] == "development"
    assert [one["root"] for one in answer["stacks"]] == [".", "web"]
    assert [one["technology"] for one in answer["doubtful"]] == ["database:redis"]
    assert len(answer["problems"]) == 2


@pytest.mark.parametrize("category", ["framework", "Frameworks"])
def test_category_is_told_and_not_recorded(shop: str, category: str) -> None:
    said = run(shop, "--category", category)

    assert "Django" in said
    assert "Redis" not in said
    assert "Nothing recorded: a snapshot is of all categories." in said
    assert not CodebaseSnapshot.objects.exists()


def test_part_is_not_recorded_even_where_its_place_is_named(shop: str) -> None:
    """Before the folder is looked at, which here is not even there."""
    for option in ("--codebase-id", "--snapshot-id"):
        with pytest.raises(CommandError, match=f"{option} says where to. Leave one of them out"):
            run(f"{shop}/nowhere", "--category", "frameworks", option, "7")


def test_categories_are_not_recorded_though_they_are_all(shop: str) -> None:
    run(shop, *(f"--category={one}" for one in ("languages", "frameworks", "databases")))

    assert not CodebaseSnapshot.objects.exists()


@pytest.mark.parametrize("number", ["None", "0", "-1", "1.5", str(2**63)])
def test_number_that_is_none_is_refused_with_the_remedy_of_the_command(
    shop: str, number: str
) -> None:
    with pytest.raises(CommandError, match="without this option it is the next one") as caught:
        run(f"{shop}/nowhere", f"--snapshot-id={number}")

    assert "None for the next" not in str(caught.value)


def test_name_that_is_not_in_utf_8_is_refused_with_a_remedy(shop: str, tmp_path: Path) -> None:
    folder = plant(tmp_path / "shop\udcff", {"requirements.txt": "django\n"})

    with pytest.raises(CommandError, match=r"shop\\udcff is not in UTF-8.*--codebase-id"):
        run(str(folder))
    assert "Django" in run(str(folder), "--dry-run")
    assert "Recorded as snapshot 1 of shop." in run(str(folder), "--codebase-id", "shop")


def test_unknown_category_is_an_error(shop: str) -> None:
    with pytest.raises(CommandError, match="There are: languages, frameworks, databases"):
        run(shop, "--category", "cloud")


@pytest.mark.parametrize("path", ["nowhere", "requirements.txt"])
def test_what_is_no_folder_is_told_in_one_line(shop: str, path: str) -> None:
    with pytest.raises(CommandError) as caught:
        run(f"{shop}/{path}")

    assert path in str(caught.value)
    assert "\n" not in str(caught.value)


def test_empty_table_has_a_remedy(shop: str) -> None:
    knows()

    with pytest.raises(CommandError, match="load_patterns"):
        run(shop)


def test_stacks_of_a_monorepo_are_told(shop: str) -> None:
    plant(Path(shop), {"api/requirements.txt": "django\n", "api/main.py": ""})

    said = run(shop)

    assert _line(said, "stack", "technologies")
    assert _line(said, "api", "python, Django")


def test_names_cannot_write_to_the_terminal(shop: str) -> None:
    plant(Path(shop), {"\x1b[2J/requirements.txt": "django\n"})

    for output in ("text", "json"):
        assert "\x1b" not in run(shop, "--format", output)


def test_database_that_is_not_aligned_has_a_remedy(legacy: Scratch, tmp_path: Path) -> None:
    with pytest.raises(CommandError) as caught:
        run(str(tmp_path), "--database", legacy.alias)

    assert 'relation "technology_patterns" does not exist' in str(caught.value)
    assert "manage.py migrate" in str(caught.value)
    assert "\n" not in str(caught.value)


def _line(text: str, *parts: str) -> str | None:
    """The first line that has these parts, one after the other."""
    for line in text.splitlines():
        places = [line.find(part) for part in parts]
        if -1 not in places and places == sorted(places):
            return line
    return None

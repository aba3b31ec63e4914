"""An import as a whole: what is written, kept, marked, told."""

from pathlib import Path, PurePosixPath
from typing import Any

import pytest
from django.db import connection

from techknowledge.canonical import checksum
from techknowledge.importing import Import, files, import_templates
from techknowledge.importing.reading import Listing
from techknowledge.models import TechnologyPattern, TechnologyTemplate
from techknowledge.storing import Outcome
from tests.techknowledge.importing.trees import EXAMPLES, example, write, write_examples

pytestmark = pytest.mark.django_db

KITE = {"name": "Kite", "detector_signatures": {"dependencies": ["kite"]}}


def row(identifier: str) -> TechnologyTemplate:
    return TechnologyTemplate.objects.get(identifier=identifier)


def of(outcome: Import, wanted: Outcome) -> list[str]:
    """Identifiers of that outcome."""
    return [name for name, became in outcome.templates.items() if became is wanted]


def all_rows() -> list[Any]:
    """Both tables, whole, with by which transaction each row was written where."""
    statement = """
        SELECT xmin::text, ctid::text, technology_templates::text FROM technology_templates
        UNION ALL SELECT xmin::text, ctid::text, technology_patterns::text FROM technology_patterns
        ORDER BY 3"""
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return [*cursor.fetchall()]


def test_a_row_for_every_template_and_every_technology(tmp_path: Path) -> None:
    outcome = import_templates([write_examples(tmp_path)])
    assert len(of(outcome, Outcome.INSERTED)) == len(EXAMPLES) - 1
    assert TechnologyTemplate.objects.count() == len(EXAMPLES) - 1
    technologies = {one.technology_name for one in TechnologyPattern.objects.all()}
    assert technologies == {"brook", "cellar", "kite", "pebble", "quarry"}
    quarry = row("framework/quarry")
    assert (quarry.category, quarry.version, quarry.source) == ("framework", "1.2.0", "filesystem")
    assert quarry.template == example("framework/quarry")
    assert quarry.checksum == checksum(quarry.template)
    assert quarry.metadata == {
        "root": str(tmp_path),
        "relative_path": "framework/quarry.json",
        "shape": "unified",
        "template_id": "quarry",
    }
    assert row("framework/pebble").version == "2"
    assert row("api-maker").version == "1.0.0"


def test_the_second_time_nothing_is_written(tmp_path: Path) -> None:
    """T-2: unchanged files leave their rows as they are, transaction and place included."""
    root = write_examples(tmp_path)
    import_templates([root])
    before = all_rows()
    outcome = import_templates([root])
    assert {*outcome.templates.values(), *outcome.patterns.values()} == {Outcome.UNCHANGED}
    assert all_rows() == before


def test_one_bad_file_does_not_stop_the_others(tmp_path: Path) -> None:
    """T-7; the errors are in reading order (3.6: the original reverses it)."""
    bad = {"a.json": "[]", "d.json": "{", "c.json": {"version": "v" * 3000}}
    outcome = import_templates([write(tmp_path, bad | {"b.json": {}})])
    assert [Path(one.path).name for one in outcome.errors] == ["a.json", "c.json", "d.json"]
    assert "category and version have 3,013 bytes together" in outcome.errors[1].reason
    assert of(outcome, Outcome.INSERTED) == ["b"]


def test_rows_of_another_source_are_kept_unless_forced(tmp_path: Path) -> None:
    """T-2"""
    upsert = TechnologyTemplate.objects.upsert
    upsert("framework/kite", {"mine": True}, source="agent", metadata={"note": "mine"})
    root = write(tmp_path, {"framework/kite.json": KITE})
    assert of(import_templates([root]), Outcome.KEPT) == ["framework/kite"]
    assert row("framework/kite").template == {"mine": True}
    assert of(import_templates([root], force=True), Outcome.UPDATED) == ["framework/kite"]
    assert row("framework/kite").template == KITE
    assert row("framework/kite").metadata["note"] == "mine"


def test_files_that_are_gone_are_marked_and_come_back(tmp_path: Path) -> None:
    """T-8: in the original their rows stay as if nothing had happened."""
    root = write(tmp_path, {"framework/kite.json": KITE, "other.json": {}})
    import_templates([root])
    (root / "framework/kite.json").unlink()
    assert import_templates([root]).missing == ["framework/kite"]
    assert "missing_since" in row("framework/kite").metadata
    assert "missing_since" not in row("other").metadata
    before = all_rows()
    assert import_templates([root]).missing == ["framework/kite"]
    assert all_rows() == before
    write(root, {"framework/kite.json": KITE})
    outcome = import_templates([root])
    assert (outcome.missing, of(outcome, Outcome.UPDATED)) == ([], ["framework/kite"])
    assert "missing_since" not in row("framework/kite").metadata


def test_only_rows_of_the_roots_that_were_read_are_marked(tmp_path: Path) -> None:
    first = write(tmp_path / "first", {"a.json": {}, "b.json": {}})
    second = write(tmp_path / "second", {"b.json": {"from": "second"}})
    import_templates([first])
    TechnologyTemplate.objects.upsert("mine", {}, metadata={"root": str(second)})
    assert import_templates([second]).missing == []
    (first / "b.json").unlink()
    assert import_templates([first, second]).missing == []
    assert row("b").template == {"from": "second"}


def test_a_file_that_cannot_be_read_is_not_gone(tmp_path: Path) -> None:
    root = write(tmp_path, {"a.json": {"good": True}})
    import_templates([root])
    write(root, {"a.json": "{,"})
    outcome = import_templates([root])
    assert (len(outcome.errors), outcome.missing) == (1, [])
    assert row("a").template == {"good": True}


def test_nor_are_files_of_a_root_that_cannot_be_looked_at_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import_templates([write(tmp_path, {"closed/a.json": {}})])
    refused = Listing([], [], [(PurePosixPath("closed"), "cannot be looked into: no")])
    monkeypatch.setattr(files, "listing", lambda root: refused)
    assert import_templates([tmp_path]).missing == []


def test_a_dry_run_tells_the_same_and_writes_nothing(tmp_path: Path) -> None:
    root = write_examples(tmp_path)
    planned = import_templates([root], dry_run=True)
    assert all_rows() == []
    done = import_templates([root])
    assert (planned.templates, planned.patterns) == (done.templates, done.patterns)
    assert planned.warnings == done.warnings


def test_what_is_not_well_is_a_warning(tmp_path: Path) -> None:
    """3.11: broken references do not keep a template out."""
    root = write(
        tmp_path,
        {
            "crud.json": {"workflows": ["workflows/security.json"], "compose": ["bits/no.md"]},
            "cloud/mist.json": {"patterns": ["open(", 5]},
            "cloud/far/mist.json": {"patterns": []},
            "tool.json": {"patterns": ["x"]},
        },
    )
    outcome = import_templates([root])
    assert outcome.findings == 0
    told = [f"{Path(one.path).name}: {one.reason}" for one in outcome.warnings]
    assert [line.replace("missing ): open(", "…") for line in told] == [
        "mist.json: has 'open(', no regular expression: …",
        "mist.json: is a second file about cloud:mist; the first one counts",
        "tool.json: is in no folder and names no category: a technology of no type",
        "mist.json: $.patterns[1]: 5 is not of type 'string', 'object'",
        "crud.json: crud → bits/no.md: is no template that is stored",
        "crud.json: crud → workflows/security.json: is no template that is stored",
    ]


def test_patterns_that_are_the_users_are_kept(tmp_path: Path) -> None:
    TechnologyPattern.objects.create(
        technology_name="kite", technology_type="framework", config_files=["mine"]
    )
    outcome = import_templates([write(tmp_path, {"framework/kite.json": KITE})])
    assert [*outcome.patterns.values()] == [Outcome.KEPT]
    assert TechnologyPattern.objects.get().config_files == ["mine"]


def test_all_is_written_or_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: Any, **__: Any) -> None:
        raise RuntimeError("power cut")

    monkeypatch.setattr("techknowledge.importing.pattern_rows.write", fail)
    with pytest.raises(RuntimeError):
        import_templates([write(tmp_path, {"framework/kite.json": KITE})])
    assert all_rows() == []


def test_after_an_import_files_are_not_looked_at(tmp_path: Path) -> None:
    """L-3, L-5: the original reads a file for each question, and NATS before the database."""
    path = write(tmp_path, {"framework/kite.json": KITE}) / "framework/kite.json"
    import_templates([tmp_path])
    path.unlink()
    found = TechnologyTemplate.objects.find(("framework", "kite"))
    assert found is not None
    assert found.template == KITE

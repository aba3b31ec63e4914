"""Which files of some roots count, and under what names."""

import os
from pathlib import Path, PurePosixPath
from typing import Any

import pytest

from techknowledge.importing import files
from techknowledge.importing.files import Gathered, Note, gather
from techknowledge.importing.reading import Listing
from tests.techknowledge.importing.trees import write, write_examples


def told(notes: list[Note], root: Path) -> dict[str, str]:
    """Reasons by path within a root."""
    return {str(Path(one.path).relative_to(root)): one.reason for one in notes}


def names(gathered: Gathered) -> dict[str, str]:
    """Paths of the files that count, by identifier."""
    return {one.identifier: one.path for one in gathered.files}


def test_identifiers_and_categories(tmp_path: Path) -> None:
    """Behaviour 4.2; T-7: a JSON Schema is no template."""
    gathered = gather([write_examples(tmp_path)])
    assert {one.identifier: one.category for one in gathered.files} == {
        "api-maker": "code_template",
        "database/cellar": "database",
        "framework/kite": "framework",
        "framework/pebble": "framework",
        "framework/quarry": "framework",
        "kite-consumer": "code_template",
        "language/brook": "language",
        "languages/brook/_base": "languages",
        "languages/brook/kite/crud": "languages",
        "quality/brook_production": "quality",
        "workflows/sparc/4-architecture": "workflows",
    }
    assert told(gathered.skipped, tmp_path) == {"schema.json": "is a JSON Schema, and no template"}
    assert told(gathered.errors, tmp_path) == {
        "broken.json": "is no JSON: Extra data at line 1, column 10"
    }


def test_a_quality_file_in_a_folder_keeps_its_path(tmp_path: Path) -> None:
    quality = {"quality_level": "draft"}
    gathered = gather([write(tmp_path, {"quality/a.json": quality, "own/b.json": quality})])
    assert [(one.identifier, one.category) for one in gathered.files] == [
        ("own/b", "quality"),
        ("quality/a", "quality"),
    ]


def test_the_first_root_wins_and_the_others_are_told(tmp_path: Path) -> None:
    """T-1: in the original's import the last one does."""
    local = write(tmp_path / "local", {"Framework/Kite.json": {"from": "local"}})
    shared = write(tmp_path / "shared", {"framework/kite.json": {}, "framework/other.json": {}})
    gathered = gather([local, shared, local])
    assert names(gathered) == {
        "framework/kite": str(local / "Framework/Kite.json"),
        "framework/other": str(shared / "framework/other.json"),
    }
    assert gathered.shadowed == [
        Note(str(shared / "framework/kite.json"), f"{local / 'Framework/Kite.json'} comes first")
    ]
    assert gathered.errors == []


@pytest.mark.parametrize("name", ["framework/kite.json", "brook_production.json"])
def test_an_override_that_cannot_be_read_still_overrides(tmp_path: Path, name: str) -> None:
    """T-1: what it replaces does not come back because of a comma."""
    local = write(tmp_path / "local", {name: "{,}"})
    shared = write_examples(tmp_path / "shared")
    gathered = gather([local, shared])
    assert str(shared / name) in [note.path for note in gathered.shadowed]
    assert str(local / name) in [note.path for note in gathered.errors]


def test_files_with_one_identifier_in_one_root_are_an_error(tmp_path: Path) -> None:
    """T-4: in the original the last one overwrites the others, silently."""
    gathered = gather([write(tmp_path, {"a b.json": {}, "a_b.json": {}, "A B.json": {}})])
    assert names(gathered) == {"a_b": str(tmp_path / "A B.json")}
    reason = "has the identifier of 'A B.json', a_b; rename one of them"
    assert told(gathered.errors, tmp_path) == {"a b.json": reason, "a_b.json": reason}


def test_a_root_within_a_root_is_read_once(tmp_path: Path) -> None:
    write(tmp_path, {"inner/framework/kite.json": {}, "b.json": {}})
    gathered = gather([tmp_path / "inner", tmp_path])
    assert [*names(gathered)] == ["framework/kite", "b"]
    assert told(gathered.skipped, tmp_path) == {
        "inner/framework/kite.json": f"was read already, as a file of {tmp_path / 'inner'}"
    }
    assert [*names(gather([tmp_path, tmp_path / "inner"]))] == ["b", "inner/framework/kite"]


def test_names_that_are_none_are_errors(tmp_path: Path) -> None:
    write(tmp_path, {"a\\b.json": {}, " .json": {}, "good.json": {}})
    odd = tmp_path / os.fsdecode(b"\xff\xfe.json")
    odd.write_text("{}")
    gathered = gather([tmp_path])
    assert [*names(gathered)] == ["good"]
    errors = told(gathered.errors, tmp_path)
    assert errors["\\xff\\xfe.json"] == "has a name that is no UTF-8; rename it"
    assert "it has a backslash" in errors["a\\b.json"]
    assert "it has an empty segment" in errors[" .json"]


def test_links_to_folders_are_told(tmp_path: Path) -> None:
    root = write(tmp_path / "root", {"a/b.json": {}})
    (root / "c").symlink_to("a")
    (root / "etc").symlink_to("/etc")
    gathered = gather([root])
    assert [*names(gathered)] == ["a/b"]
    assert told(gathered.skipped, root) == dict.fromkeys(
        ["c", "etc"], "is a link to a folder; not followed"
    )


def test_a_folder_that_cannot_be_looked_into_is_an_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    refused = Listing([], [], [(PurePosixPath("closed"), "cannot be looked into: no")])
    monkeypatch.setattr(files, "listing", lambda root: refused)
    gathered = gather([tmp_path])
    assert told(gathered.errors, tmp_path) == {"closed": "cannot be looked into: no"}
    assert gathered.incomplete == [tmp_path]


@pytest.mark.parametrize(
    ("compose", "texts", "problems"),
    [
        ("a.md", {"a.md": "top"}, []),
        (["kite/b.md"], {"kite/b.md": "in bits"}, []),
        (["near.md", "a.md"], {"near.md": "beside", "a.md": "top"}, []),
        (["nowhere.md", "a.json", 5, None], {}, []),
        (["../../out.md"], {}, ["composes '../../out.md', which leads out of its root, to {out}"]),
        (["bad.md"], {}, ["composes 'bad.md', which is no UTF-8: byte 0xff at line 1, byte 1 of "
                          "it"]),
        ({"a": "a.md"}, {}, []),
    ],
)  # fmt: skip
def test_texts_that_are_composed_are_taken_along(
    tmp_path: Path, compose: Any, texts: dict[str, str], problems: list[str]
) -> None:
    bits = {"a.md": "top", "bits/kite/b.md": "in bits", "t/near.md": "beside", "bad.md": b"\xff"}
    root = write(tmp_path / "root", bits | {"t/a.json": {"compose": compose}})
    out = write(tmp_path, {"out.md": "secret"}) / "out.md"
    (file,) = gather([root]).files
    assert file.bits.texts == texts
    assert file.bits.problems == [one.format(out=out) for one in problems]


def test_a_folder_without_templates_says_so(tmp_path: Path) -> None:
    write(tmp_path, {"notes.txt": "kite"})

    assert told(gather([tmp_path]).skipped, tmp_path) == {".": "has no file that ends with .json"}

"""Templates of technologies, as rows to detect by (behaviour 4.3)."""

from pathlib import Path
from typing import Any

import pytest

from techknowledge.importing.files import gather
from techknowledge.importing.patterns import pattern_of
from techknowledge.models import TechnologyPattern
from techknowledge.signatures import PackageRule, signature_of
from tests.techknowledge.importing.trees import example, write, write_examples


def pattern(root: Path, name: str, document: Any = None) -> TechnologyPattern:
    """The row of one file of a root; by default of an example."""
    write(root, {f"{name}.json": example(name) if document is None else document})
    (file,) = gather([root]).files
    made = pattern_of(file)
    assert made is not None
    return made


def said(row: TechnologyPattern) -> dict[str, Any]:
    """What its extended_metadata says."""
    return {key: value for key, value in row.extended_metadata.items() if value is not None}


def test_exactly_one_row_for_each_technology(tmp_path: Path) -> None:
    """P-5: code generators, phases and quality rules are none."""
    files = gather([write_examples(tmp_path)]).files
    rows = [pattern_of(file) for file in files if file.shape.names_technology]
    assert [(row.technology_type, row.technology_name) for row in rows if row] == [
        ("database", "cellar"),
        ("framework", "kite"),
        ("framework", "pebble"),
        ("framework", "quarry"),
        ("language", "brook"),
    ]


def test_a_simple_detector(tmp_path: Path) -> None:
    """L-4, D-15: its regular expressions are among the rules."""
    row = pattern(tmp_path, "framework/kite")
    assert row.file_patterns == ["lib/**/wing.{kt,kts}"]
    assert row.config_files == ["kite.toml"]
    assert row.confidence_weight == 1.0
    assert said(row) == {
        "template_identifier": "framework/kite",
        "display_name": "Kite",
        "dependencies": [{"names": ["kite", "kite_string"]}],
        "code_patterns": [r"use Kite\.Wing", r"Kite\.fly\("],
    }
    assert [one.text for one in signature_of(row).regexes] == [r"use Kite\.Wing", r"Kite\.fly\("]


def test_a_language(tmp_path: Path) -> None:
    """D-10: dependencies may be an object. Of a language a manifest is evidence."""
    row = pattern(tmp_path, "language/brook")
    assert row.file_patterns == ["**/*.brk", "**/*.brs"]
    assert row.config_files == ["brook.pkg", "package.json"]
    assert (row.install_command, row.build_command) == ("brook get", "brook make")
    assert (row.test_command, row.dev_command) == ("brook t", None)
    assert said(row) == {
        "template_identifier": "language/brook",
        "display_name": "Brook",
        "ecosystem": "brooks",
        "package_manager": "brook",
        "dependencies": [{"names": ["bank", "bed"], "file": "brook.pkg", "section": "needs"}],
        "code_patterns": [r"flow\s+\w+"],
        "import_patterns": [r"draw\s+([a-z]+)"],
        "lock_files": ["mix.lock"],
        "framework_hints": {"kite": {"patterns": ["Kite"], "confidence_boost": 0.5}},
    }


def test_a_framework(tmp_path: Path) -> None:
    """The package.json that any such project has is none of its config files."""
    row = pattern(tmp_path, "framework/pebble")
    assert row.directory_patterns == ["stones"]
    assert row.config_files == ["pebble.config.js"]
    assert row.output_directory == "out/"
    assert row.confidence_weight == 0.8
    assert said(row)["shared_files"] == ["package.json"]
    assert said(row)["subtype"] == "frontend"
    assert said(row)["dependencies"] == [{"names": ["pebble", "shore"], "file": "package.json"}]


def test_the_unified_shape(tmp_path: Path) -> None:
    row = pattern(tmp_path, "framework/quarry")
    assert row.technology_name == "quarry"
    assert row.directory_patterns == ["pit", ".quarry"]
    assert row.file_patterns == ["**/*.qry"]
    assert (row.build_command, row.dev_command) == ("quarry build", "quarry dev")
    assert (row.install_command, row.test_command) == ("npm i", "npm t")
    assert row.output_directory == ".quarry"
    assert row.confidence_weight == 0.95
    assert said(row)["subtype"] == "fullstack_framework"
    assert said(row)["package_manager"] == "npm"
    assert said(row)["boosts"] == {"deep": {"patterns": ["pit/deep"], "boost": 0.05}}
    assert said(row)["lock_files"] == ["yarn.lock"]
    signature = signature_of(row)
    assert signature.packages == (
        PackageRule("quarry", "npm"),
        PackageRule("quarry-py", "pypi"),
        PackageRule("quarry-rs", "cargo"),
    )
    assert signature.excluded_packages == (PackageRule("anti-quarry", "npm"),)
    assert [(one.text, one.imports) for one in signature.regexes] == [
        (r"from\s+'quarry/", True),
        ("digStone", False),
    ]
    assert signature.problems == ()


def test_bare_patterns(tmp_path: Path) -> None:
    row = pattern(tmp_path, "database/cellar")
    assert said(row)["code_patterns"] == [r"cellar://", r"\bcellar\b"]
    assert signature_of(row).problems == ()


def test_invalid_regexes_are_kept_apart(tmp_path: Path) -> None:
    stated = {"patterns": ["good", "open(", "back\\"], "import_patterns": ["(?=x)"]}
    row = pattern(tmp_path, "cloud/mist", {"detector_signatures": stated})
    assert said(row)["code_patterns"] == ["good"]
    told = {one["pattern"]: one["error"] for one in said(row)["invalid_patterns"]}
    assert told.keys() == {"open(", "back\\", "(?=x)"}
    assert "missing" in told["open("]


@pytest.mark.parametrize(
    ("path", "kind", "name"),
    [
        ("messaging/redis", "messaging", "redis"),
        ("database/redis", "database", "redis"),
        ("priv/databases/redis", "database", "redis"),
        ("framework/web/Kite.js", "framework", "kite.js"),
        ("gadgets/Tool", "gadgets", "tool"),
        ("tool", "gadget", "tool"),
    ],
)
def test_name_and_type(tmp_path: Path, path: str, kind: str, name: str) -> None:
    row = pattern(tmp_path, path, {"category": "Gadget", "detector_signatures": {}})
    assert (row.technology_type, row.technology_name) == (kind, name)


def test_a_technology_of_no_type_has_no_row(tmp_path: Path) -> None:
    (file,) = gather([write(tmp_path, {"tool.json": {"patterns": ["x"]}})]).files
    assert pattern_of(file) is None


def test_values_of_other_types_are_passed_over(tmp_path: Path) -> None:
    """What is wrong with them is told by the schema."""
    odd: list[Any] = [None, 7, True, [], {}, "", " "]
    for value in (*odd, odd):
        signatures = dict.fromkeys(
            ["patterns", "file_patterns", "file_extensions", "directory_patterns", "config_files",
             "import_patterns", "dependencies", "package_names", "lock_files"], value
        )  # fmt: skip
        keys = ["name", "build_commands", "metadata", "confidence_weight", "output_directories"]
        document = dict.fromkeys(keys, value) | {"detector_signatures": signatures}
        row = pattern(tmp_path, "cloud/mist", document)
        assert said(row) == {"template_identifier": "cloud/mist"}, value
        assert (row.file_patterns, row.directory_patterns, row.config_files) == ([], [], [])
        assert row.confidence_weight == 1.0
        assert row.build_command is None


@pytest.mark.parametrize("weight", [0, 0.0, 1, 0.25])
def test_any_weight_from_0_to_1_is_taken(tmp_path: Path, weight: float) -> None:
    row = pattern(tmp_path, "cloud/mist", {"detector_signatures": {}, "confidence_weight": weight})
    assert row.confidence_weight == weight

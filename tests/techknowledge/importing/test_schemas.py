"""Documents against schemas: the project's own, and those of a root."""

from pathlib import Path
from typing import Any

import pytest

from techknowledge.importing.files import gather
from techknowledge.importing.schemas import schemas_of
from tests.techknowledge.importing.trees import EXAMPLES, write, write_examples

DIALECT = {"$schema": "https://json-schema.org/draft/2020-12/schema"}


def violations(root: Path, **files: Any) -> list[str]:
    """What is said of `framework/kite.json`; the other files of a root are schemas."""
    named = {f"{name}.json": content for name, content in files.items() if name != "kite"}
    gathered = gather([write(root, named | {"framework/kite.json": files["kite"]})])
    schemas = schemas_of(gathered.schemas)
    problems = [f"{Path(one.path).name} {one.reason}" for one in schemas.problems]
    (file,) = gathered.files
    return [*problems, *schemas.violations(file)]


def test_the_examples_are_as_their_shapes_say(tmp_path: Path) -> None:
    gathered = gather([write_examples(tmp_path)])
    schemas = schemas_of(gathered.schemas)
    assert {file.path: schemas.violations(file) for file in gathered.files} == {
        file.path: [] for file in gathered.files
    }
    assert len(gathered.files) == len(EXAMPLES) - 1


@pytest.mark.parametrize(
    ("document", "told"),
    [
        (
            {"name": "K", "detector_signatures": {"patterns": ["a", 5], "dependencies": [1]}},
            [
                "$.detector_signatures.dependencies[0]: 1 is not of type 'string'",
                "$.detector_signatures.patterns[1]: 5 is not of type 'string', 'object'",
            ],
        ),
        (
            {"detector_signatures": {}, "confidence_weight": 2, "version": []},
            [
                "$: 'name' is a required property",
                "$.confidence_weight: 2 is greater than the maximum of 1",
                "$.version: [] is not of type 'string', 'number'",
            ],
        ),
        ({"patterns": [{"regexp": "x"}]}, ["$.patterns[0]: 'regex' is a required property"]),
        (
            {"name": "K", "detect": {"npmDependencies": {"next": "1"}}},
            ["$.detect.npmDependencies: {'next': '1'} is not of type 'array'"],
        ),
        (
            {"quality_level": 1, "name": "K", "language": "k", "requirements": {}, "prompts": {}},
            ["$.quality_level: 1 is not of type 'string'"],
        ),
        ({"anything": "else"}, []),
    ],
)
def test_what_a_shape_asks_for(tmp_path: Path, document: dict[str, Any], told: list[str]) -> None:
    assert violations(tmp_path, kite=document) == told


def test_a_file_with_much_wrong_does_not_fill_the_report(tmp_path: Path) -> None:
    told = violations(tmp_path, kite={"patterns": [*range(999), "x" * 9999]})
    assert len(told) == 11
    assert told[-1] == "and more"


@pytest.mark.parametrize("name", ["../own.json", "own.json", "https://example.org/own"])
def test_a_template_names_a_schema_of_its_root(tmp_path: Path, name: str) -> None:
    own = DIALECT | {"$id": "https://example.org/own", "required": ["size"]}
    told = violations(tmp_path, kite={"$schema": name}, own=own)
    assert told == ["$: 'size' is a required property"]


@pytest.mark.parametrize("name", ["https://127.0.0.1:1/x.json", "../../etc/passwd", "nowhere", ""])
def test_nothing_else_is_fetched(tmp_path: Path, name: str) -> None:
    told = violations(tmp_path, kite={"$schema": name})
    assert told == [f"its $schema {name!r} is no file of the roots, and nothing is fetched"]


def test_schemas_of_a_root_refer_to_each_other(tmp_path: Path) -> None:
    own = DIALECT | {"properties": {"a": {"$ref": "part.json#/$defs/text"}}}
    part = DIALECT | {"$defs": {"text": {"type": "string"}}}
    told = violations(tmp_path, kite={"$schema": "own.json", "a": 1}, own=own, part=part)
    assert told == ["$.a: 1 is not of type 'string'"]


@pytest.mark.parametrize("target", ["https://127.0.0.1:1/x.json", "file:///etc/passwd", "no.json"])
def test_a_reference_out_of_the_root_is_told(tmp_path: Path, target: str) -> None:
    own = DIALECT | {"properties": {"a": {"$ref": target}}}
    (told,) = violations(tmp_path, kite={"$schema": "own.json", "a": 1}, own=own)
    assert told.startswith("its schema cannot be applied: Unresolvable: ")


@pytest.mark.parametrize(
    ("schema", "told"),
    [
        (
            {"type": "thing"},
            "own.json is of no use as a schema: $.type: 'thing' is not valid under",
        ),
        ({"pattern": "(?=x)"}, "own.json is of no use as a schema: '(?=x)' is no regular"),
        ({"patternProperties": {"(a+)+$": {}}}, "own.json is of no use as a schema: it has"),
        ({"$ref": "#"}, "its schema cannot be applied: maximum recursion depth"),
    ],
)
def test_a_schema_that_cannot_be_used_is_told(
    tmp_path: Path, schema: dict[str, Any], told: str
) -> None:
    first, *_ = violations(tmp_path, kite={"$schema": "own.json"}, own=DIALECT | schema)
    assert first.startswith(told)


@pytest.mark.parametrize("inner", [{}, DIALECT])
def test_regexes_of_a_schema_take_linear_time(tmp_path: Path, inner: dict[str, Any]) -> None:
    """Python's own engine would not come to an end within the test."""
    own = DIALECT | {"properties": {"a": inner | {"pattern": "^(a+)+$"}}}
    told = violations(tmp_path, kite={"$schema": "own.json", "a": "a" * 60 + "!"}, own=own)
    assert told == [f"$.a: '{'a' * 60}!' does not match '^(a+)+$'"]

"""Each document is of one shape of the catalogue."""

from typing import Any

import pytest

from techknowledge.importing.shapes import Shape, shape_of
from tests.techknowledge.importing.trees import EXAMPLES


@pytest.mark.parametrize(("shape", "document"), EXAMPLES.values(), ids=EXAMPLES)
def test_every_shape_is_told(shape: Shape, document: dict[str, Any]) -> None:
    assert shape_of(document) == shape


def test_there_is_an_example_of_every_shape() -> None:
    assert {shape for shape, _ in EXAMPLES.values()} | {Shape.OTHER} == set(Shape)


@pytest.mark.parametrize(
    ("document", "shape"),
    [
        ({}, Shape.OTHER),
        ({"name": "fact"}, Shape.OTHER),
        ({"detect": ["no", "object"]}, Shape.OTHER),
        ({"detector_signatures": None}, Shape.OTHER),
        ({"patterns": {"no": "list"}}, Shape.OTHER),
        ({"$schema": "../schema.json", "patterns": []}, Shape.PATTERNS),
        ({"$schema": 7, "properties": {}, "type": "object"}, Shape.OTHER),
        ({"$id": "x", "properties": {}, "type": "object"}, Shape.SCHEMA),
        ({"$schema": "https://json-schema.org/draft/2020-12/schema", "$defs": {}}, Shape.SCHEMA),
        ({"extends": "a", "detector_signatures": {}}, Shape.DETECTOR),
    ],
)
def test_odd_documents(document: dict[str, Any], shape: Shape) -> None:
    assert shape_of(document) == shape


def test_five_shapes_are_about_technologies() -> None:
    """P-5: the original's loader makes technologies of code generators."""
    assert [shape.value for shape in Shape if shape.names_technology] == [
        "detector",
        "language",
        "framework",
        "unified",
        "patterns",
    ]

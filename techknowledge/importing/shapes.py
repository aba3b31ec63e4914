"""What kind of document a template file has: the catalogue of behaviour 4.1."""

from __future__ import annotations

from enum import StrEnum
from typing import Any


class Shape(StrEnum):
    """By what its top-level keys are; the number of the catalogue stands behind each."""

    DETECTOR = "detector"  # S1: detector_signatures and little else
    LANGUAGE = "language"  # S2: and hints at frameworks, commands to build with
    FRAMEWORK = "framework"  # S3: and output directories, a weight
    UNIFIED = "unified"  # S4: detect, build, dev, commands
    PATTERNS = "patterns"  # S5: regular expressions alone
    GENERATOR = "generator"  # S6: steps, template_content
    APPLICABLE_GENERATOR = "applicable generator"  # S7: and where it fits
    COMPOSED_GENERATOR = "composed generator"  # S8: extends, compose, workflows
    LANGUAGE_BASE = "language base"  # S9: common_patterns, style_guide
    PHASE = "phase"  # S10: a phase of a workflow
    SCHEMA = "schema"  # S11: JSON Schema, no template
    QUALITY = "quality"  # Q: what code of a language has to be like
    OTHER = "other"

    @property
    def names_technology(self) -> bool:
        """Whether a file of this shape is about a technology to detect (behaviour P-5)."""
        return self in _TECHNOLOGIES


_TECHNOLOGIES = (
    Shape.DETECTOR,
    Shape.LANGUAGE,
    Shape.FRAMEWORK,
    Shape.UNIFIED,
    Shape.PATTERNS,
)

# Keys one of which is enough, most telling first.
_BY_KEYS = (
    (Shape.PHASE, {"phase"}),
    (Shape.GENERATOR, {"steps", "template_content"}),
    (Shape.COMPOSED_GENERATOR, {"compose", "workflows", "generated_files", "template_variables"}),
    (Shape.LANGUAGE_BASE, {"common_patterns", "style_guide"}),
)

_OF_DETECTORS = (
    (Shape.FRAMEWORK, {"output_directories", "framework_type", "confidence_weight"}),
    (Shape.LANGUAGE, {"framework_hints", "build_commands"}),
)


def shape_of(document: dict[str, Any]) -> Shape:
    """The shape of a document. What is about a technology has to say how it is detected."""
    if _is_schema(document):
        return Shape.SCHEMA
    if "quality_level" in document:
        return Shape.QUALITY
    if isinstance(document.get("detect"), dict):
        return Shape.UNIFIED
    signed = isinstance(document.get("detector_signatures"), dict)
    if shape := _by_keys(document, _BY_KEYS):
        return Shape.APPLICABLE_GENERATOR if signed and shape is Shape.GENERATOR else shape
    if signed:
        return _by_keys(document, _OF_DETECTORS) or Shape.DETECTOR
    return Shape.PATTERNS if isinstance(document.get("patterns"), list) else Shape.OTHER


def _is_schema(document: dict[str, Any]) -> bool:
    """A schema is in a dialect, or describes keys; a template may name its schema likewise."""
    dialect = document.get("$schema", "")
    if not isinstance(dialect, str):
        return False
    describes = isinstance(document.get("properties"), dict) and document.get("type") == "object"
    return "json-schema.org/" in dialect or describes


def _by_keys(document: dict[str, Any], choices: tuple[tuple[Shape, set[str]], ...]) -> Shape | None:
    return next((shape for shape, keys in choices if keys & document.keys()), None)

"""Documents against JSON Schema: the project's own for what it reads, and those of a root.

A template names a schema of its root by ``$schema``. Nothing is fetched over a network, and what
does not hold is a warning: the file is somebody else's, and the rest of it may be good.
"""

from __future__ import annotations

import json
import posixpath
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import chain, islice
from pathlib import Path
from typing import Any

import re2
from jsonschema import Draft202012Validator
from jsonschema.exceptions import SchemaError, ValidationError
from jsonschema.protocols import Validator
from jsonschema.validators import extend, validator_for
from referencing import Registry
from referencing.exceptions import Unresolvable
from referencing.jsonschema import DRAFT202012, specification_with

from techknowledge.importing.files import Note, TemplateFile
from techknowledge.importing.shapes import Shape

# Violations told of one file; of each so many characters, for it quotes the value.
MOST = 10
LONGEST = 200

# In techknowledge/schemas.
_OWN = {
    Shape.DETECTOR: "detector",
    Shape.LANGUAGE: "detector",
    Shape.FRAMEWORK: "detector",
    Shape.UNIFIED: "unified",
    Shape.PATTERNS: "patterns",
    Shape.QUALITY: "quality",
}


@dataclass(frozen=True)
class Schemas:
    """The schemas that templates can name.

    Attributes:
        named: by ``$id``, and by path: in two forms, absolute.
        problems: files whose schema cannot be used.
    """

    named: dict[str, Validator]
    problems: list[Note]

    def violations(self, file: TemplateFile) -> list[str]:
        """What does not hold of a document, with the place in it."""
        found = chain(_violations(_own(file.shape), file.document), self._named(file))
        told = list(islice(found, MOST + 1))
        return [*told[:MOST], "and more"] if len(told) > MOST else told

    def _named(self, file: TemplateFile) -> Iterator[str]:
        name = file.document.get("$schema")
        if not isinstance(name, str):
            return
        folder = file.root / file.relative.parent
        for place in (name, _normal(folder, name), _normal(file.root, name)):
            if place in self.named:
                yield from _violations(self.named[place], file.document)
                return
        yield f"its $schema {name[:LONGEST]!r} is no file of the roots, and nothing is fetched"


def schemas_of(schema_files: Sequence[TemplateFile]) -> Schemas:
    """Schemas that stand in files, and can refer to each other."""
    problems = [
        Note(file.path, f"is of no use as a schema: {reason}")
        for file in schema_files
        if (reason := _objection(file.document))
    ]
    unusable = {note.path for note in problems}
    usable = [file for file in schema_files if file.path not in unusable]
    registry: Registry[Any] = Registry()
    for file in usable:
        specification = specification_with(_dialect(file.document), default=DRAFT202012)
        resource = specification.create_resource(_without_dialects(file.document))
        registry = registry.with_resources((name, resource) for name in _uris(file))
    named = {
        name: _validator(_uris(file)[0], file.document, registry)
        for file in usable
        for name in (file.path, *_uris(file))
    }
    return Schemas(named, problems)


@cache
def _own(shape: Shape) -> Validator | None:
    if shape not in _OWN:
        return None
    text = files("techknowledge").joinpath("schemas", f"{_OWN[shape]}.json").read_bytes()
    return Draft202012Validator(json.loads(text), registry=Registry())


def _violations(validator: Validator | None, document: dict[str, Any]) -> Iterator[str]:
    if validator is None:
        return
    try:
        for error in sorted(
            validator.iter_errors(document), key=lambda one: list(map(str, one.path))
        ):
            yield f"{error.json_path}: {_shortened(error.message)}"
    except (Unresolvable, RecursionError) as error:
        yield f"its schema cannot be applied: {_shortened(str(error))}"


def _shortened(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"


def _objection(schema: dict[str, Any]) -> str | None:
    """Why a schema cannot be used; None if it can.

    Its regular expressions are anybody's, and are matched by RE2. The properties that others match
    cannot be: jsonschema matches them itself.
    """
    try:
        validator_for(schema, default=Draft202012Validator).check_schema(schema)
    except SchemaError as error:
        return f"{error.json_path}: {_shortened(error.message)}"
    for inner in _objects_in(schema):
        if "patternProperties" in inner:
            return "it has patternProperties, which are matched in no limited time"
        if isinstance(pattern := inner.get("pattern"), str) and not _compiles(pattern):
            return f"{pattern[:LONGEST]!r} is no regular expression for RE2"
    return None


def _objects_in(value: Any) -> Iterator[dict[str, Any]]:
    waiting = [value]
    while waiting:
        one = waiting.pop()
        if isinstance(one, dict):
            yield one
            waiting += one.values()
        elif isinstance(one, list):
            waiting += one


def _compiles(pattern: str) -> bool:
    try:
        re2.compile(pattern)
    except re2.error:
        return False
    return True


def _dialect(schema: dict[str, Any]) -> str:
    return str(schema.get("$schema", ""))


def _without_dialects(value: Any) -> Any:
    """A schema whose parts name no dialect: for one jsonschema takes its own class, with `re`."""
    if isinstance(value, dict):
        named = isinstance(value.get("$schema"), str)
        return {
            key: _without_dialects(one)
            for key, one in value.items()
            if not (named and key == "$schema")
        }
    return [_without_dialects(one) for one in value] if isinstance(value, list) else value


def _validator(uri: str, schema: dict[str, Any], registry: Registry[Any]) -> Validator:
    dialect = validator_for(schema, default=Draft202012Validator)
    kind: type[Validator] = extend(dialect, {"pattern": _pattern})  # type: ignore[no-untyped-call]
    return kind({"$ref": uri}, registry=registry)


def _pattern(
    validator: Validator, pattern: str, instance: Any, schema: dict[str, Any]
) -> Iterator[ValidationError]:
    if isinstance(instance, str) and not re2.search(pattern, instance):
        yield ValidationError(f"{instance!r} does not match {pattern!r}")


def _uris(file: TemplateFile) -> list[str]:
    own = file.document.get("$id")
    return [(file.root / file.relative).as_uri(), *([own] if isinstance(own, str) else [])]


def _normal(folder: Path, name: str) -> str:
    return posixpath.normpath(posixpath.join(str(folder), name))

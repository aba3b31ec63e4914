"""Quality templates: what code of a language and a level has to be like (behaviour 3.9).

They are rows of technology_templates, `quality/<language>_<level>`. The original read files below
the directory that it was started in, for a fixed list of languages (X-4); here a language has a
template as soon as there is a row, and the built-in default until then.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any

from jsonschema import Draft202012Validator, ValidationError
from referencing import Registry

from techknowledge.composition import composed
from techknowledge.errors import InvalidLanguage, InvalidQualityTemplate
from techknowledge.models import TechnologyTemplate
from techknowledge.placeholders import fill
from techknowledge.quality.levels import Level, level_named

# Letters and digits, and what occurs in names such as C++, C#, F*, PL/SQL, Visual Basic .NET. No
# braces: a name is put into texts that have placeholders.
_LANGUAGE = re.compile(r"[^\W_][\w .+#*/-]{0,63}")

# Characters of a problem that are told, half from its end: it quotes a value, and then says what is
# wrong with it.
TOLD = 200

# What a template needs to be used, besides what `schemas/quality.json` says of its shape.
_USABLE = {
    "properties": {
        "prompts": {
            "required": ["code_generation"],
            "properties": {"code_generation": {"pattern": r"\S"}},
        },
    },
}


@dataclass(frozen=True)
class QualityTemplate:
    """What code of a language and a level has to be like.

    Attributes:
        identifier: of the row; None for the built-in default.
        requirements: rules by subject, as the document groups them.
        prompts: texts with the placeholders {task}, {code} and {language}; there is always one
            named code_generation.
        checklist: what a reviewer goes through.
        weights: for `score`.
    """

    identifier: str | None
    name: str
    language: str
    level: Level
    requirements: Mapping[str, Any]
    prompts: Mapping[str, str]
    checklist: tuple[str, ...] = ()
    weights: Mapping[str, float] = field(default_factory=dict)

    def prompt(self, name: str, **values: str) -> str | None:
        """A prompt with its placeholders filled in; None if the template has none of this name."""
        text = self.prompts.get(name)
        return text and fill(text, {"language": self.language, "level": self.level.name} | values)


def quality_template(language: str, level: str = "production") -> QualityTemplate:
    """The stored template of a language and a level, else the built-in default for both.

    Args:
        language: in any case; no aliases, `py` is not `python`.
        level: production, standard or draft.

    Raises:
        InvalidLanguage: that is no name of a language.
        UnknownLevel: there is no such level.
        InvalidQualityTemplate: what is stored is no quality template.
    """
    language, of_level = _normalised(language), level_named(level)
    row = TechnologyTemplate.objects.find(f"quality/{language.replace('/', '-')}_{of_level}")
    if row is None:
        return _default(language, of_level)
    return _read(row, language, of_level)


def _normalised(language: str) -> str:
    """The name of a language in lower case, without space around it."""
    name = language.strip().lower() if isinstance(language, str) else ""
    if not _LANGUAGE.fullmatch(name):
        raise InvalidLanguage(language)
    return name


def _read(row: TechnologyTemplate, language: str, level: Level) -> QualityTemplate:
    document = composed(row)
    errors = sorted(_validator().iter_errors(document), key=lambda one: one.json_path)
    if errors:
        raise InvalidQualityTemplate(row.identifier, [_told(one) for one in errors])
    return QualityTemplate(
        identifier=row.identifier,
        name=document["name"],
        language=language,
        level=level,
        requirements=document["requirements"],
        prompts=document["prompts"],
        checklist=tuple(document.get("quality_checklist", ())),
        weights=document.get("scoring_weights", {}),
    )


@cache
def _validator() -> Draft202012Validator:
    shape = files("techknowledge").joinpath("schemas", "quality.json").read_bytes()
    return Draft202012Validator({"allOf": [json.loads(shape), _USABLE]}, registry=Registry())


def _told(error: ValidationError) -> str:
    """One thing that is wrong with a document: where, and what."""
    what = error.message
    if len(what) > TOLD:
        what = f"{what[: TOLD // 2]} … {what[-TOLD // 2 :]}"
    return f"{error.json_path}: {what}"


def _default(language: str, level: Level) -> QualityTemplate:
    return QualityTemplate(
        identifier=None,
        name=f"{language} {level} (default)",
        language=language,
        level=level,
        requirements={},
        prompts={
            "code_generation": f"Generate {level} quality {language} code for: {{task}}",
            "documentation": f"Write the documentation of this {language} code:\n\n{{code}}",
            "type_specs": f"Write the type specifications of this {language} code:\n\n{{code}}",
            "tests": f"Write tests for this {language} code:\n\n{{code}}",
        },
    )

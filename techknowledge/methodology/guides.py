"""What a stored template tells a phase to do, whatever the shape of the template.

instruction                 a workflow phase (shape S10 of behaviour 4.1), and its outputs
ai_signature.instruction    a code generator (S6), and ai_signature.outputs
template_content            likewise
template                    a row aligned from technology_knowledge
steps                       a code generator: names, or texts
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from techknowledge.composition import composed
from techknowledge.methodology.errors import NothingInstructs, TemplateMissing
from techknowledge.methodology.phases import Phase
from techknowledge.models import TechnologyTemplate


@dataclass(frozen=True)
class Guide:
    """What a template tells a phase to do.

    Attributes:
        identifier: of the template.
        text: with placeholders.
    """

    identifier: str
    text: str


def guide_for(phase: Phase, identifier: str | None = None) -> Guide:
    """The guide of a phase.

    Args:
        identifier: identifier or id of a template to take instead of the usual one.

    Raises:
        TemplateMissing: there is no such template.
        NothingInstructs: it does not say what to do.
    """
    wanted = phase.template if identifier is None else identifier
    row = TechnologyTemplate.objects.find(wanted)
    if row is None:
        raise TemplateMissing(phase.name, wanted)
    text = instructions(composed(row))
    if not text:
        raise NothingInstructs(phase.name, row.identifier)
    return Guide(row.identifier, text)


def instructions(document: Any) -> str:
    """What a template says is to be done; empty if it does not."""
    template = document if isinstance(document, dict) else {}
    signature = template.get("ai_signature")
    signature = signature if isinstance(signature, dict) else {}
    told = [
        *_texts(template.get("instruction"), signature.get("instruction")),
        *_texts(template.get("template_content"), template.get("template")),
        *_listed("Steps:", _steps(template.get("steps"))),
    ]
    if told:
        told += _listed("What is to come of it:", _outputs(template.get("outputs")))
        told += _listed("What is to come of it:", _outputs(signature.get("outputs")))
    return "\n\n".join(told)


def _texts(*values: Any) -> list[str]:
    return [one.strip() for one in values if isinstance(one, str) and one.strip()]


def _listed(heading: str, lines: Iterator[str]) -> list[str]:
    listed = [f"- {line}" for line in lines]
    return ["\n".join([heading, *listed])] if listed else []


def _steps(steps: Any) -> Iterator[str]:
    for step in steps if isinstance(steps, list) else ():
        told = step if isinstance(step, dict) else {"name": step}
        if texts := _texts(told.get("name"), told.get("description")):
            yield ": ".join(texts)


def _outputs(outputs: Any) -> Iterator[str]:
    """Names, or names with what they are, in a list or an object."""
    if isinstance(outputs, dict):
        for name, what in outputs.items():
            yield ": ".join(_texts(name, what))
    else:
        yield from _steps(outputs)

"""What the evidence amounts to: which technologies there are, in a stack and in the code base."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from snapshots.detection.evidence import THRESHOLD, Evidence, Kind, confidence, scope_of, told
from snapshots.detection.known import Known, is_language
from snapshots.detection.matching import Matches
from snapshots.detection.scope import Scope
from techknowledge.signatures import Signature
from techknowledge.technologies import Technology, category_of


@dataclass(frozen=True)
class Detection:
    """A technology that something speaks for.

    Attributes:
        confidence: 0 to 1; from THRESHOLD on it is detected.
        evidence: some places for each rule, the most telling first.
        roots: of its stacks, from the root of the code base, which is "" itself.
    """

    technology: Technology
    display_name: str
    confidence: float
    scope: Scope
    evidence: tuple[Evidence, ...]
    roots: tuple[str, ...]

    @property
    def category(self) -> str:
        return category_of(self.technology.type)

    @property
    def detected(self) -> bool:
        return self.confidence >= THRESHOLD

    def as_json(self) -> dict[str, Any]:
        return {
            "technology": str(self.technology),
            "category": self.category,
            "name": self.technology.name,
            "display_name": self.display_name,
            "confidence": self.confidence,
            "scope": str(self.scope),
            "roots": [root or "." for root in self.roots],
            "evidence": [one.as_json() for one in self.evidence],
        }


@dataclass(frozen=True)
class Judged:
    """All detections of a run, the surest first.

    Attributes:
        stacks: what is detected, by root.
        whole: what is detected anywhere in the code base.
        doubtful: what something speaks for, and too little in each stack.
    """

    stacks: dict[str, tuple[Detection, ...]]
    whole: tuple[Detection, ...]
    doubtful: tuple[Detection, ...]


def judge(known: Known, found: Mapping[str, Matches], places: int) -> Judged:
    """Weigh the evidence, stack by stack; the code base has what any of its stacks has.

    Args:
        found: by root of the stack.
        places: how many are told for each rule.
    """
    stacks: dict[str, list[Detection]] = {root: [] for root in found}
    whole, doubtful = [], []
    for place, signature in enumerate(known.signatures):
        evidence = {
            root: counting
            for root, matches in found.items()
            if (counting := _counting(place, signature, matches))
        }
        each = [_detection(signature, {root: one}, places) for root, one in evidence.items()]
        detected = [one for one in each if one.detected]
        for one in detected:
            stacks[one.roots[0]].append(one)
        if detected:
            roots = [root for one in detected for root in one.roots]
            whole.append(_detection(signature, {root: evidence[root] for root in roots}, places))
        elif each:
            doubtful.append(max(each, key=lambda one: one.confidence))
    return Judged(
        stacks={root: _surest_first(ones) for root, ones in stacks.items()},
        whole=_surest_first(whole),
        doubtful=_surest_first(doubtful),
    )


def _detection(
    signature: Signature, evidence: Mapping[str, list[Evidence]], places: int
) -> Detection:
    """What the evidence of some stacks amounts to together."""
    every = [one for evidence_of_stack in evidence.values() for one in evidence_of_stack]
    return Detection(
        technology=signature.technology,
        display_name=signature.display_name,
        confidence=confidence(every, signature.weight),
        scope=scope_of(every),
        evidence=told(every, places),
        roots=tuple(sorted(evidence)),
    )


def _counting(place: int, signature: Signature, matches: Matches) -> list[Evidence]:
    """The evidence that counts for a technology in a stack."""
    evidence = matches.evidence.get(place, [])
    if place in matches.excluded:
        return []
    if is_language(signature) and not any(one.kind == Kind.LANGUAGE for one in evidence):
        return []
    if signature.at_least > 1 or signature.every_directory:
        return _with_layout(signature, evidence)
    return evidence


def _with_layout(signature: Signature, evidence: list[Evidence]) -> list[Evidence]:
    """With directories as a layout, where they are as many and those that the row asks for.

    How tests and examples are laid out says nothing of the program.
    """
    folders = [one for one in evidence if one.kind == Kind.DIRECTORY and one.scope == Scope.RUNTIME]
    others = [one for one in evidence if one.kind != Kind.DIRECTORY]
    missing = {*signature.directories} - {one.rule for one in folders}
    enough = len({one.file for one in folders}) >= signature.at_least
    if not enough or (signature.every_directory and missing):
        return others
    return others + [one._replace(kind=Kind.LAYOUT) for one in folders]


def _surest_first(detections: Iterable[Detection]) -> tuple[Detection, ...]:
    return tuple(sorted(detections, key=lambda one: (-one.confidence, one.technology)))

"""From a folder and the patterns in the database to a report; nothing is written."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from pathlib import Path
from time import monotonic

from snapshots.detection.detection import Detection, judge
from snapshots.detection.known import Known, known
from snapshots.detection.languages import Language, languages_of
from snapshots.detection.matching import Matches, search
from snapshots.detection.report import Report, Stack
from snapshots.detection.tree import USUAL, Limits, walk
from snapshots.errors import NoReadableFolder, NoRules, UnknownCategory
from techknowledge.models import TechnologyPattern
from techknowledge.pattern_queries import TechnologyPatternQuerySet
from techknowledge.technologies import CATEGORIES, category_of, type_of

# Files that are told for each rule.
PLACES = 3


def detect_technologies(
    path: str | os.PathLike[str],
    *,
    categories: Iterable[str] | None = None,
    patterns: TechnologyPatternQuerySet | None = None,
    limits: Limits = USUAL,
    places: int = PLACES,
) -> Report:
    """Look for technologies in a folder.

    All is looked at whichever categories are asked for, so a category has the same detections as in
    a report of all (behaviour D-5).

    Args:
        categories: in the plural or the singular; None for all.
        patterns: to go by; None for all that the database has (behaviour D-14).
        places: how many files are told for each rule; one at least.

    Raises:
        NoRules: no pattern has a rule.
        UnknownCategory: no pattern is of that category.
        NoReadableFolder: there is no such folder, or it may not be read.
    """
    started = monotonic()
    places = max(places, 1)
    rows = list((TechnologyPattern.objects.all() if patterns is None else patterns).readable())
    knowledge = known(rows)
    if not any(one.has_rules for one in knowledge.signatures):
        raise NoRules(len(rows))
    there_are = _categories(knowledge)
    chosen = _chosen(categories, there_are) if categories else there_are
    if not os.fspath(path):
        raise NoReadableFolder("", "the path is empty")
    tree = walk(Path(path), limits)
    found = search(tree, knowledge, places)
    judged = judge(knowledge, found.stacks, places)

    def of_chosen(detections: Iterable[Detection]) -> tuple[Detection, ...]:
        return tuple(one for one in detections if one.category in chosen)

    def languages(detections: Iterable[Detection], *matches: Matches) -> tuple[Language, ...]:
        detected = {one.technology for one in of_chosen(detections)}
        return tuple(one for one in languages_of(knowledge, matches) if one.technology in detected)

    return Report(
        codebase=os.path.abspath(path),  # noqa: PTH100  (Path.absolute() keeps "..")
        categories=chosen,
        complete=chosen == there_are,
        stacks=tuple(
            Stack(root, languages(judged.stacks[root], matches), of_chosen(judged.stacks[root]))
            for root, matches in found.stacks.items()
        ),
        languages=languages(judged.whole, *found.stacks.values()),
        detections=of_chosen(judged.whole),
        doubtful=of_chosen(judged.doubtful),
        problems=knowledge.problems + found.problems,
        skipped=tree.skipped,
        files=len(tree.files),
        size=found.size,
        seconds=monotonic() - started,
    )


def _categories(knowledge: Known) -> tuple[str, ...]:
    """Categories that there are patterns of, the usual ones first."""
    there_are = {category_of(one.technology.type) for one in knowledge.signatures}
    usual = [category for category in CATEGORIES.values() if category in there_are]
    return (*usual, *sorted(there_are.difference(usual)))


def _chosen(asked: Iterable[str], there_are: Sequence[str]) -> tuple[str, ...]:
    """Categories as they are asked for, in the plural or the singular, in the usual order."""
    chosen = set()
    for one in [asked] if isinstance(asked, str) else asked:
        if (category := category_of(type_of(one))) not in there_are:
            raise UnknownCategory(one, there_are)
        chosen.add(category)
    return tuple(category for category in there_are if category in chosen)

"""A vocabulary out of technology_templates and technology_patterns.

Both tables are read once, row by row: memory goes with the words, not with the rows. What words
there are does not depend on the order of rows, except that of frameworks only the first MOST count;
those of technologies that are met most often come first.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from itertools import chain, islice
from typing import Any

from django.db import DEFAULT_DB_ALIAS, transaction
from django.db.models import CharField, F, Func, QuerySet, TextField
from django.db.models.fields.json import KeyTransform
from django.db.models.functions import Cast, Collate

from alignment.state import aligned_tables
from techknowledge.models import TechnologyPattern, TechnologyTemplate
from techknowledge.signatures import signature_of
from techknowledge.vocabulary.builtin import FRAMEWORKS, PATTERNS
from techknowledge.vocabulary.fragments import fragments_of
from techknowledge.vocabulary.keywords import PHASES, keywords_of
from techknowledge.vocabulary.tags import tags_of
from techknowledge.vocabulary.variables import variables_of
from techknowledge.vocabulary.words import Kind, Vocabulary

# How many frameworks count (behaviour 3.10).
MOST = 200

# Rows that are held at a time. A template may have megabytes.
CHUNK = 200

# Characters of what is said about a row; a value that is no rule is quoted there.
_TELLING = 400


def extract_vocabulary(using: str = DEFAULT_DB_ALIAS) -> Vocabulary:
    """The words of all stored templates and patterns.

    A row that holds what nobody expects gives no words and stops nothing; `Vocabulary.problems`
    tells of it where it should have given some.

    Args:
        using: alias of the database.

    Raises:
        TablesNotUsable: a table or column is missing, or may not be read.
    """
    problems: list[str] = []
    # In a transaction, PostgreSQL sends rows as they are asked for instead of making a copy.
    with aligned_tables(), transaction.atomic(using=using):
        sparc, templates, prompts, patterns = _of_templates(using, problems)
        frameworks = _frameworks(using, problems)
    words = {Kind.FRAMEWORK: frameworks, Kind.PATTERN: patterns}
    return Vocabulary(
        sparc=(*PHASES, *sorted(sparc.difference(PHASES))),
        templates=tuple(sorted(templates)),
        prompts=tuple(sorted(prompts)),
        frameworks=frameworks or FRAMEWORKS,
        patterns=tuple(sorted(patterns)) or PATTERNS,
        built_in=frozenset(kind for kind, found in words.items() if not found),
        problems=tuple(problems),
    )


def _of_templates(using: str, problems: list[str]) -> tuple[set[str], set[str], set[str], set[str]]:
    """Words of SPARC, variables, prompt tags and fragments of code."""
    sparc: set[str] = set()
    templates: set[str] = set()
    prompts: set[str] = set()
    patterns: set[str] = set()
    for document in _documents(using, problems):
        sparc.update(keywords_of(document))
        templates.update(variables_of(document))
        prompts.update(tags_of(document))
        patterns.update(fragments_of(document))
    return sparc, templates, prompts, patterns


def _documents(using: str, problems: list[str]) -> Iterator[Any]:
    rows = (
        TechnologyTemplate.objects.using(using)
        .order_by("id")
        .values_list("identifier", Cast("template", TextField()))
    )
    for identifier, text in rows.iterator(chunk_size=CHUNK):
        yield from _decoded(text, f"template {identifier}", problems)


def _frameworks(using: str, problems: list[str]) -> tuple[str, ...]:
    """Globs, then configuration files, then regular expressions, each once, at most MOST."""
    patterns = TechnologyPattern.objects.using(using).order_by(
        F("detection_count").desc(nulls_last=True),
        Collate("technology_name", "C"),
        Collate("technology_type", "C"),
    )
    marks = chain(
        _elements(patterns, "file_patterns"),
        _elements(patterns, "config_files"),
        _code_patterns(patterns, problems),
    )
    return tuple(islice(_unique(filter(None, marks)), MOST))


def _elements(patterns: QuerySet[TechnologyPattern], column: str) -> Iterator[str | None]:
    """Elements of an array in all rows (P-2)."""
    element = Func(F(column), function="unnest", output_field=CharField())
    return patterns.values_list(element, flat=True).iterator(chunk_size=CHUNK)


def _code_patterns(patterns: QuerySet[TechnologyPattern], problems: list[str]) -> Iterator[str]:
    """Regular expressions over code; of other metadata, which is often large, nothing is read."""
    stated = Cast(KeyTransform("code_patterns", "extended_metadata"), TextField())
    rows = patterns.annotate(stated=stated).filter(stated__isnull=False)
    for name, kind, text in rows.values_list(
        "technology_name", "technology_type", "stated"
    ).iterator(chunk_size=CHUNK):
        for value in _decoded(text, f"pattern {kind}:{name}", problems):
            pattern = TechnologyPattern(
                technology_name=name,
                technology_type=kind,
                extended_metadata={"code_patterns": value},
            )
            signature = signature_of(pattern)
            problems.extend(
                _told(f"pattern {signature.technology}: {one}") for one in signature.problems
            )
            yield from (rule.text for rule in signature.regexes)


def _decoded(text: str, where: str, problems: list[str]) -> Iterator[Any]:
    """The values of a JSON text; nothing if it is nested deeper than Python reads."""
    try:
        # Numbers are no words, and an integer may have more digits than Python takes.
        yield json.loads(text, parse_int=float)
    except RecursionError:
        problems.append(_told(f"{where} is nested too deeply to be read"))


def _told(problem: str) -> str:
    return problem if len(problem) <= _TELLING else f"{problem[:_TELLING]}…"


def _unique(texts: Iterable[str]) -> Iterator[str]:
    seen: set[str] = set()
    for text in texts:
        if text not in seen:
            seen.add(text)
            yield text

"""technology_knowledge by the ORM: to technology_templates and technology_patterns."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

import rfc8785
from django.db import models

from benchmarks.contenders.orm.batches import as_object, rows_of, text_at, write
from techknowledge.models import TechnologyPattern, TechnologyTemplate

_LISTS = ("file_patterns", "directory_patterns", "config_files")
_TEXTS = (
    "version_pattern",
    "build_command",
    "dev_command",
    "install_command",
    "test_command",
    "output_directory",
)
_SPOKEN = ("name", "description", "examples", "best_practices", "antipatterns")


def carry_templates(knowledge: type[models.Model]) -> None:
    """Write a template for each piece of knowledge that has one."""
    write(TechnologyTemplate, _templates(knowledge))


def _templates(knowledge: type[models.Model]) -> Iterator[TechnologyTemplate]:
    taken: set[str] = set()
    attempts: Counter[str] = Counter()
    for row in rows_of(knowledge):
        if not row.template:
            continue
        short, long = f"{row.technology}/{row.name}", f"{row.category}/{row.technology}/{row.name}"
        identifier = short
        if short in taken:
            attempts[long] += 1
            identifier = long if attempts[long] == 1 else f"{long}-{attempts[long]}"
        taken.add(identifier)
        document = {key: getattr(row, key) for key in ("technology", "template", *_SPOKEN)}
        yield TechnologyTemplate(
            identifier=identifier,
            category=row.category,
            version=text_at(row.metadata, "version"),
            source=text_at(row.metadata, "source") or "migrated",
            template=document,
            metadata=as_object(row)
            | {"aliases": [name for name in (short, long) if name != identifier]},
            checksum=hashlib.sha256(rfc8785.dumps(document)).hexdigest(),
            inserted_at=row.inserted_at,
            updated_at=row.updated_at,
        )


def carry_patterns(knowledge: type[models.Model]) -> None:
    """Write a pattern for all knowledge of one technology and category."""
    # A pattern needs all its rows, and its number the first of each: these are kept.
    together: dict[tuple[str, str], list[Any]] = {}
    for row in rows_of(knowledge):
        together.setdefault((row.technology, row.category), []).append(row)
    write(TechnologyPattern, map(_pattern, together.values()))


def _pattern(rows: list[Any]) -> TechnologyPattern:
    first = rows[0]
    said = [row.metadata for row in rows if isinstance(row.metadata, dict)]
    weights = (one["confidence_weight"] for one in said if "confidence_weight" in one)
    return TechnologyPattern(
        technology_name=first.technology,
        technology_type=first.category,
        **{key: _union(one.get(key, ()) for one in said) for key in _LISTS},
        **{key: next(filter(None, (text_at(one, key) for one in said)), None) for key in _TEXTS},
        confidence_weight=next(weights, 1.0),
        extended_metadata={key: getattr(first, key) for key in _SPOKEN}
        | {"knowledge": [_whole(row) for row in rows]},
        created_at=min(row.inserted_at for row in rows),
        updated_at=max(row.updated_at for row in rows),
    )


def _union(lists: Iterable[Iterable[str]]) -> list[str]:
    """All that the lists say, each once."""
    return list(dict.fromkeys(item for one in lists for item in one))


def _whole(row: Any) -> dict[str, Any]:
    """A row as PostgreSQL writes it in JSON."""
    return {key: getattr(row, key) for key in ("technology", "category", "template", *_SPOKEN)} | {
        "id": str(row.id),
        "metadata": row.metadata,
        "inserted_at": row.inserted_at.replace(tzinfo=None).isoformat(),
        "updated_at": row.updated_at.replace(tzinfo=None).isoformat(),
    }

"""Patterns of files, written beside those of others (behaviour T-2, 4.3).

A row is the import's as long as it says what the import wrote: its extended_metadata has the source
and a checksum of all rules. One that somebody changed since is theirs. What was counted of
detections is no rule, and stays in any case.
"""

from __future__ import annotations

import json

from django.db import transaction
from django.db.models import JSONField
from django.db.models.expressions import RawSQL
from rfc8785 import CanonicalizationError

from alignment.fields import UtcNow
from techknowledge.models import TechnologyPattern
from techknowledge.shipped import RULES, rules_checksum
from techknowledge.storing import FILESYSTEM, Outcome

# What files say. They know nothing of version_pattern.
_COLUMNS = [one for one in RULES if one not in ("version_pattern", "extended_metadata")]

# What is there goes through no Python, which would round its numbers.
_METADATA = """
    CASE WHEN jsonb_typeof(extended_metadata) = 'object'
         THEN extended_metadata - %s::text[] ELSE '{}' END || %s::jsonb"""


def write(pattern: TechnologyPattern, *, force: bool, using: str) -> Outcome:
    """Store a pattern, unless the row that is there is somebody else's.

    Args:
        pattern: not saved; keys of its extended_metadata with the value None say nothing.
        force: whoever's the row is. What files do not say stays in its extended_metadata.
    """
    fresh = _merged(pattern, TechnologyPattern())
    rows = TechnologyPattern.objects.using(using).without_times()
    with transaction.atomic(using):
        stored, created = rows.select_for_update().get_or_create(
            technology_name=pattern.technology_name,
            technology_type=pattern.technology_type,
            defaults={column: getattr(fresh, column) for column in RULES},
        )
        if created:
            return Outcome.INSERTED
        if not (force or _is_ours(stored)):
            return Outcome.KEPT
        merged = _merged(pattern, stored)
        if all(getattr(stored, column) == getattr(merged, column) for column in RULES):
            return Outcome.UNCHANGED
        rows.filter(pk=stored.pk).update(
            **{column: getattr(merged, column) for column in _COLUMNS},
            extended_metadata=_rewritten(pattern, merged),
            updated_at=UtcNow(),
        )
    return Outcome.UPDATED


def _merged(pattern: TechnologyPattern, stored: TechnologyPattern) -> TechnologyPattern:
    """What a row is to say."""
    there = stored.extended_metadata if isinstance(stored.extended_metadata, dict) else {}
    others = {key: there[key] for key in there.keys() - _keys(pattern)}
    said = {key: value for key, value in pattern.extended_metadata.items() if value is not None}
    merged = TechnologyPattern(
        **{column: getattr(pattern, column) for column in _COLUMNS},
        version_pattern=stored.version_pattern,
        extended_metadata={**others, **said, "source": FILESYSTEM},
    )
    merged.extended_metadata["checksum"] = _checksum(merged)
    return merged


def _rewritten(pattern: TechnologyPattern, merged: TechnologyPattern) -> RawSQL:
    keys = _keys(pattern)
    ours = {key: value for key, value in merged.extended_metadata.items() if key in keys}
    return RawSQL(_METADATA, [list(keys), json.dumps(ours)], output_field=JSONField())


def _keys(pattern: TechnologyPattern) -> set[str]:
    """Keys that the import writes, or removes."""
    return {*pattern.extended_metadata, "source", "checksum"}


def _is_ours(stored: TechnologyPattern) -> bool:
    metadata = stored.extended_metadata
    ours = isinstance(metadata, dict) and metadata.get("source") == FILESYSTEM
    return bool(ours and metadata.get("checksum") == _checksum(stored))


def _checksum(pattern: TechnologyPattern) -> str:
    """Of all rules; of a row with a number that no file can have, something that is none."""
    try:
        return rules_checksum(pattern)
    except (CanonicalizationError, OverflowError) as error:
        return f"none: {error}"[:100]

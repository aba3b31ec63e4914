"""Writing a template: one statement, whoever else is writing (behaviour 3.6).

The original reads and then writes, and a second writer gets an exception (T-6). It also writes over
what agents stored on purpose (T-2); here a row belongs to its source.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.db import connections, transaction

from alignment.documents import flaw_in
from techknowledge.canonical import checksum
from techknowledge.errors import InvalidTemplate
from techknowledge.identifiers import LONGEST, category_of, normalised
from techknowledge.versions import as_text, version_of

# The source of rows that come from files: whoever has a better one may replace them.
FILESYSTEM = "filesystem"

# Keys of metadata stay unless they are written anew, or removed.
_UPSERT = """
    INSERT INTO technology_templates AS stored
        (identifier, category, version, source, template, metadata, checksum)
    VALUES (%(identifier)s, %(category)s, %(version)s, %(source)s, %(template)s::jsonb,
            %(metadata)s::jsonb, %(checksum)s)
    ON CONFLICT (identifier) DO UPDATE SET
        (category, version, source, template, metadata, checksum, updated_at) =
        (SELECT excluded.category, excluded.version, excluded.source, excluded.template,
                CASE WHEN jsonb_typeof(stored.metadata) = 'object'
                     THEN stored.metadata - %(removed)s::text[] ELSE '{}' END || excluded.metadata,
                excluded.checksum, timezone('utc', now()))
    WHERE (%(force)s OR stored.source IN (%(filesystem)s, excluded.source))
      AND NOT ((stored.category, stored.version, stored.source, stored.template, stored.checksum)
                   IS NOT DISTINCT FROM
               (excluded.category, excluded.version, excluded.source, excluded.template,
                excluded.checksum)
               AND jsonb_typeof(stored.metadata) = 'object'
               AND stored.metadata @> excluded.metadata
               AND NOT stored.metadata ?| %(removed)s::text[])
    RETURNING xmax = 0"""

_SOURCE = "SELECT source FROM technology_templates WHERE identifier = %s"


class Outcome(StrEnum):
    """What became of a row that was to be written."""

    INSERTED = "inserted"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    KEPT = "kept"

    @property
    def written(self) -> bool:
        return self in (Outcome.INSERTED, Outcome.UPDATED)


@dataclass(frozen=True)
class Row:
    """A template as it is to be stored.

    Attributes:
        metadata: keys to set; those of the value None are removed. Others stay as they are.
    """

    identifier: str
    category: str
    version: str | None
    source: str
    template: dict[str, Any]
    metadata: Mapping[str, Any]

    @property
    def parameters(self) -> dict[str, Any]:
        """For the statement."""
        kept = {key: value for key, value in self.metadata.items() if value is not None}
        return {
            "identifier": self.identifier,
            "category": self.category,
            "version": self.version,
            "source": self.source,
            "template": json.dumps(self.template),
            "metadata": json.dumps(kept),
            "removed": [key for key, value in self.metadata.items() if value is None],
            "checksum": checksum(self.template),
        }


def row_for(
    identifier: str | Sequence[str],
    template: Any,
    *,
    category: str | None,
    version: str | float | None,
    source: str,
    metadata: Mapping[str, Any] | None,
) -> Row:
    """A row with all that can be derived: see `TechnologyTemplateQuerySet.upsert`.

    Raises:
        InvalidIdentifier, InvalidTemplate
    """
    name = normalised(identifier)
    if not isinstance(template, dict):
        raise InvalidTemplate(name, f"it is a {type(template).__name__}, and no object")
    stated = {"category": category, "version": version, "source": source, "metadata": metadata}
    if flaw := flaw_in("template", template) or flaw_in("options", stated):
        raise InvalidTemplate(name, str(flaw))
    if version is not None and as_text(version) is None:
        raise InvalidTemplate(name, f"the version is {version!r}, neither a text nor a number")
    row = Row(
        identifier=name,
        category=(category or "").strip() or category_of(name, template),
        version=version_of(template) if version is None else as_text(version),
        source=source,
        template=template,
        metadata=metadata or {},
    )
    _refuse_what_no_index_takes(row)
    return row


def write(row: Row, *, force: bool, using: str) -> Outcome:
    """Store a row, unless it belongs to another source or is there already.

    Args:
        force: whoever the row that is there belongs to.
    """
    parameters = row.parameters | {"force": force, "filesystem": FILESYSTEM}
    with transaction.atomic(using), connections[using].cursor() as cursor:
        cursor.execute(_UPSERT, parameters)
        if written := cursor.fetchone():
            return Outcome.INSERTED if written[0] else Outcome.UPDATED
        # The statement has locked the row that it left alone, so this is still why.
        cursor.execute(_SOURCE, [row.identifier])
        ((source,),) = cursor.fetchall()
    ours = force or source in (FILESYSTEM, row.source)
    return Outcome.UNCHANGED if ours else Outcome.KEPT


def _refuse_what_no_index_takes(row: Row) -> None:
    """A category and a version stand in one index."""
    length = len(f"{row.category}{row.version or ''}".encode())
    if length > LONGEST:
        reason = f"category and version have {length:,} bytes together, over {LONGEST:,}"
        raise InvalidTemplate(row.identifier, reason)

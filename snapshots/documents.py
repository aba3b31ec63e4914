"""Documents of a snapshot, as its jsonb columns hold them."""

from __future__ import annotations

import json
from collections.abc import Mapping

from alignment.documents import flaw_in, plain
from snapshots.errors import InvalidValue

# Bytes of a document's JSON. A jsonb ends at 256 MB, and takes up to five times what its text does.
LARGEST = 16 << 20


def document_of(field: str, value: object) -> str:
    """A mapping as JSON for a jsonb column; of None, the empty one.

    The original made an empty document of a list, a text or a number (behaviour 3.1), and what it
    said was lost without a word; here they are refused.

    Args:
        field: which column it is for.

    Raises:
        InvalidValue: it is no mapping, or there is something in it that jsonb cannot hold.
    """
    if not isinstance(value, Mapping | None):
        raise InvalidValue(field, value, "not a mapping. Give a mapping of text keys, or None")
    if flaw := flaw_in(field, value or {}):
        raise InvalidValue(flaw.place, flaw.value, flaw.why)
    text = json.dumps(plain(value or {}))
    if len(text) > LARGEST:
        raise InvalidValue(
            field, value, f"{len(text):,} bytes of JSON, more than {LARGEST:,}. Record less of it"
        )
    return text

"""Canonical JSON (RFC 8785), and a document's checksum: the same in every process and database.

The original's depended on the order of a map's keys (behaviour T-5). `mapping/canonical.py` is the
same in SQL, frozen with its migration; a test holds the two together.
"""

from __future__ import annotations

from hashlib import sha256
from typing import Any

import rfc8785


def canonical(document: Any) -> bytes:
    """A document of JSON values as canonical JSON.

    RFC 8785 speaks of doubles only: an integer beyond 2**53 is written as the nearest double.

    Raises:
        rfc8785.CanonicalizationError: a number that no double is near, a lone surrogate, nesting
            that is deeper than Python goes.
    """
    try:
        return rfc8785.dumps(_in_doubles(document))
    except (OverflowError, UnicodeEncodeError, RecursionError) as error:
        raise rfc8785.CanonicalizationError(str(error)) from error


def checksum(document: Any) -> str:
    """SHA-256 of the canonical JSON, in lower-case hexadecimal."""
    return sha256(canonical(document)).hexdigest()


def _in_doubles(value: Any) -> Any:
    match value:
        case dict():
            return {key: _in_doubles(one) for key, one in value.items()}
        case list():
            return [_in_doubles(one) for one in value]
        case int() if not isinstance(value, bool) and abs(value) >= 2**53:
            return float(value)
    return value

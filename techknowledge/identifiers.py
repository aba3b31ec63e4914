"""Names of templates: how they are written, and what category one says (behaviour 3.6, 4.2).

An identifier is a path of segments, ``framework/phoenix``. The same rule holds for files that are
imported and for names that are asked for, so that ``Framework/Phoenix`` is found (T-4). It is never
joined to a directory; names that would leave one are refused all the same (L-7).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from typing import Any

from techknowledge.errors import InvalidIdentifier

# Bytes of a text that an index takes, whatever the text is: an entry of a b-tree ends at 2,704, one
# of a GIN index at 2,712. The alignment lets as many cross.
LONGEST = 2600

# What stands for a template that says of no category.
UNKNOWN = "unknown"

_WHITESPACE = re.compile(r"\s+")
_OTHER = re.compile(r"[^A-Za-z0-9_-]")


def normalised(identifier: str | Sequence[str]) -> str:
    """A name as it is stored.

    Each segment is trimmed, runs of white space become ``_``, any other character than ASCII
    letters, digits, ``_`` and ``-`` becomes one ``-`` (T-4: one for a character, however many bytes
    it has), and letters become small.

    >>> normalised("Framework/My File")
    'framework/my_file'
    >>> normalised(["cloud", "aws.v2"])
    'cloud/aws-v2'

    Args:
        identifier: a path, or its segments.

    Raises:
        InvalidIdentifier: it is no text, has an empty segment, leads out of its folder, or is
            longer than LONGEST.
    """
    text = text_of(identifier)
    if text is None:
        raise InvalidIdentifier(identifier, "it is no text")
    for sign, name in ("\\", "a backslash"), ("\0", "a NUL character"):
        if sign in text:
            raise InvalidIdentifier(identifier, f"it has {name}")
    name = "/".join(_segment(identifier, one) for one in text.split("/"))
    if len(name) > LONGEST:
        raise InvalidIdentifier(identifier, f"it has {len(name):,} characters, over {LONGEST:,}")
    return name


def text_of(identifier: Any) -> str | None:
    """A name in one text, not normalised; None where it is neither a text nor texts."""
    if isinstance(identifier, str):
        return identifier
    if isinstance(identifier, Sequence) and all(isinstance(one, str) for one in identifier):
        return "/".join(identifier)
    return None


def category_of(identifier: str, template: dict[str, Any]) -> str:
    """The category of a template for which nobody states one (T-3).

    Args:
        identifier: normalised.

    Returns:
        The first segment; for a name of one segment the ``category`` of the template itself, and
        UNKNOWN where it has none.
    """
    first, slash, _ = identifier.partition("/")
    if slash:
        return first
    own = template.get("category")
    return own.strip() if isinstance(own, str) and own.strip() else UNKNOWN


def _segment(identifier: str | Sequence[str], text: str) -> str:
    segment = unicodedata.normalize("NFC", text).strip()
    if not segment:
        raise InvalidIdentifier(identifier, "it has an empty segment")
    if segment in (".", ".."):
        raise InvalidIdentifier(identifier, f"its segment {segment!r} is a step in a file system")
    return _OTHER.sub("-", _WHITESPACE.sub("_", segment)).lower()

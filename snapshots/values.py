"""What a snapshot is recorded under and with: made fit, or refused with the remedy.

Queries use the same functions, so that what was recorded is found however it is asked for.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Mapping
from pathlib import Path

from alignment.documents import flaw_of
from snapshots.errors import InvalidValue
from techknowledge.identifiers import LONGEST
from techknowledge.technologies import Technology

LARGEST_NUMBER = 2**63 - 1

_PATH = re.compile(r"[/~]|\.{1,2}(/|\Z)")
_NUMBER = re.compile(r"0*([1-9][0-9]{0,18})")


def codebase_of(path_or_id: str | os.PathLike[str]) -> str:
    """The id of a code base, one for all ways to write it (behaviour S-7).

    >>> codebase_of(Path("/srv/shop/"))
    '/srv/shop'
    >>> codebase_of("/srv/./shop//")
    '/srv/shop'
    >>> codebase_of(" acme/shop ")
    'acme/shop'

    Args:
        path_or_id: a path: any ``os.PathLike``, or a text that is ``.`` or ``..`` or begins with
            ``/``, ``./``, ``../`` or ``~``; it becomes absolute. Or else an id that somebody gave
            the code base; it is trimmed and stays. Symbolic links are not followed, so
            ``/srv/shop/current`` is one code base in all its releases.

    Raises:
        InvalidValue: it is empty, too long for an index or no text, or has no absolute path.
    """
    text = _text_of(path_or_id)
    if isinstance(path_or_id, os.PathLike) or _PATH.match(text):
        text = _absolute(text)
    if not text:
        raise _refused(path_or_id, "empty. Give the path of the code base, or an id")
    if (size := len(text.encode())) > LONGEST:
        raise _refused(
            path_or_id, f"{size:,} bytes, more than {LONGEST:,}, which an index holds. Give an id"
        )
    return text


def number_of(snapshot_id: int | str) -> int:
    """The number of a snapshot, which may be written in digits.

    Raises:
        InvalidValue: it is no whole number from 1 to what a bigint holds.
    """
    if isinstance(snapshot_id, str) and (digits := _NUMBER.fullmatch(snapshot_id.strip())):
        snapshot_id = int(digits[1])
    whole = isinstance(snapshot_id, int) and not isinstance(snapshot_id, bool)
    if not (whole and 0 < int(snapshot_id) <= LARGEST_NUMBER):
        raise InvalidValue(
            "snapshot_id",
            snapshot_id,
            f"not a whole number from 1 to {LARGEST_NUMBER:,}. Give one, or None for the next",
        )
    return int(snapshot_id)


def technologies_of(detected: Iterable[object] | None) -> list[str]:
    """Detected technologies as a snapshot has them: canonical, each once, in the order given.

    None and empty ones are left out, numbers become texts. A boolean is refused like a mapping: the
    original made the technology "true" of it (behaviour S-4).

    Raises:
        InvalidValue: it is no list, or there is something in it that names no technology.
    """
    if detected is None:
        return []
    single = isinstance(detected, str | bytes | Mapping | Technology)
    if single or not isinstance(detected, Iterable):
        raise InvalidValue(
            "detected_technologies", detected, "not a list. Give a list of texts, or None"
        )
    texts = (
        technology_of(one, f"detected_technologies[{place}]")
        for place, one in enumerate(detected)
        if one is not None
    )
    return list(dict.fromkeys(text for text in texts if text))


def technology_of(value: object, field: str = "technology") -> str:
    """A technology in the one form that this project writes (behaviour D-11).

    >>> technology_of("Frameworks:Phoenix")
    'framework:phoenix'
    >>> technology_of("something else")
    'something else'

    Args:
        value: a Technology, a text in whatever vocabulary, or a number.
        field: what to call it in an error.

    Raises:
        InvalidValue: it is none of these, or too long for an index.
    """
    flaw = flaw_of(str(value) if isinstance(value, Technology) else value)
    if isinstance(value, bool):
        flaw = "a boolean, which names no technology. Leave it out"
    elif not isinstance(value, str | int | float | Technology):
        flaw = f"a {type(value).__name__}, which names no technology. Give a text"
    if flaw:
        raise InvalidValue(field, value, flaw)
    text = canonical(str(value))
    if (size := len(text.encode())) > LONGEST:
        raise InvalidValue(
            field, value, f"{size:,} bytes, more than {LONGEST:,}, which an index holds. Shorten it"
        )
    return text


def canonical(text: str) -> str:
    """A text that names a technology, in the canonical form; trimmed where it has no category."""
    return str(Technology.parse(text) or text.strip())


def _text_of(path_or_id: str | os.PathLike[str]) -> str:
    text: object = path_or_id.strip() if isinstance(path_or_id, str) else None
    if isinstance(path_or_id, os.PathLike):
        text = os.fspath(path_or_id)
    if not isinstance(text, str):
        raise _refused(path_or_id, "neither a path nor a text. Give one of these")
    if flaw := flaw_of(text):
        raise _refused(path_or_id, flaw)
    return text


def _absolute(text: str) -> str:
    try:
        path = os.path.normpath(Path(text).expanduser().absolute())
    except (OSError, RuntimeError) as error:  # no current folder any more, no such user
        raise _refused(
            text, f"no path can be made of it ({error}). Give an absolute one"
        ) from error
    return "/" + path.lstrip("/")  # POSIX lets two slashes at the beginning be


def _refused(path_or_id: object, why: str) -> InvalidValue:
    return InvalidValue("codebase_id", path_or_id, why)

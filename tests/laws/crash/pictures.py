"""What the tables of each section look like, by pg_dump, and how two pictures differ."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache

from tests.scratch import Scratch

Picture = dict[str, str]
"""The dump of the tables in use, by section."""

UUID = re.compile(r"\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b")

BORN_ID = re.compile(r"^\d+(?=\t.*\bborn by )", re.MULTILINE)

SEQUENCE = re.compile(r"^(SELECT pg_catalog\.setval\('[^']+', )\d+", re.MULTILINE)


def picture(database: Scratch, tables: Mapping[str, Sequence[str]]) -> Picture:
    return {section: database.dump(*names, schema="public") for section, names in tables.items()}


def uuids(*texts: str) -> frozenset[str]:
    return frozenset(UUID.findall("\n".join(texts)))


@lru_cache(maxsize=12)  # what is expected is compared with several times
def plain(dump: str, known: frozenset[str]) -> str:
    """A dump without what two databases that did the same may legitimately differ in.

    - the order of rows, of which a table has none;
    - uuids that were made for rows born on the aligned side: all that are not `known`;
    - ids of rows born later, and the last number given: a sequence does not go back with the
      transaction, and after a crash it goes on up to 32 numbers later.
    """
    dump = UUID.sub(lambda found: found[0] if found[0] in known else "uuid", dump)
    dump = SEQUENCE.sub(r"\1last", BORN_ID.sub("id", dump))
    return "\n".join(sorted(dump.splitlines()))


def differences(
    found: Picture, expected: Picture, view: Callable[[str], str] = str
) -> dict[str, str]:
    """What differs in the view of each section's dump: as it is, to the byte, or `plain`."""
    told = {
        section: difference(found.get(section, ""), expected.get(section, ""), view)
        for section in found.keys() | expected.keys()
    }
    return {section: text for section, text in told.items() if text}


def difference(found: str, expected: str, view: Callable[[str], str]) -> str:
    """In a few lines; dumps have many megabytes, too many for pytest to compare."""
    if found == expected or (found := view(found)) == (expected := view(expected)):
        return ""
    lines, others = Counter(found.splitlines()), Counter(expected.splitlines())
    if lines == others:
        return "the same lines in another order"
    more, less = list(lines - others), list(others - lines)
    examples = [f"+ {line[:300]}" for line in more[:3]] + [f"- {line[:300]}" for line in less[:3]]
    return "\n".join([f"{len(more)} lines too many, {len(less)} missing", *examples])

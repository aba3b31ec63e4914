"""What becomes of technology knowledge as a pattern, forward: many rows, one pattern."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from tests.laws import words
from tests.laws.oracle import Differences, Passage, same, verbatim
from tests.laws.oracle_templates import KNOWLEDGE
from tests.laws.reading import Row, Table
from tests.laws.words import as_object, at, plain, string_at, text_at

PATTERNS = "technology_patterns"
LISTS = ("file_patterns", "directory_patterns", "config_files")
TEXTS = (
    "version_pattern",
    "build_command",
    "dev_command",
    "install_command",
    "test_command",
    "output_directory",
)
SPOKEN = ("name", "description", "examples", "best_practices", "antipatterns")
COUNTED = {"detection_count": 0, "success_rate": "1", "last_detected_at": None}
NOTED = (
    *LISTS,
    *TEXTS,
    *COUNTED,
    "confidence_weight",
    "extended_metadata",
    "technology_name",
    "technology_type",
)
"""What knowledge has no column for, or none that holds it: it stands in `metadata`."""

Group = tuple[str, str]


def group(knowledge: Row) -> Group:
    return knowledge["technology"], knowledge["category"]


def in_order(rows: list[Row]) -> list[Row]:
    return sorted(rows, key=lambda row: (row["inserted_at"], row["id"]))


def document(knowledge: Row) -> dict[str, Any]:
    """A row in full, as it stands in its pattern."""
    found = {column: plain(value) for column, value in knowledge.values.items()}
    return found | {key: found[key].replace(" ", "T") for key in ("inserted_at", "updated_at")}


def union(rows: list[Row], key: str) -> list[str]:
    lists = [at(row["metadata"], key) for row in rows]
    texts = [item for some in lists if isinstance(some, list) for item in some]
    return list(dict.fromkeys(text for text in texts if isinstance(text, str)))


def spoken(first: Row) -> dict[str, Any]:
    """What the first row says of its pattern, in full where that is noted."""
    noted = plain(at(first["metadata"], "extended_metadata"))
    return {key: first[key] for key in SPOKEN} | {
        "name": words.whole(first["name"], string_at(noted, "name")),
        "antipatterns": words.whole_texts(first["antipatterns"], at(noted, "antipatterns")),
    }


def kept_list(together: list[str], first: Row, key: str, was: Row | None) -> list[str] | None:
    """A list as the pattern itself said it, where the rows add nothing to that."""
    if was is None:
        return together
    before: list[str] | None = was[key]
    if before is None:
        return together or None
    same_said = at(first["metadata"], key) == before and set(together) <= set(before)
    return before if same_said else together


def forward(rows: list[Row], was: Row | None) -> dict[str, Any]:
    """The pattern of all rows of one group, given what it is so far."""
    rows = in_order(rows)
    first = rows[0]
    weights = [words.double_at(row["metadata"], "confidence_weight") for row in rows]
    found: dict[str, Any] = {key: kept_list(union(rows, key), first, key, was) for key in LISTS}
    for key in TEXTS:
        found[key] = words.first(*(text_at(row["metadata"], key) for row in rows))
        if found[key] is None and was is not None and was[key] == "":
            found[key] = ""
    for column, source in (("technology_name", "technology"), ("technology_type", "category")):
        found[column] = words.whole(first[source], string_at(first["metadata"], column))
    weightless = was is not None and was["confidence_weight"] is None
    return found | {
        "confidence_weight": words.first(*weights, *([] if weightless else [1.0])),
        "created_at": rows[0]["inserted_at"],
        "updated_at": max(row["updated_at"] for row in rows),
        "extended_metadata": spoken(first) | {"knowledge": [document(row) for row in rows]},
    }


def check_forward(passage: Passage) -> tuple[Differences, Differences]:
    """Check all patterns; the differences of knowledge, and those of patterns."""
    return Forward(passage).check()


class Forward:
    """Groups in which nothing differs keep their pattern; the others' are as section 6 says."""

    def __init__(self, passage: Passage) -> None:
        self.then, self.now = passage.last.tables[PATTERNS], passage.after.tables[PATTERNS]
        self.rows: Table = passage.before.tables[KNOWLEDGE]
        self.was_in = dict(passage.last.pairs(KNOWLEDGE, PATTERNS))
        self.is_in = dict(passage.after.pairs(KNOWLEDGE, PATTERNS))
        known = {r.legacy_id for r in passage.last.receipts if r.aligned_table == PATTERNS}
        self.found = Differences.between(passage.last.tables[KNOWLEDGE], self.rows, known)
        self.members: dict[Group, list[Row]] = defaultdict(list)
        for row in self.rows.values():
            self.members[group(row)].append(row)

    def check(self) -> tuple[Differences, Differences]:
        moving = self._moving_groups()
        owner = self._owners(moving)
        for key, name in owner.items():
            self._check_pattern(key, self.members[name])
        for key, row in self.rows.items():
            if group(row) not in moving:
                assert self.is_in.get(key) == self.was_in.get(key), f"{key} changed its pattern"
        kept = set(self.is_in.values()) - set(owner)
        verbatim(self.then, self.now, kept, "whose knowledge is untouched")
        assert set(self.now) == set(self.is_in.values()), "patterns without knowledge"
        return self.found, self._figures(set(owner))

    def _moving_groups(self) -> set[Group]:
        """Groups in which a row differs or did; and those with a pattern in common with these."""
        patterns = {self.was_in[key] for key in self.found.any if key in self.was_in}
        moving = {group(self.rows[key]) for key in self.found.born | self.found.changed}
        size = -1
        while len(moving) > size:
            size = len(moving)
            members = [row["id"] for name in moving for row in self.members[name]]
            for partner in (self.was_in, self.is_in):
                patterns |= {partner[key] for key in members if key in partner}
            moving |= {
                group(row) for key, row in self.rows.items() if self.was_in.get(key) in patterns
            }
        return moving

    def _owners(self, moving: set[Group]) -> dict[str, Group]:
        """Groups by their pattern: each has one of its own, the same for all its rows."""
        owner: dict[str, Group] = {}
        for name in moving:
            places = {self.is_in.get(row["id"]) for row in self.members[name]}
            assert len(places) == 1, f"{name} is in several patterns, or only partly in one"
            [key] = places
            assert key is not None, f"{name} has no pattern"
            assert owner.setdefault(key, name) == name, f"{key} is of {owner[key]} and {name}"
        return owner

    def _check_pattern(self, key: str, rows: list[Row]) -> None:
        was, pattern = self.then.get(key), self.now[key]
        expected = forward(rows, was)
        weight = expected.pop("confidence_weight")
        assert words.same_double(pattern["confidence_weight"], weight), pattern
        counted = COUNTED
        if was is not None:
            counted = {column: was[column] for column in COUNTED}
            own = as_object(was["extended_metadata"], "extended_metadata")
            expected["extended_metadata"] = own | expected["extended_metadata"]
            for column in ("created_at", "updated_at"):
                if was[column] and words.to_second(was[column]) == expected[column]:
                    expected[column] = was[column]
        for column, value in (expected | counted).items():
            same(pattern[column], value, f"{column} of the pattern of {group(rows[0])}")

    def _figures(self, written: set[str]) -> Differences:
        """What happened to the patterns."""
        return Differences(
            born=set(self.now) - set(self.then),
            changed=written & set(self.then),
            deleted=set(self.then) - set(self.now),
            untouched=set(self.now) - written,
        )

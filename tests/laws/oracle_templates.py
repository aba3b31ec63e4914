"""What becomes of technology knowledge as a template, forward."""

from __future__ import annotations

from hashlib import sha256
from typing import Any

import rfc8785

from tests.laws import words
from tests.laws.oracle import Differences, Passage, check_pair, same
from tests.laws.reading import Row, Table, parse
from tests.laws.words import MISSING, as_object, at, string_at, text_at, texts_at

KNOWLEDGE, TEMPLATES = "technology_knowledge", "technology_templates"
SEVEN_KEYS = (
    "technology",
    "name",
    "description",
    "template",
    "examples",
    "best_practices",
    "antipatterns",
)
NOTED = (
    "version",
    "source",
    "identifier",
    "template",
    "checksum",
    "category",
    "inserted_at",
    "updated_at",
)
"""What knowledge has no column for, or none that holds it: it stands in `metadata`."""


def has_template(knowledge: Row) -> bool:
    return bool(knowledge["template"])


def check_forward(passage: Passage) -> Differences:
    return check_pair(passage, KNOWLEDGE, TEMPLATES, Forward(passage), partnered=has_template)


def forward(knowledge: Row, was: Row | None) -> dict[str, Any]:
    """The template of a row, without its document and what depends on other rows."""
    metadata = knowledge["metadata"]
    source = text_at(metadata, "source") or "migrated"
    if was is not None and at(metadata, "source") == was["source"]:
        source = was["source"]
    return {
        "category": words.whole(knowledge["category"], string_at(metadata, "category")),
        "version": string_at(metadata, "version"),
        "source": source,
        "inserted_at": words.finer(knowledge["inserted_at"], string_at(metadata, "inserted_at")),
        "updated_at": words.finer(knowledge["updated_at"], string_at(metadata, "updated_at")),
    }


def canonical(thing: Any) -> Any:
    """Numbers as doubles, which is all that RFC 8785 knows."""
    if isinstance(thing, dict):
        return {key: canonical(value) for key, value in thing.items()}
    if isinstance(thing, list):
        return [canonical(value) for value in thing]
    return float(thing) if words.is_number(thing) else thing


def checksum(template: Any) -> str:
    return sha256(rfc8785.dumps(canonical(template))).hexdigest()


def said(template: Any, key: str) -> Any:
    """What a template says about a column of knowledge, as that column would hold it."""
    if key in ("technology", "name"):
        return words.fitted(string_at(template, key))
    if key == "antipatterns":
        return words.fitted_texts(texts_at(template, key))
    if key == "examples":
        return texts_at(template, key)
    return text_at(template, key) if key == "template" else string_at(template, key)


def names(knowledge: Row) -> tuple[str, str]:
    """The short name and the long one."""
    short = f"{knowledge['technology']}/{knowledge['name']}"
    return short, f"{knowledge['category']}/{short}"


def is_text_of(text: str, template: Any) -> bool:
    """Whether a text is a whole document, which has no text of its own to tell."""
    try:
        return not text_at(template, "template") and bool(parse(text) == template)
    except ValueError:
        return False


def document(knowledge: Row, was: Row | None) -> Any:
    """Of a template that is there already only the keys change whose column was changed."""
    fresh = {key: knowledge[key] for key in SEVEN_KEYS}
    before = was["template"] if was else None
    if before is not None and is_text_of(knowledge["template"], before):
        fresh["template"] = at(before, "template")
        if not isinstance(before, dict):
            return before
    if not isinstance(before, dict):
        return fresh
    kept = {key for key in SEVEN_KEYS if said(before, key) == knowledge[key]}
    changed = {key: value for key, value in fresh.items() if key not in kept}
    return before | {key: value for key, value in changed.items() if value is not MISSING}


class Forward:
    """A template is what section 6 makes of its knowledge."""

    def __init__(self, passage: Passage) -> None:
        self.templates: Table = passage.after.tables[TEMPLATES]

    def __call__(self, key: str, knowledge: Row, place: str, was: Row | None, now: Row) -> None:
        expected = forward(knowledge, was)
        expected["template"] = document(knowledge, was)
        aliases = [name for name in names(knowledge) if name != now["identifier"]]
        expected["metadata"] = as_object(knowledge["metadata"], "metadata") | {"aliases": aliases}
        for column, value in expected.items():
            same(now[column], value, f"{column} of the template of {key}")
        same(now["checksum"], checksum(now["template"]), f"checksum of the template of {key}")
        self._check_identifier(knowledge, was, now)

    def _check_identifier(self, knowledge: Row, was: Row | None, now: Row) -> None:
        """The short name; where another has it the long one, with a number if need be."""
        found = now["identifier"]
        if was is not None:
            same(found, was["identifier"], "identifier, once given,")
            return
        others = {row["identifier"] for row in self.templates.values() if row is not now}
        short, long = names(knowledge)
        if found == short:
            return
        assert short in others, f"{short} was free, got {found}"
        if found != long:
            assert long in others, f"{long} was free, got {found}"
            number = found.removeprefix(f"{long}-")
            assert number.isdigit(), found
            assert all(f"{long}-{nth}" in others for nth in range(2, int(number))), found

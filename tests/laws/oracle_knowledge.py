"""What becomes of technology knowledge whose template, pattern or both were written to."""

from __future__ import annotations

from typing import Any

from tests.laws import oracle_patterns, oracle_templates, words
from tests.laws.oracle import Differences, Passage, same, verbatim
from tests.laws.oracle_patterns import PATTERNS
from tests.laws.oracle_templates import KNOWLEDGE, TEMPLATES
from tests.laws.reading import Row, Table
from tests.laws.words import as_object, at, plain, string_at, text_at, texts_at, without

KEYS = {"aliases", *oracle_templates.NOTED, *oracle_patterns.NOTED}


def check(passage: Passage) -> dict[str, Differences]:
    if passage.forward:
        templates = oracle_templates.check_forward(passage)
        _, patterns = oracle_patterns.check_forward(passage)
        return {TEMPLATES: templates, PATTERNS: patterns}
    return Backward(passage).check()


def of_template(template: Row, was: dict[str, Any]) -> dict[str, Any]:
    """What a template says about the columns of its knowledge."""
    told, parts = template["template"], template["identifier"].split("/")
    technology = parts[-2] if len(parts) > 1 else ""
    return {
        "technology": words.first(
            string_at(told, "technology"),
            was.get("technology"),
            technology or None,
            template["category"],
        ),
        "category": template["category"],
        "name": words.first(
            string_at(told, "name"), was.get("name"), parts[-1] or None, template["identifier"]
        ),
        **spoken(told, was),
    }


def of_pattern(pattern: Row, was: dict[str, Any], is_first: bool) -> dict[str, Any]:
    """What a pattern says about the columns of one of its rows."""
    told = pattern["extended_metadata"] if is_first else {}
    return {
        "technology": pattern["technology_name"],
        "category": pattern["technology_type"],
        "name": words.first(string_at(told, "name"), was.get("name"), pattern["technology_name"]),
        **spoken(told, was),
    }


def spoken(told: Any, was: dict[str, Any]) -> dict[str, Any]:
    """The columns that both can say; what is missing or of another type stays as it was."""
    found: dict[str, Any] = {}
    for key in ("description", "best_practices"):
        value = at(told, key)
        usable = value is None or isinstance(value, str)
        found[key] = value if usable else was.get(key)
    for key in ("examples", "antipatterns"):
        found[key] = was.get(key) if at(told, key) is not None else None
        found[key] = words.first(texts_at(told, key), found[key])
    return found


def as_stored(values: dict[str, Any]) -> dict[str, Any]:
    """Cut to what the columns can hold."""
    found = dict(values)
    for key in ("technology", "category", "name"):
        found[key] = words.fitted(found[key])
    found["antipatterns"] = words.fitted_texts(found["antipatterns"])
    return found


def _is_told(key: str, value: Any) -> bool:
    """Whether a part of a document is of the type that its column can take."""
    if value is None:
        return key not in ("technology", "name")
    return words.is_texts(value) if key in ("examples", "antipatterns") else isinstance(value, str)


def _told_again(now: Row, template: Row) -> Any:
    """The document as forward would make it, save that it fills in what the column has."""
    again, told = oracle_templates.document(now, template), template["template"]
    if not isinstance(again, dict) or not isinstance(told, dict):
        return again
    untold = [
        key
        for key in oracle_templates.SEVEN_KEYS
        if key not in told or not _is_told(key, told[key])
    ]
    return without(again, untold) | {key: told[key] for key in untold if key in told}


class Backward:
    """Each row of knowledge has what its template and its pattern say."""

    def __init__(self, passage: Passage) -> None:
        self.then: Table = passage.last.tables[KNOWLEDGE]
        self.now: Table = passage.after.tables[KNOWLEDGE]
        self.sides = {name: passage.before.tables[name] for name in (TEMPLATES, PATTERNS)}
        self.partner = {
            name: dict(passage.last.pairs(KNOWLEDGE, name)) for name in (TEMPLATES, PATTERNS)
        }
        self.is_partner = {
            name: dict(passage.after.pairs(KNOWLEDGE, name)) for name in (TEMPLATES, PATTERNS)
        }
        self.found = {
            name: Differences.between(
                passage.last.tables[name], self.sides[name], set(self.partner[name].values())
            )
            for name in (TEMPLATES, PATTERNS)
        }

    def check(self) -> dict[str, Differences]:
        for key, row in self.then.items():
            self._check_row(key, row)
        born = {
            name: {key: place for key, place in partner.items() if place in self.found[name].born}
            for name, partner in self.is_partner.items()
        }
        for name, partner in born.items():
            assert set(partner.values()) == self.found[name].born, f"of {name} some crossed not"
            for key, place in partner.items():
                assert key not in self.then, f"{place} of {name} was given to another's row"
                self._check_born(name, self.sides[name][place], self.now[key])
        new = {*born[TEMPLATES], *born[PATTERNS]}
        assert set(self.now) - set(self.then) == new, "knowledge from nowhere"
        return self.found

    def _partner(self, name: str, key: str) -> tuple[str, Row | None]:
        """What happened to a row's template or pattern, and its row."""
        place = self.partner[name].get(key)
        if place is None or place in self.found[name].deleted:
            return ("none" if place is None else "deleted"), None
        state = "changed" if place in self.found[name].changed else "untouched"
        return state, self.sides[name][place]

    def _check_row(self, key: str, was: Row) -> None:
        (one, template), (other, pattern) = (
            self._partner(name, key) for name in (TEMPLATES, PATTERNS)
        )
        if template is None and pattern is None and "deleted" in (one, other):
            assert key not in self.now, f"{key} has lost its last partner"
            return
        if "changed" not in (one, other) and one != "deleted":
            verbatim(self.then, self.now, {key}, "of knowledge, which nobody touched,")
            return
        assert key in self.now, f"knowledge {key} is gone"
        changed = template if one == "changed" else None, pattern if other == "changed" else None
        self._check_carried(was, *changed, self.now[key], emptied=one == "deleted")

    def _check_carried(
        self, was: Row, template: Row | None, pattern: Row | None, now: Row, *, emptied: bool
    ) -> None:
        base = {key: was[key] for key in oracle_templates.SEVEN_KEYS if key != "template"}
        base["category"] = was["category"]
        tells = [base]
        if template is not None:
            tells.append(as_stored(of_template(template, was.values)))
        if pattern is not None:
            tells.append(as_stored(of_pattern(pattern, was.values, self._is_first(was))))
        for column, value in base.items():
            told = [tale[column] for tale in tells[1:] if tale[column] != value]
            # Of two that say something new either may win; the silent one may not.
            assert now[column] in (told or [value]), (
                f"{column} of {now['id']}: {now[column]!r}, not {told or value!r}"
            )
        self._check_template(was, template, now, emptied=emptied)
        self._check_metadata(was, template, pattern, now)
        self._check_found_again(template, pattern, now)
        same(now.values.get("note"), was["note"], "the unknown column")

    def _is_first(self, row: Row) -> bool:
        place = self.partner[PATTERNS][row["id"]]
        rows = [self.then[key] for key, where in self.partner[PATTERNS].items() if where == place]
        return oracle_patterns.in_order(rows)[0] is row

    def _check_template(self, was: Row, template: Row | None, now: Row, *, emptied: bool) -> None:
        if emptied:
            same(now["template"], None, "template of a deleted one")
        elif template is None:
            same(now["template"], was["template"], "template")
        else:
            self._check_text(template, now)

    def _check_text(self, template: Row, now: Row) -> None:
        told = text_at(template["template"], "template")
        if told:
            same(now["template"], told, "template")
        else:
            whole = oracle_templates.is_text_of(now["template"], template["template"])
            assert whole, f"template: {now['template']!r}"

    def _check_metadata(
        self, was: Row, template: Row | None, pattern: Row | None, now: Row
    ) -> None:
        told = was["metadata"] if template is None else template["metadata"]
        found = without(as_object(now["metadata"], "metadata"), KEYS)
        expected = without(as_object(told, "metadata"), KEYS)
        if plain(told) is None:
            found, expected = without(found, ["metadata"]), without(expected, ["metadata"])
        same(found, expected, "metadata without what has no column")

    def _check_found_again(self, template: Row | None, pattern: Row | None, now: Row) -> None:
        """Forward would make of the row what its partner says."""
        if template is not None and pattern is None:
            again = oracle_templates.forward(now, template)
            again["template"] = _told_again(now, template)
            for column, value in again.items():
                same(value, template[column], f"{column}, forward again,")
        if pattern is not None and template is None:
            self._check_pattern_again(pattern, now)

    def _check_pattern_again(self, pattern: Row, now: Row) -> None:
        """Of a row that is alone in its pattern; several may outvote it."""
        place = str(pattern["id"])
        if list(self.is_partner[PATTERNS].values()).count(place) > 1:
            return
        again = oracle_patterns.forward([now], pattern)
        weight = again.pop("confidence_weight")
        assert words.same_double(pattern["confidence_weight"], weight), pattern
        own = as_object(pattern["extended_metadata"], "extended_metadata")
        again["extended_metadata"] = own | oracle_patterns.spoken(now)
        for column in ("created_at", "updated_at"):
            value = again.pop(column)
            if pattern[column] is not None:
                same(value, words.to_second(pattern[column]), f"{column}, forward again,")
        for key in oracle_patterns.SPOKEN:
            if key not in own or not _is_told(key, own[key]):
                again["extended_metadata"].pop(key)
                own.pop(key, None)
        same(again.pop("extended_metadata"), own, "extended_metadata, forward again,")
        for column, value in again.items():
            same(value, pattern[column], f"{column}, forward again,")

    def _check_born(self, name: str, partner: Row, now: Row) -> None:
        if name == TEMPLATES:
            for column, value in as_stored(of_template(partner, {})).items():
                same(now[column], value, f"{column} of the knowledge of a new template")
            self._check_text(partner, now)
            self._check_metadata(now, partner, None, now)
            self._check_found_again(partner, None, now)
            return
        for column, value in as_stored(of_pattern(partner, {}, True)).items():
            same(now[column], value, f"{column} of the knowledge of a new pattern")
        same(now["template"], None, "template of the knowledge of a new pattern")
        self._check_pattern_again(partner, now)
